export { metricRows } from '../metrics/index.ts';
export { type PluginAddress, type PluginId, parsePluginAddress } from './address.ts';
export {
  type AuditQuery,
  createRegistryClient,
  type Deprecation,
  type FetchedArchive,
  type PublishOptions,
  type RegistryClient,
  type RegistryClientOptions,
  type SearchQuery,
  type SignInRequest,
  type TrustedWorkflow,
} from './client.ts';
export type {
  ChangeEvent,
  ChangeList,
  ChannelEntry,
  PluginDetail,
  PluginList,
  PluginSummary,
  PublishResult,
  SurfaceReport,
  VersionDetail,
  VersionSummary,
} from './registry-wire.ts';
export {
  type ToolCaller,
  type ToolFailure,
  type ToolTypes,
  type TypedCall,
  toolFailureOf,
  typedCall,
} from './typed-call.ts';
