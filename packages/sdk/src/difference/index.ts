export { comparePlugins } from './compare.ts';
export { type LineDiff, lineDiff, visible } from './line-diff.ts';
export { type DifferencePart, partsOf } from './parts.ts';
export type { Change, ComparedPlugin, Content, Passage, PluginDifference } from './types.ts';
