export { type Archive, idOf, packBuilt, readArchiveFile } from './archive.ts';
export { KeptBundler } from './bundler.ts';
export { composeBundle } from './compose.ts';
export { emitBundle, outputFolder, replaceFolder } from './emit.ts';
export { readFolder } from './source.ts';
export { type BundleSummary, kilobytes, renderSummary, summaryOf } from './summary.ts';
export type { BuildOptions, BuiltConnector, ComposedBundle } from './types.ts';
export { PLUGIN_GROUPS, type WorkspacePlugin, workspacePlugins, workspaceRoot } from './workspace.ts';
