import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import { findKeys, type GetDocument } from './issuer.ts';
import type { OAuthSettings } from './options.ts';

/** Milliseconds after which keys are asked for again, beside the requests. */
const REFRESH_MS = 10 * 60_000;
/** Milliseconds that keys are believed while the issuer cannot be reached. */
const STALE_MS = 60 * 60_000;
/** Milliseconds between two searches for a key that is not there: whoever makes up key ids gains nothing. */
const COOLDOWN_MS = 30_000;
/** Milliseconds that a failure is remembered instead of tried again. */
const FAILED_MS = 5_000;

/**
 * The issuer's keys, found at the first token and kept. A key that is not among them is looked for once, then not for half
 * a minute; rotation costs one fetch.
 */
export function issuerKeys(settings: Pick<OAuthSettings, 'issuer' | 'jwksUri'>, get: GetDocument): JWTVerifyGetKey {
  const document = withPause(get);
  let asked = 0;
  const load = async (url: string) => {
    asked = Date.now();
    const keys = await document(url);
    return { status: keys === undefined ? 404 : 200, json: async () => keys } as Response;
  };
  let opening: Promise<ReturnType<typeof createRemoteJWKSet>> | undefined;
  const open = () => {
    opening ??= findKeys(settings, document)
      .then((url) =>
        createRemoteJWKSet(new URL(url), { cacheMaxAge: STALE_MS, cooldownDuration: COOLDOWN_MS, [customFetch]: load }),
      )
      .catch((error) => {
        opening = undefined;
        throw error;
      });
    return opening;
  };
  return async (header, token) => {
    const keys = await open();
    // nobody waits for it, and the old keys stay when it fails
    if (keys.jwks() && Date.now() - asked > REFRESH_MS) void keys.reload().catch(() => {});
    return keys(header, token);
  };
}

/** Remembers a failure for some seconds, so that an issuer that is down is not asked with every request. */
function withPause(get: GetDocument): GetDocument {
  const failed = new Map<string, { error: unknown; until: number }>();
  return async (url) => {
    const known = failed.get(url);
    if (known && known.until > Date.now()) throw known.error;
    try {
      const found = await get(url);
      failed.delete(url);
      return found;
    } catch (error) {
      failed.set(url, { error, until: Date.now() + FAILED_MS });
      throw error;
    }
  };
}
