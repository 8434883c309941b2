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
export { hostMatches, isPrivateAddress } from './hosts.ts';
