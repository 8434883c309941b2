export { describeConnector, describeTool } from '../connector/describe.ts';
export type {
  Access,
  ConfigField,
  ConnectorDescription,
  FolderUse,
  ToolDefinition,
  ToolEntry,
  ToolExample,
} from '../connector/description-types.ts';
export {
  COMPONENT_HOSTS,
  COMPONENT_KINDS,
  type ComponentHost,
  type ComponentKind,
  type PluginComponent,
} from './components.ts';
export { type DefinedPlugin, definePlugin, type PluginDefinition } from './define.ts';
export { type ParsedManifest, parseManifest } from './manifest.ts';
export { type PluginSource, readPlugin } from './read.ts';
export { manifestSchema, PLUGIN_SCHEMA } from './schema.ts';
export type {
  BaseConnector,
  BaseRef,
  ConnectorRef,
  ContractClaim,
  Lock,
  LockedBase,
  LockedConnector,
  PluginInterface,
  PluginManifest,
  Policy,
  RolekitExtension,
  SkillOrigin,
  ToolsFile,
  Waiver,
} from './types.ts';
