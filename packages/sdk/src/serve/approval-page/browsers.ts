import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const LIFE_MS = 12 * 60 * 60_000;
const MAX_BROWSERS = 1000;
/** One person cannot push all others out. */
const MAX_PER_PERSON = 20;

/** A browser whose person has shown who they are. */
export interface Browser {
  /** Whose changes it may decide about. */
  principal: string;
  /** What its forms carry for one link; no other site can know it. */
  formToken(id: string): string;
}

/** The browsers that were let in, by the digest of their cookie. */
export class Browsers {
  readonly #known = new Map<string, { principal: string; expires: number }>();
  readonly #key = randomBytes(32);
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Lets a browser in; its cookie's value. @param until milliseconds since the epoch, at most half a day from now */
  admit(principal: string, until = Number.POSITIVE_INFINITY): string {
    this.#makeRoom(principal);
    const cookie = randomBytes(24).toString('base64url');
    this.#known.set(digestOf(cookie), { principal, expires: Math.min(until, this.#now() + LIFE_MS) });
    return cookie;
  }

  #makeRoom(principal: string): void {
    const own: string[] = [];
    for (const [digest, known] of this.#known) {
      if (known.expires < this.#now()) this.#known.delete(digest);
      else if (known.principal === principal) own.push(digest);
    }
    // the oldest come first
    const [oldest] = own.length >= MAX_PER_PERSON ? own : this.#known.size >= MAX_BROWSERS ? this.#known.keys() : [];
    if (oldest !== undefined) this.#known.delete(oldest);
  }

  find(cookie: string | undefined): Browser | undefined {
    const known = cookie === undefined ? undefined : this.#known.get(digestOf(cookie));
    if (!known || known.expires < this.#now()) return undefined;
    return {
      principal: known.principal,
      formToken: (id) => createHmac('sha256', this.#key).update(`${cookie}\n${id}`).digest('base64url'),
    };
  }
}

/** Compares without telling by its time how much fits. */
export function sameText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
