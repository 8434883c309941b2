/** The whole public surface of `@rolekit/sdk`; the rest is behind the subpaths. */

export type { Browser, ShownCode } from './auth/browser.ts';
export {
  type Answer,
  answer,
  type Change,
  type ChangeDetails,
  changeOf,
  filled,
  shortened,
} from './connector/answer.ts';
export { type BatchResult, defineBatchTool } from './connector/batch.ts';
export {
  type BatchToolOptions,
  type BatchTurnOptions,
  type BatchUndoOptions,
  outcomesOf,
  type RestoreOptions,
  refuseProblems,
  type SendingOptions,
  type Standing,
  standingOf,
  type WayBackWords,
} from './connector/batch-options.ts';
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
export type { Connection, ConnectionDefinition, OpenContext } from './connector/connection.ts';
export { type Connector, type ConnectorDefinition, defineConnection, defineConnector } from './connector/connector.ts';
export type { ItemToolOptions, ListToolOptions, ToolDefiners } from './connector/define-tools.ts';
export { type ConfigOf, type Field, type FieldOptions, type Fields, field, secret } from './connector/field.ts';
export type { NewFile, WrittenFile } from './connector/folder-files.ts';
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
} from './connector/named-ids.ts';
export {
  type AnyBatchTool,
  type AnyItemTool,
  type AnyListTool,
  type AnyTool,
  type AnyWriteTool,
  defineTool,
  type ItemTool,
  type ListTool,
  type Tool,
  type WriteTool,
} from './connector/tool.ts';
export type {
  AppliedWrite,
  ItemResult,
  ReadCall,
  ResultFile,
  ToolCall,
  WritePlan,
  WriteUndo,
} from './connector/tool-call.ts';
export type { Arguments, CallContext, SchemaOf, ToolOptions } from './connector/tool-options.ts';

export type {
  UndoOptions,
  WriteToolOptions,
  Written,
} from './connector/write-options.ts';
export { ERRORS, type ErrorCode, type ErrorKind, type ErrorRow, invalid, notFound, RolekitError } from './errors.ts';
export { type Finding, hasErrors, placeOf } from './finding.ts';
export type { ListPage } from './http/list/page.ts';
export type { MetricLayout, MetricRow, MetricTable } from './metrics/table-types.ts';
export {
  compareDecimals,
  parseDate,
  parseDateTime,
  parseHttpDate,
  parseInteger,
  parseNumber,
  parseRfc2822Date,
  plainDecimal,
} from './parse-values.ts';
export { defineSkill } from './skill/define.ts';
export { didYouMean, type Named, nearest, unknownName } from './suggest.ts';
export { quotedName } from './tree/hidden-characters.ts';
export type { ToolWords, WordsOf } from './words/tool-words.ts';
export type { Currencies, FiscalYear, Stage } from './words/types.ts';
