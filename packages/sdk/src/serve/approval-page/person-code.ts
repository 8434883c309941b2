import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

// without letters and digits that look alike; 32 of them, so that each byte gives one evenly
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const LENGTH = 8;
/** Wrong guesses in a minute; after them even the right code is refused until the minute is over. */
const MAX_WRONG_CODES = 5;
const WINDOW_MS = 60_000;

/** The code with which a person shows the page that they can see the server's terminal, which an agent behind MCP cannot. */
export class PersonCode {
  /** As it is printed: `ABCD-EFGH`. */
  readonly text: string;
  readonly #digest: Buffer;
  readonly #now: () => number;
  #wrong = { count: 0, since: Number.NEGATIVE_INFINITY };

  constructor(now: () => number = Date.now) {
    const code = [...randomBytes(LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
    this.text = `${code.slice(0, 4)}-${code.slice(4)}`;
    this.#digest = digestOf(code);
    this.#now = now;
  }

  /** Judges a guess: `last` is a wrong one after which all are refused for a while, `locked` says nothing about it. */
  guess(text: string): 'right' | 'wrong' | 'last' | 'locked' {
    const now = this.#now();
    if (now - this.#wrong.since >= WINDOW_MS) this.#wrong = { count: 0, since: now };
    if (this.#wrong.count >= MAX_WRONG_CODES) return 'locked';
    const given = digestOf(text.toUpperCase().replaceAll(/[\s-]/g, ''));
    if (timingSafeEqual(given, this.#digest)) return 'right';
    this.#wrong.count++;
    return this.#wrong.count < MAX_WRONG_CODES ? 'wrong' : 'last';
  }
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
