import type { Authorizer } from '../http/client.ts';
import { cachedTokens } from './tokens.ts';

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
  /** Ends one; called by `close` and, where vendors count sessions, it must be. */
  signOut?(session: Session): Promise<void>;
  /** What `signIn` sends. */
  secrets(): string[];
}

/** Sessions for vendors without tokens: one sign-in for concurrent calls, another after a refusal, a sign-out at the end. */
export function session({ signIn, signOut, secrets }: SessionOptions): Authorizer & { close(): Promise<void> } {
  let current: Session | undefined;
  // the tokens' rules hold for sessions too; their headers, as text, stand for them
  const sessions = cachedTokens(async () => {
    current = await signIn();
    return { value: JSON.stringify(current.headers), until: current.expiresAt ?? Number.POSITIVE_INFINITY };
  });
  return {
    headers: async (signal) => JSON.parse(await sessions.get(signal)) as Record<string, string>,
    refresh(refused) {
      const same = Object.entries(current?.headers ?? {}).every(([name, value]) => refused?.[name] === value);
      if (refused === undefined || same) sessions.invalidate();
    },
    secrets: () => [...secrets(), ...Object.values(current?.headers ?? {})],
    async close() {
      const ended = current;
      current = undefined;
      sessions.invalidate();
      if (ended) await signOut?.(ended);
    },
  };
}
