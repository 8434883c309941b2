import type { ProxyAnswer, ProxyRequest } from './proxy.ts';

const MIN_LENGTH = 6;
const NAME = /token|secret|password|api-?key|assertion/i;
/** `token_type`: which kind it is, and no credential itself. */
const KIND = /type/i;
/** In an address, where a token of a page is none of a person. */
const IN_ADDRESS = /^(?:access_?token|auth_?token|api[-_]?key|secret|password|sig(?:nature)?)$/i;
/** Others hold a language or a theme, which an answer may well repeat. */
const IN_COOKIE = /token|secret|password|api-?key|auth|jwt|csrf|sess|sid\b/i;

/** Credentials that pass by, so that they can be searched for where they must not be. */
export class Credentials {
  readonly #seen = new Set<string>();

  ofRequest({ path, headers, body }: ProxyRequest): void {
    for (const [name, value] of new URL(path, 'http://vendor').searchParams)
      if (IN_ADDRESS.test(name)) this.#add(value);
    for (const part of headers.cookie?.split(';') ?? []) {
      const [name = '', ...value] = part.split('=');
      if (IN_COOKIE.test(name)) this.#add(value.join('=').trim());
    }
    for (const [name, value] of Object.entries(headers)) {
      if (name !== 'authorization' && !isCredential(name)) continue;
      const text = String(value);
      this.#add(/^\S+ (.+)$/.exec(text)?.[1]?.replace(/^Token="?|"$/g, '') ?? text);
    }
    if (headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
      for (const [name, value] of new URLSearchParams(body.toString('utf8'))) if (isCredential(name)) this.#add(value);
    }
  }

  ofAnswer({ body }: ProxyAnswer): void {
    try {
      this.#walk(JSON.parse(body.toString('utf8')));
    } catch {
      // not JSON: nothing to read
    }
  }

  all(): string[] {
    return [...this.#seen];
  }

  #walk(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, member] of Object.entries(value)) {
      if (typeof member === 'string' && isCredential(name)) this.#add(member);
      else this.#walk(member);
    }
  }

  #add(value: string): void {
    if (value.length >= MIN_LENGTH) this.#seen.add(value);
  }
}

function isCredential(name: string): boolean {
  return NAME.test(name) && !KIND.test(name);
}
