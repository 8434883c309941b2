import { createHmac, randomBytes } from 'node:crypto';
import { BASE_URL } from './types.ts';

/** A part of the API's own path: words and versions, not ids or names. */
export function isLiteral(segment: string): boolean {
  return segment === '' || /^(?:v\d+(?:\.\d+)?|[a-z][a-z_-]{0,23})$/.test(segment);
}

/** A name that an API gives to a field, not a key that is somebody's data: an address, a number, a name with spaces. */
export function isFieldName(name: string): boolean {
  return /^@?[A-Za-z_$][\w$.:-]{0,63}(?:@odata\.\w+)?$/.test(name) && !/\d{5}/.test(name);
}

/** Shorter ones are so few that two would become the same. */
const MIN_ID_LENGTH = 8;

/** Never kept, whatever the allow-list says. */
const SECRET_NAME =
  /token|secret|password|passwd|authorization|api-?key|cookie|session|signature|assertion|credential/i;

/**
 * Replaces values by made-up ones of the same form. The same value becomes the same made-up one, so that an id still
 * leads to its record; the key is forgotten with the recording, so that nobody finds the value by trying.
 */
export class Synthesizer {
  readonly #key: Buffer;
  readonly #allowed: readonly RegExp[];
  readonly #literals: ReadonlySet<string>;
  readonly #numbers = new Map<number, number>();
  readonly #taken: Set<number>;
  readonly #origin: string | undefined;

  /**
   * @param allow paths of values that are kept: `data.*.status`; `*` is any one name or position
   * @param known `literals`: values that are no secret wherever they are; `origin`: the API's own, of links to itself
   */
  constructor(allow: readonly string[], known: { literals?: Iterable<string>; origin?: string; key?: Buffer } = {}) {
    this.#key = known.key ?? randomBytes(32);
    this.#literals = new Set(known.literals);
    this.#taken = new Set([...this.#literals].map(Number));
    this.#origin = known.origin;
    this.#allowed = allow.map(
      (path) =>
        new RegExp(
          `^${path
            .split('.')
            .map((part) => (part === '*' ? '[^.]+' : literal(part)))
            .join('\\.')}$`,
        ),
    );
  }

  /** A JSON value with only what is allowed as it was. */
  value(value: unknown, path: readonly string[] = []): unknown {
    if (Array.isArray(value)) return value.map((item, index) => this.value(item, [...path, String(index)]));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(
        Object.entries(value).map(([name, member]) => [
          isFieldName(name) ? name : this.text(name),
          this.value(member, [...path, name]),
        ]),
      );
    const name = path.findLast((part) => !/^\d+$/.test(part)) ?? '';
    const kept = !SECRET_NAME.test(name) && this.#allowed.some((pattern) => pattern.test(path.join('.')));
    return kept ? value : this.leaf(value);
  }

  leaf(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (typeof value !== 'number' || this.#literals.has(String(value))) return value;
    return (value < 0 ? -1 : 1) * this.#number(Math.abs(value));
  }

  text(value: string): string {
    if (value === '' || this.#literals.has(value)) return value;
    if (this.#origin !== undefined && value.startsWith(`${this.#origin}/`)) return BASE_URL + this.place(value);
    // with a digit always: without one, an id in a path would pass for a word of the API's own
    const tag = `0${this.#drawn(value).toString(36)}`;
    const date = /^\d{4}-\d{2}-\d{2}/.exec(value);
    if (date && !Number.isNaN(Date.parse(value))) {
      const day = new Date(Date.UTC(2020, 0, 1) + (this.#drawn(value) % 2000) * 86_400_000).toISOString();
      return day.slice(0, 10) + value.slice(10).replace(/\d/g, '0');
    }
    if (/^https?:\/\//.test(value)) return `https://synthetic.example/${tag}`;
    if (/^\S+@\S+$/.test(value)) return `${tag}@synthetic.example`;
    if (/^\d+(?:\.\d+)?$/.test(value)) return String(this.leaf(Number(value)));
    const id = this.#likeIt(value);
    if (id !== undefined) return id;
    return `${/\s/.test(value) ? 'synthetic text' : 'synthetic'}-${tag}`;
  }

  /** A `Link` header: where it leads, and what for. */
  links(header: string): string {
    const links = [...header.matchAll(/<([^>]*)>[^,<]*?;\s*rel="?([\w -]+)"?/g)];
    return links.map(([, to = '', rel]) => `<${this.address(to)}>; rel="${rel}"`).join(', ');
  }

  /** An address of the API's own or of others, absolute or not. */
  address(to: string): string {
    return to.startsWith('/') ? this.place(to) : this.text(to);
  }

  /** Path and query of an address, their values made up. */
  place(address: string): string {
    const { pathname, searchParams } = new URL(address, 'http://recorded');
    const path = pathname.split('/').map((part) => (isLiteral(part) ? part : this.segment(part)));
    const query = [...searchParams].map(([name, value]) => `${name}=${encodeURIComponent(this.text(value))}`);
    return path.join('/') + (query.length > 0 ? `?${query.join('&')}` : '');
  }

  /** Another number of that many digits, never the same, which no other number became: they may be ids. */
  #number(value: number): number {
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    const digits = Math.max(1, String(Math.trunc(value)).length);
    for (let attempt = 0; ; attempt++) {
      // where there are more numbers than so many digits have, they get longer
      const most = 10 ** Math.min(digits + Math.floor(attempt / 10), 9);
      const made = (this.#drawn(`${value} ${attempt}`) % most) + (Number.isInteger(value) ? 0 : 0.5);
      if ((made === value || this.#taken.has(made)) && attempt < 60) continue;
      this.#taken.add(made);
      this.#numbers.set(value, made);
      return made;
    }
  }

  /** A made-up id of the same length and letters; undefined where it could be taken for another, or for a word of the API. */
  #likeIt(value: string): string | undefined {
    if (value.length < MIN_ID_LENGTH || !/^(?=.*\d)[\w-]+$/.test(value)) return undefined;
    const letters = /^[\da-fA-F-]+$/.test(value) ? 6 : 26;
    const drawn = createHmac('sha512', this.#key).update(value).digest();
    const made = value.replace(/[0-9a-zA-Z]/g, (char, at: number) => {
      const number = drawn[at % drawn.length] ?? 0;
      if (/\d/.test(char)) return String(number % 10);
      return String.fromCharCode((char < 'a' ? 65 : 97) + (number % letters));
    });
    return isLiteral(made) ? undefined : made;
  }

  segment(part: string): string {
    return encodeURIComponent(this.text(decodeURIComponent(part)));
  }

  #drawn(value: string): number {
    return createHmac('sha256', this.#key).update(value).digest().readUInt32BE(0);
  }
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
