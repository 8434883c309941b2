import type { Authorizer } from '../http/client.ts';
import type { TokenSource } from './tokens.ts';

/** Sends the source's token as `Authorization: Bearer`. */
export function bearer(source: TokenSource): Authorizer {
  return {
    headers: async (signal) => ({ authorization: `Bearer ${await source.get(signal)}` }),
    refresh: () => source.invalidate(),
    secrets: () => source.secrets(),
  };
}
