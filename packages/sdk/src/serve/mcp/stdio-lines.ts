import type { Readable } from 'node:stream';

/** More than this without an end is passed on as it comes: the official transport closes the connection then. */
const MAX_HELD_BYTES = 10 * 1024 * 1024;

export interface LineReader {
  /** One line, with its end. */
  line(line: Buffer): void;
  /** The next piece of a line that is too long to be held. */
  piece(piece: Buffer): void;
}

/** Reads lines from a stream, however they arrive. */
export class StdioLines {
  readonly #input: Readable;
  readonly #reader: LineReader;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #isTooLong = false;

  constructor(input: Readable, reader: LineReader) {
    this.#input = input;
    this.#reader = reader;
    input.on('data', this.#receive);
  }

  stop(): void {
    this.#input.off('data', this.#receive).pause();
  }

  readonly #receive = (chunk: Buffer): void => {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      const end = chunk.subarray(from, at + 1);
      from = at + 1;
      const held = this.#release();
      if (this.#isTooLong) this.#reader.piece(end);
      else this.#reader.line(held.length === 0 ? end : Buffer.concat([...held, end]));
      this.#isTooLong = false;
    }
    if (from < chunk.length) this.#hold(chunk.subarray(from));
  };

  #hold(piece: Buffer): void {
    this.#held.push(piece);
    this.#heldBytes += piece.length;
    if (!this.#isTooLong && this.#heldBytes <= MAX_HELD_BYTES) return;
    this.#isTooLong = true;
    for (const held of this.#release()) this.#reader.piece(held);
  }

  #release(): Buffer[] {
    const held = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    return held;
  }
}
