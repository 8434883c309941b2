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
} from '../settings/profiles.ts';
export { changeRunFile, writeRunFile } from '../settings/run-file.ts';
export {
  checkSecrets,
  hostEnvironment,
  type SecretsCheck,
  type SecretsPlace,
} from '../settings/sealing/check-secrets.ts';
export { probeKeychain } from '../settings/sealing/keychain.ts';
export type { KeychainOptions } from '../settings/sealing/keychain-type.ts';
export { MIN_PASSPHRASE_LENGTH } from '../settings/sealing/passphrase.ts';
export { keychainSealer, openValues, passphraseSealer, type Sealer, sealValues } from '../settings/sealing/profile.ts';
export { resolveSettings, type Settings, type SettingsOptions, settingsOf } from '../settings/settings.ts';
export type { ApprovalPageOptions } from './approval-page/open-page.ts';
export type { HttpOptions, HttpServing } from './endpoint/http-options.ts';
export { runServer } from './endpoint/run-server.ts';
export { serveHttp } from './endpoint/serve-http.ts';
export { type StdioHandle, serveStdio } from './endpoint/serve-stdio.ts';
export type { OAuthAlgorithm, OAuthOptions } from './oauth/options.ts';
export { type CheckError, type ConnectionCheck, checkConnection } from './plugin/check-connection.ts';
export { type OpenConnection, openConnection, signIn } from './plugin/connections.ts';
export { isToolPattern, type PolicyFile, policyPaths, readOwnPolicy, readPolicy } from './plugin/machine-policy.ts';
export { makePerson, personHome } from './plugin/people.ts';
export { servedFrom } from './plugin/served-connector.ts';
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
} from './plugin/types.ts';
export { structuredOf, TOOL_ERROR, type ToolErrorData, toolErrorOf } from './result/tool-error.ts';
export { AUDIT_MONTHS, type AuditEntry } from './write/audit-log.ts';
