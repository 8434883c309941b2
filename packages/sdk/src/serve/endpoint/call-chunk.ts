// Loaded as one chunk with the first call: every further file would cost the start more.
export { callTool } from '../call/call-tool.ts';
export { PluginState } from '../plugin/plugin-state.ts';
export { sweepLater } from './retention-sweep.ts';
