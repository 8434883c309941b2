/** The whole public surface of `@rolekit/sdk`; the rest is behind the subpaths. */

export type { Browser, ShownCode } from './auth/browser.ts';
export {
  type AppliedBatch,
  type BatchItem,
  type BatchOutcome,
  type BatchPlan,
  type BatchResult,
  type BatchTool,
  type BatchUndo,
  type ChunkCall,
  defineBatchTool,
  type SentItem,
} from './connector/batch.ts';
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
export {
  type AnyTool,
  type AppliedWrite,
  defineTool,
  type ItemResult,
  type ItemTool,
  type ListTool,
  type ReadCall,
  type ResultFile,
  type Tool,
  type ToolCall,
  type WritePlan,
  type WriteTool,
  type WriteUndo,
} from './connector/tool.ts';
export { ERRORS, type ErrorCode, type ErrorKind, type ErrorRow, RolekitError } from './errors.ts';
export { type Finding, hasErrors, placeOf } from './finding.ts';
export type { ListPage } from './http/list/page.ts';
export { type MetricLayout, type MetricRow, type MetricTable, metricRows } from './metrics/index.ts';
export { definePlugin } from './plugin/index.ts';
export { defineSkill } from './skill/index.ts';
export { didYouMean, type Named, nearest } from './suggest.ts';
export { quotedName } from './visible.ts';
export { compareDecimals, parseDate, parseDateTime, parseInteger, parseNumber, plainDecimal } from './written.ts';
