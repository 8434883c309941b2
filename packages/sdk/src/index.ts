/** The whole public surface of `@rolekit/sdk`; the rest is behind the subpaths. */

export type { Browser, ShownCode } from './auth/browser.ts';
export { type BatchResult, defineBatchTool } from './connector/batch.ts';
export type {
  AppliedBatch,
  BatchItem,
  BatchOutcome,
  BatchPlan,
  BatchTool,
  BatchUndo,
  ChunkCall,
  SentItem,
} from './connector/batch-types.ts';
export type { Clock } from './connector/clock.ts';
export { type Connection, defineConnection, type OpenContext } from './connector/connection.ts';
export { type Connector, type ConnectorDefinition, defineConnector } from './connector/connector.ts';
export { describeConnector, describeTool } from './connector/describe.ts';
export { type ConfigOf, type Field, type Fields, field } from './connector/field.ts';
export { type NewFile, type WrittenFile, writeNewFile } from './connector/files.ts';
export { type Files, openFiles } from './connector/folders.ts';
export {
  type FoundNames,
  type GivenId,
  isNamed,
  type NamedId,
  type NamesFound,
  NO_NAME,
  named,
  nameIn,
  namesBehind,
  recordId,
  UNKNOWN_NAME,
} from './connector/named.ts';
export { type AnyTool, defineTool, type ItemTool, type ListTool, type Tool, type WriteTool } from './connector/tool.ts';
export type {
  AppliedWrite,
  ItemResult,
  ReadCall,
  ResultFile,
  ToolCall,
  WritePlan,
  WriteUndo,
} from './connector/tool-call.ts';
export { ERRORS, type ErrorCode, type ErrorKind, type ErrorRow, RolekitError } from './errors.ts';
export { type Finding, hasErrors, placeOf } from './finding.ts';
export type { ListPage } from './http/list/page.ts';
export { type MetricLayout, type MetricRow, type MetricTable, metricRows } from './metrics/index.ts';
export { definePlugin } from './plugin/index.ts';
export { defineSkill } from './skill/index.ts';
export { didYouMean, type Named, nearest } from './suggest.ts';
export { quotedName } from './visible.ts';
export { compareDecimals, parseDate, parseDateTime, parseInteger, parseNumber, plainDecimal } from './written.ts';
