import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Row, Store } from '../store/store.ts';

/** What a client needs to sign in to this run; secrets differ from run to run. */
export interface SandboxCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly username: string;
  readonly password: string;
}

/** The rep whom the sales stories are told about. */
const DEFAULT_USERNAME = 'maren.holt@brindlemark.example';

export function makeCredentials(): SandboxCredentials {
  return {
    clientId: 'rolekit-sandbox',
    clientSecret: randomBytes(24).toString('hex'),
    username: DEFAULT_USERNAME,
    password: randomBytes(12).toString('hex'),
  };
}

export function sameSecret(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The active user with a name, in any case. */
export function activeUser(store: Store, username: string): Row | undefined {
  for (const user of store.rows('User')) {
    if (user.IsActive === true && String(user.Username).toLowerCase() === username.toLowerCase()) return user;
  }
  return undefined;
}
