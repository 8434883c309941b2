import { joined, type Piece, pieceOf } from './pieces.ts';

/** So many rows are rendered again when one of them changes; a chunk of twice as many is divided. */
const ROWS = 128;

interface Row {
  name: string;
  /** Of each document. */
  texts: readonly Buffer[];
}

interface Chunk {
  rows: Row[];
  /** Of each document; undefined when a row changed. */
  pieces: readonly Piece[] | undefined;
  /** Rendered as the first one, before which nothing is. */
  isFirst: boolean;
}

/**
 * Rows by name that several documents list, each in its own words. A changed row costs the rendering of its neighbours, however
 * many there are.
 */
export class ChunkedList {
  readonly #separators: readonly Buffer[];
  readonly #chunks: Chunk[] = [];

  /** @param separators between two rows of each document */
  constructor(separators: readonly string[]) {
    this.#separators = separators.map((text) => Buffer.from(text));
  }

  /** @returns the texts that the name had before */
  set(name: string, texts: readonly Buffer[]): readonly Buffer[] {
    const row: Row = { name, texts };
    const at = this.#chunkFor(name);
    const chunk = this.#chunks[at];
    if (chunk === undefined) {
      this.#chunks.push({ rows: [row], pieces: undefined, isFirst: false });
      return [];
    }
    const place = lowerBound(chunk.rows, (other) => other.name < name);
    const replaced = chunk.rows.splice(place, chunk.rows[place]?.name === name ? 1 : 0, row);
    chunk.pieces = undefined;
    if (chunk.rows.length >= 2 * ROWS)
      this.#chunks.splice(at + 1, 0, { rows: chunk.rows.splice(ROWS), pieces: undefined, isFirst: false });
    return replaced[0]?.texts ?? [];
  }

  delete(name: string): void {
    const at = this.#chunkFor(name);
    const chunk = this.#chunks[at];
    const place = chunk?.rows.findIndex((row) => row.name === name) ?? -1;
    if (chunk === undefined || place < 0) return;
    chunk.rows.splice(place, 1);
    chunk.pieces = undefined;
    if (chunk.rows.length === 0) this.#chunks.splice(at, 1);
  }

  /** The rows of one document, with what is between them. */
  pieces(document: number): Piece[] {
    return this.#chunks.map((chunk, at) => {
      if (chunk.pieces === undefined || chunk.isFirst !== (at === 0)) this.#render(chunk, at === 0);
      return chunk.pieces?.[document] ?? pieceOf('');
    });
  }

  #chunkFor(name: string): number {
    return Math.max(0, lowerBound(this.#chunks, ({ rows }) => (rows[0]?.name ?? '') <= name) - 1);
  }

  #render(chunk: Chunk, isFirst: boolean): void {
    const rendered = this.#separators.map((separator, document) =>
      joined(
        chunk.rows.map(({ texts }) => texts[document] ?? Buffer.alloc(0)),
        separator,
      ),
    );
    // the joined bytes hold the texts from now on, so that they are there once
    chunk.rows = chunk.rows.map(({ name }, row) => ({
      name,
      texts: rendered.map(({ texts }) => texts[row] as Buffer),
    }));
    chunk.pieces = rendered.map(({ bytes }, document) =>
      pieceOf(isFirst ? bytes.subarray(this.#separators[document]?.byteLength) : bytes),
    );
    chunk.isFirst = isFirst;
  }
}

/** Where the first item is of which it is not true; those before are sorted so. */
function lowerBound<T>(items: readonly T[], isBefore: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(items[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low;
}
