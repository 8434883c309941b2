/** What Rolekit's own packages share of settings, policies and people; it promises nothing. */

export { readNetwork } from '../http/request/network-settings.ts';
export { maskSecrets } from '../http/request/redact.ts';
export { isToolPattern } from '../policy/parse.ts';
export type { CheckError, ConnectionCheck } from '../serve/plugin/check-connection.ts';
export {
  type PolicyFile,
  policyPaths,
  readOwnPolicy,
  readPolicy,
} from '../serve/plugin/machine-policy.ts';
export { makePerson, personHome } from '../serve/plugin/people.ts';
export { connectionPath, type RunFile, readRunFile, type ValuesProfile, valuesProfile } from '../settings/profiles.ts';
export { changeRunFile, writeRunFile } from '../settings/run-file.ts';
export { checkSecrets, hostEnvironment, type SecretsPlace } from '../settings/sealing/check-secrets.ts';
export { probeKeychain } from '../settings/sealing/keychain.ts';
export { MIN_PASSPHRASE_LENGTH } from '../settings/sealing/passphrase.ts';
export { keychainSealer, openValues, passphraseSealer, type Sealer, sealValues } from '../settings/sealing/profile.ts';
export { settingsOf } from '../settings/settings.ts';
