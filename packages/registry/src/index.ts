export type {
  ChangeEvent,
  ChangeList,
  ChannelEntry,
  ErrorBody,
  PluginDetail,
  PluginList,
  PluginSummary,
  PublishResult,
  SkillSummary,
  SurfaceChange,
  SurfaceReport,
  ToolSummary,
  VersionDetail,
  VersionList,
  VersionSummary,
} from '@rolekit/sdk/wire';
export { RegistryError, type RegistryErrorCode } from './errors.ts';
export { type InstallLines, type InstallTarget, installLines } from './install-lines.ts';
export { createRegistry, type Registry, type RegistryOptions } from './registry.ts';
export type { Scope, StoredToken, TokenEvent, TokenGrant } from './store/tokens.ts';
export { type CreatedToken, openTokens, type TokenAdmin, type TokenRequest } from './token-admin.ts';
export {
  type RefusedToday,
  type VerifyArea,
  type VerifyOptions,
  type VerifyProblem,
  type VerifyReport,
  verifyRegistry,
} from './verify/index.ts';
