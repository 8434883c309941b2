// Answers beside the official server, faster than it; serving works without this room, see `ServeOptions.front`.
import type { Opening, ServedPlugin } from '../plugin/types.ts';
import type { HttpFront, HttpFrontOptions } from './http-front.ts';

export { StdioFront } from './stdio-front.ts';

// These two ask the official server, which a start over stdio does not load.

export async function createHttpFront(options: HttpFrontOptions): Promise<HttpFront> {
  return (await import('./http-front.ts')).createHttpFront(options);
}

export async function recordOpening(plugin: ServedPlugin): Promise<Opening> {
  return (await import('./recorded-opening.ts')).recordOpening(plugin);
}
