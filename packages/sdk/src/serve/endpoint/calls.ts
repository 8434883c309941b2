// What every call needs, as one part that is loaded with the first: each part of its own costs a start more files to read.
export { callTool } from '../call/call.ts';
export { PluginState } from '../plugin/state.ts';
export { sweepLater } from './housekeeping.ts';
