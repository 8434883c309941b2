// Loaded as one chunk with the first call, which opens a connection with `apiOf`: every further file would cost the start more.
export { apiOf } from '../../http/api/api.ts';
export { callTool } from '../call/call-tool.ts';
export { PluginState } from '../plugin/plugin-state.ts';
export { sweepLater } from './retention-sweep.ts';
