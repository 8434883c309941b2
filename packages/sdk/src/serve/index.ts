export {
  type ConnectionFile,
  connectionPath,
  type RunFile,
  readConnection,
  readRunFile,
  writeConnection,
} from '../auth/profiles.ts';
export { changeRunFile, writeRunFile } from '../auth/run-file.ts';
export { resolveSettings, type Settings, type SettingsOptions } from '../auth/settings.ts';
export { AUDIT_MONTHS, type AuditEntry } from './audit.ts';
export { type CheckError, type ConnectionCheck, checkConnection } from './check.ts';
export { type OpenConnection, openConnection, signIn } from './connections.ts';
export { type HttpOptions, type HttpServing, serveHttp } from './http.ts';
export { runServer } from './run.ts';
export { servedFrom } from './served.ts';
export { type StdioHandle, serveStdio } from './stdio.ts';
export { structuredOf, TOOL_ERROR, type ToolErrorData, toolErrorOf } from './tool-error.ts';
export type {
  CloseOptions,
  ExtendableServer,
  ExtendContext,
  KeptLimits,
  Opening,
  PrincipalSettings,
  RawTool,
  ServedConnector,
  ServedPlugin,
  ServeOptions,
} from './types.ts';
