// What every call needs, as one part that is loaded with the first: each part of its own costs a start more files to read.
export { callTool } from '../call/call-tool.ts';
export { PluginState } from '../plugin/plugin-state.ts';
export { sweepLater } from './retention-sweep.ts';
