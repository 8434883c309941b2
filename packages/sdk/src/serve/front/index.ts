// Answers beside the official server, faster than it; serving works without this room, see `ServeOptions.front`.
export { createHttpFront, type HttpFront } from './http-front.ts';
export { recordOpening } from './recorded-opening.ts';
export { StdioFront } from './stdio-front.ts';
