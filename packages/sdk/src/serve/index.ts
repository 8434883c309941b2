export {
  type ConnectionFile,
  changeConnection,
  connectionPath,
  type Profile,
  type RunFile,
  readConnection,
  readRunFile,
  type ValuesProfile,
  writeConnection,
} from '../auth/profiles.ts';
export { changeRunFile, writeRunFile } from '../auth/run-file.ts';
export { checkSecrets, hostEnvironment, type SecretsCheck, type SecretsPlace } from '../auth/sealing/check-secrets.ts';
export { type KeychainOptions, probeKeychain } from '../auth/sealing/keychain.ts';
export { SHORTEST_PASSPHRASE } from '../auth/sealing/passphrase.ts';
export { keychainSealer, openValues, passphraseSealer, type Sealer, sealValues } from '../auth/sealing/profile.ts';
export { resolveSettings, type Settings, type SettingsOptions, settingsOf } from '../auth/settings.ts';
export type { ApprovalPageOptions } from './approval-page/open.ts';
export { AUDIT_MONTHS, type AuditEntry } from './audit.ts';
export { type CheckError, type ConnectionCheck, checkConnection } from './check.ts';
export { type OpenConnection, openConnection, signIn } from './connections.ts';
export { type HttpOptions, type HttpServing, serveHttp } from './http.ts';
export type { OAuthAlgorithm, OAuthOptions } from './oauth/options.ts';
export { isToolPattern, type PolicyFile, policyPaths, readOwnPolicy, readPolicy } from './own-policy.ts';
export { makePerson, personHome } from './people.ts';
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
