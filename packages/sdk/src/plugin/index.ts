export { describeConnector, describeTool } from '../connector/describe.ts';
export type {
  Access,
  ConfigField,
  ConnectorDescription,
  FolderUse,
  ToolDefinition,
  ToolEntry,
} from '../connector/description-types.ts';
export { lengthOf, shortened } from '../tree/hidden-characters.ts';
export { leftBehindBy } from '../tree/junk-files.ts';
export { isName, isToolName, RESERVED_NAMES } from '../tree/names.ts';
export { isOutsideSource } from '../tree/walk-files.ts';
export {
  COMPONENT_HOSTS,
  COMPONENT_KINDS,
  type ComponentHost,
  type ComponentKind,
  type PluginComponent,
} from './components.ts';
export {
  CONTRACT_REPORT_FILE,
  parseContractReport,
  reportMismatch,
  writeContractReport,
} from './contract-report.ts';
export { type DefinedPlugin, definePlugin, type PluginDefinition } from './define.ts';
export { GENERATOR, HOST_FILES, hostFiles, remotesOf } from './host-files.ts';
export type { HostFilesInput, RemoteServer } from './host-files-input.ts';
export { parseLock, writeLock } from './lock.ts';
export { type ParsedManifest, parseManifest } from './manifest.ts';
export { type PluginSource, readPlugin } from './read.ts';
export { manifestSchema, PLUGIN_SCHEMA } from './schema.ts';
export { parseTools, writeTools } from './tools.ts';
export type {
  ConnectorRef,
  ContractClaim,
  Lock,
  PluginInterface,
  PluginManifest,
  Policy,
  RolekitExtension,
  ToolsFile,
  Waiver,
} from './types.ts';
