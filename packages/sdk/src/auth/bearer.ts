import type { Authorizer } from '../http/request/types.ts';
import type { TokenSource } from './token-refresh.ts';

/** Sends the source's token as `Authorization: Bearer`. */
export function bearer(source: TokenSource): Authorizer {
  return {
    headers: async (signal) => ({ authorization: `Bearer ${await source.get(signal)}` }),
    // only the token that was refused: by now another call may have fetched a new one
    refresh: (refused) => source.invalidate(refused?.authorization?.slice('Bearer '.length)),
    secrets: () => source.secrets(),
  };
}
