export { canonicalJson } from '../digest/canonical.ts';
export { digestOf, toolDigest, toolsetDigest } from '../digest/digest.ts';
export { DEFAULT_LIMITS } from '../tree/limits.ts';
export { checkTestCall } from './check-tools.ts';
export { tokenCost } from './cost.ts';
export { readBundleFiles } from './folder.ts';
export { inspectArchive, inspectFolder } from './inspect.ts';
export { bundleDigest, packBundle } from './pack.ts';
export { readBundle, readBundleFolder } from './read.ts';
export { RULE_SET } from './rule-set.ts';
export type {
  ArchiveLimits,
  BundledSkill,
  BundleFile,
  InspectedBundle,
  Inspection,
  InspectOptions,
  PackedBundle,
} from './types.ts';
