export { toolDigest, toolsetDigest } from '../digest/digest.ts';
export { DEFAULT_LIMITS } from '../tree/archive-limits.ts';
export type { ArchiveLimits, BundleFile } from '../tree/types.ts';
export { inspectArchive, inspectFolder } from './inspect.ts';
export { bundleDigest, packBundle } from './pack.ts';
export { readBundle, readBundleFolder } from './read.ts';
export { tokenCost } from './token-cost.ts';
export type { BundledSkill, InspectedBundle, Inspection, InspectOptions, PackedBundle } from './types.ts';
