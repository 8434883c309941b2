export {
  type AllowDeny,
  DEFAULT_VALID_HOURS,
  type PolicyDocument,
  type PolicyLevel,
  type PolicyLevelName,
  type SignatureKind,
} from './document.ts';
export { type BundleFacts, bundleFacts } from './facts.ts';
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
