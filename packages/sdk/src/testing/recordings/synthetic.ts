import { createHmac, randomBytes } from 'node:crypto';

/** Never kept, whatever the allow-list says. */
const SECRET_NAME =
  /token|secret|password|passwd|authorization|api-?key|cookie|session|signature|assertion|credential/i;

/**
 * Replaces values by made-up ones of the same form. The same value becomes the same made-up one, so that an id still
 * leads to its record; the key is forgotten with the recording, so that nobody finds the value by trying.
 */
export class Synthesizer {
  readonly #key = randomBytes(32);
  readonly #allowed: readonly RegExp[];

  /** @param allow paths of values that are kept: `data.*.status`; `*` is any one name or position */
  constructor(allow: readonly string[]) {
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
    if (Array.isArray(value)) return value.map((one, index) => this.value(one, [...path, String(index)]));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, this.value(one, [...path, name])]));
    const name = path.findLast((part) => !/^\d+$/.test(part)) ?? '';
    const kept = !SECRET_NAME.test(name) && this.#allowed.some((pattern) => pattern.test(path.join('.')));
    return kept ? value : this.leaf(value);
  }

  leaf(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (typeof value !== 'number') return value;
    const digits = Math.max(1, String(Math.trunc(Math.abs(value))).length);
    const made = this.#drawn(String(value)) % 10 ** Math.min(digits, 9);
    return Math.sign(value) * (Number.isInteger(value) ? made : made + 0.5);
  }

  text(value: string): string {
    if (value === '') return value;
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
    return `${/\s/.test(value) ? 'synthetic text' : 'synthetic'}-${tag}`;
  }

  #drawn(value: string): number {
    return createHmac('sha256', this.#key).update(value).digest().readUInt32BE(0);
  }
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
