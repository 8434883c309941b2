import type { Authorizer } from '../http/request/types.ts';
import { staticToken, type TokenSource } from './token-refresh.ts';

/** Sends a token, or that of a source, as `Authorization: Bearer`. */
export function bearer(token: string | TokenSource): Authorizer {
  const source = typeof token === 'string' ? staticToken(token) : token;
  return {
    headers: async (signal) => ({ authorization: `Bearer ${await source.get(signal)}` }),
    // only the token that was refused: by now another call may have fetched a new one
    refresh: (refused) => source.invalidate(refused?.authorization?.slice('Bearer '.length)),
    secrets: () => source.secrets(),
  };
}
