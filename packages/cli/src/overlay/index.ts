export { type BaseContext, resolveBase } from './base.ts';
export { composeOverlay } from './compose.ts';
export type { NearPlugin } from './lineage.ts';
export { type Base, type BuiltBase, baseRefOf, type Composition, type FromBase, type Pin } from './types.ts';
