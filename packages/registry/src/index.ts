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
export { type AccountAdmin, type AccountRequest, openAccounts } from './access/account-admin.ts';
export { type CreatedToken, openTokens, type TokenAdmin, type TokenRequest } from './access/token-admin.ts';
export { type CopyOptions, type CopyReport, copyRegistry } from './copy/index.ts';
export { RegistryError, type RegistryErrorCode } from './errors.ts';
export { type InstallLines, type InstallTarget, installLines } from './install-lines.ts';
export { createRegistry, type Registry, type RegistryOptions } from './registry.ts';
export { type KeyRotation, rotateSigningKey } from './signing/rotate-key.ts';
export type { AccessEvent } from './store/access-record.ts';
export type { StoredAccount } from './store/accounts.ts';
export type { BucketPlace } from './store/bucket/address.ts';
export type { Place } from './store/open-store.ts';
export type { Scope, StoredToken, TokenEvent, TokenGrant } from './store/tokens.ts';
export {
  type RefusedToday,
  type VerifyArea,
  type VerifyOptions,
  type VerifyProblem,
  type VerifyReport,
  verifyRegistry,
} from './verify/index.ts';
