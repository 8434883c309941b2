export {
  type AllowDeny,
  DEFAULT_VALID_HOURS,
  type PolicyDocument,
  type PolicyLevel,
  type PolicyLevelName,
  type SignatureKind,
} from './document.ts';
export { type BundleFacts, bundleFacts } from './facts.ts';
export { type Gate, type GateInput, gateOf, type ServedFacts } from './gate.ts';
export {
  judge,
  type PluginFacts,
  type PolicyRefusal,
  type PolicySettings,
  policyError,
  refusalText,
  settingsOfPolicy,
} from './judge.ts';
export { isToolPattern, parsePolicy, type RefusePolicy } from './parse.ts';
export {
  type KeptSnapshot,
  MAX_SNAPSHOT_BYTES,
  type OpenedSnapshot,
  openSnapshot,
  type PolicySnapshot,
  readSnapshots,
  SNAPSHOT_TYPE,
  type SnapshotPlugin,
  snapshotFolder,
} from './snapshot.ts';
export { keepTime, trustedTime } from './trusted-time.ts';
