export { toolTypesSource } from './emit/tool-types.ts';
export { OpenApiError } from './errors.ts';
export { type ImportReport, type ImportTarget, importOpenApi, type OpenApiImport } from './import.ts';
export type { Choice } from './operation/operations.ts';
