export { type ApiKeyOptions, apiKey } from './auth/api-key.ts';
export type { Authorization, AuthorizeRequest } from './auth/authorize.ts';
export { basic } from './auth/basic.ts';
export { bearer } from './auth/bearer.ts';
export { type ClientMetadata, clientIdDocument } from './auth/client-document.ts';
export type { ClientIdentity, KnownClient } from './auth/client-identity.ts';
export { together } from './auth/combined-credentials.ts';
export type { DeviceRequest } from './auth/device-flow.ts';
export { type JwtClaims, type JwtKey, keyFingerprint, signJwt } from './auth/jwt.ts';
export { type JwtBearerRequest, jwtBearer, keyPairJwt, privateKeyJwt } from './auth/key-pair.ts';
export { keptRefreshToken, type RefreshRequest, refreshToken } from './auth/refresh.ts';
export type { AuthorizationServer } from './auth/server-metadata.ts';
export { type Session, type SessionOptions, session } from './auth/session.ts';
export { authorizeDevice, authorizeWithCode, discoverServer, signInWithOAuth } from './auth/sign-in.ts';
export type { LastingSignedIn, SignedIn, SignInRequest } from './auth/sign-in-types.ts';
export {
  type ClientAssertion,
  clientCredentials,
  staticToken,
  type TokenRequest,
  type TokenSource,
  tokenError,
} from './auth/token-refresh.ts';
export {
  type Api,
  apiOf,
  type GraphqlListOptions,
  type GraphqlOptions,
  type ListOptions,
  type RequestOptions,
} from './http/api/api.ts';
export { path } from './http/api/path.ts';
export { type ListRequest, listPage } from './http/list/fetch-page.ts';
export {
  type AcceptedJobOptions,
  acceptedJob,
  type Job,
  type JobOptions,
  type JobStep,
  runJob,
  type StatusJobOptions,
  statusJob,
} from './http/list/job.ts';
export { type ListPart, type MergeOptions, mergeLists } from './http/list/merged-lists.ts';
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
} from './http/list/paging.ts';
export { type BatchOptions, inBatches } from './http/list/request-batches.ts';
export type { ConnectorPolicy, CountedCall, HttpPolicy } from './http/policy/policy.ts';
export { fileRateStore } from './http/policy/rate-file.ts';
export { type CallRate, memoryRateStore, type RateStore } from './http/policy/rate-limits.ts';
export type { ResponseAction } from './http/policy/response-action.ts';
export { failWith } from './http/policy/response-action.ts';
export { Cache, cached } from './http/policy/response-cache.ts';
export { errorCodes, type ResponseRule } from './http/policy/response-rules.ts';
export type { Wait, WaitUnit } from './http/policy/retry-wait.ts';
export { retryAfterMs } from './http/policy/retry-wait.ts';
export { pause } from './http/policy/timers.ts';
export { readAt } from './http/policy/value-at.ts';
export type { ErrorPlaces } from './http/policy/vendor-error.ts';
export { oneLine } from './http/policy/words-of.ts';
export { createHttpClient } from './http/request/client.ts';
export { parseExact, writeExact } from './http/request/exact-json.ts';
export type { Exchange, OnExchange } from './http/request/exchange.ts';
export type { Network } from './http/request/network-settings.ts';
export { safeParseAnswer } from './http/request/nulls-as-absent.ts';
export { parseAnswer, unexpectedAnswer } from './http/request/parse-answer.ts';
export type { Authorizer, HttpBinding, HttpClient, HttpOptions, HttpRequest } from './http/request/types.ts';
export type { HttpResponse } from './http/response.ts';
