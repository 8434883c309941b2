import { RolekitError } from '../errors.ts';
import type { Authorizer } from '../http/request/types.ts';
import { SpentSecrets } from './spent-secrets.ts';
import { cachedTokens } from './token-refresh.ts';

/** What a vendor's sign-in gave. */
export interface Session {
  /** Sent with each request, e.g. `{ 'x-session': id }`. */
  headers: Record<string, string>;
  /** When it ends by itself, in milliseconds since 1970. @default never */
  expiresAt?: number;
}

export interface SessionOptions {
  /** Asks the vendor for a session. */
  signIn(): Promise<Session>;
  /** Ends one, for vendors that count them. Only ever asked for a session that `signIn` gave, and that still holds. */
  signOut?(session: Session): Promise<void>;
  /** What `signIn` sends. */
  secrets(): string[];
}

/**
 * Sessions for vendors without tokens: one sign-in for concurrent calls, another after a refusal, a sign-out when the connection
 * closes. `http({ auth })` of `open` sees to that; nothing is signed in afterwards.
 */
export function session({ signIn, signOut, secrets }: SessionOptions): Authorizer & { close(): Promise<void> } {
  let current: Session | undefined;
  const spent = new SpentSecrets();
  let arriving: Promise<Session> | undefined;
  let closed = false;
  // the tokens' rules hold for sessions too; their headers, as text, stand for them
  const sessions = cachedTokens(async () => {
    if (closed) throw new RolekitError('RK_CANCELLED');
    arriving = signIn();
    current = await arriving;
    for (const header of Object.values(current.headers)) spent.add(header);
    return { value: JSON.stringify(current.headers), until: current.expiresAt ?? Number.POSITIVE_INFINITY };
  });
  return {
    headers: async (signal) => JSON.parse(await sessions.get(signal)) as Record<string, string>,
    refresh(refused) {
      const same = Object.entries(current?.headers ?? {}).every(([name, value]) => refused?.[name] === value);
      if (refused !== undefined && !same) return;
      // the vendor says that it is over: there is nothing to sign out of
      current = undefined;
      sessions.invalidate();
    },
    secrets: () => [...secrets(), ...spent.list()],
    async close() {
      closed = true;
      // one that arrives while the connection closes would stay open for ever
      await arriving?.catch(() => {});
      const ended = current;
      current = undefined;
      sessions.invalidate();
      if (ended && (ended.expiresAt ?? Number.POSITIVE_INFINITY) > Date.now()) await signOut?.(ended);
    },
  };
}
