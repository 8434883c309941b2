// What a connection needs once it asks for something, as one part that is loaded then.

export { memoryRateStore } from '../policy/rate-limits.ts';
export { createHttpClient } from './client.ts';
export { readNetwork } from './network-settings.ts';
