// What a connection needs once it asks for something, as one part that is loaded then.
export { createHttpClient } from './client.ts';
export { readNetwork } from './network.ts';
export { memoryRateStore } from './rate.ts';
