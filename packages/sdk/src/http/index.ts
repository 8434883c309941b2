export { basic } from '../auth/basic.ts';
export { bearer } from '../auth/bearer.ts';
export { clientCredentials, refreshToken, staticToken, type TokenSource } from '../auth/tokens.ts';
export {
  type Authorizer,
  createHttpClient,
  type HttpBinding,
  type HttpClient,
  type HttpOptions,
  type HttpRequest,
  type HttpResponse,
  type ResponseAction,
  retryAfterMs,
} from './client.ts';
export type { Exchange, OnExchange } from './exchange.ts';
export { hostMatches, isPrivateAddress } from './hosts.ts';
export { type Network, readNetwork } from './network.ts';
export type { ConnectorPolicy, HttpPolicy } from './policy.ts';
export { type CallRate, memoryRateStore, type RateStore } from './rate.ts';
export { fileRateStore } from './rate-file.ts';
export { readAt } from './read-at.ts';
export type { ResponseRule } from './rules.ts';
export type { Wait, WaitUnit } from './wait.ts';
