export { type ApiKeyOptions, apiKey } from '../auth/api-key.ts';
export type { Authorization, AuthorizeRequest } from '../auth/authorize.ts';
export { basic } from '../auth/basic.ts';
export { bearer } from '../auth/bearer.ts';
export { type ClientMetadata, clientIdDocument } from '../auth/client-document.ts';
export type { ClientIdentity, KnownClient } from '../auth/client-identity.ts';
export type { DeviceRequest } from '../auth/device.ts';
export { type JwtClaims, type JwtKey, keyFingerprint, signJwt } from '../auth/jwt.ts';
export { type JwtBearerRequest, jwtBearer, keyPairJwt, privateKeyJwt } from '../auth/key-pair.ts';
export { type RefreshRequest, refreshToken } from '../auth/refresh.ts';
export type { AuthorizationServer } from '../auth/server-metadata.ts';
export { type Session, type SessionOptions, session } from '../auth/session.ts';
export {
  authorizeDevice,
  authorizeWithCode,
  discoverServer,
  type SignedIn,
  type SignInRequest,
  signInWithOAuth,
} from '../auth/sign-in.ts';
export { together } from '../auth/together.ts';
export {
  type ClientAssertion,
  clientCredentials,
  staticToken,
  type TokenRequest,
  type TokenSource,
  tokenError,
} from '../auth/tokens.ts';
export { safeParseAnswer } from './absent-nulls.ts';
export { failWith, oneLine } from './action.ts';
export { Cache } from './cache.ts';
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
export { parseExact, writeExact } from './exact-json.ts';
export type { Exchange, OnExchange } from './exchange.ts';
export { hostMatches, isPrivateAddress } from './hosts.ts';
export { type BatchOptions, inBatches } from './in-batches.ts';
export {
  acceptedJob,
  type Job,
  type JobOptions,
  type JobStep,
  runJob,
  type StatusJobOptions,
  statusJob,
} from './job.ts';
export { type ListRequest, listPage } from './list-page.ts';
export { type Network, readNetwork } from './network.ts';
export {
  byCursor,
  byKeyset,
  byLink,
  byNextUrl,
  byOffset,
  byPage,
  type PageAnswer,
  type PageAsk,
  type Paging,
} from './paging.ts';
export { parseAnswer, unexpectedAnswer } from './parse-answer.ts';
export { pause } from './pause.ts';
export type { ConnectorPolicy, HttpPolicy } from './policy.ts';
export { type CallRate, memoryRateStore, type RateStore } from './rate.ts';
export { fileRateStore } from './rate-file.ts';
export { readAt } from './read-at.ts';
export type { ResponseRule } from './rules.ts';
export type { Wait, WaitUnit } from './wait.ts';
