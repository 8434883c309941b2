import { type Document, isMap, isNode, isPair, isScalar, type LineCounter } from 'yaml';
import type { Place } from './types.ts';

type Path = readonly (string | number)[];

/** Finds the places of a YAML document's parts. */
export class Places {
  readonly #document: Document;
  readonly #lines: LineCounter;

  constructor(document: Document, lines: LineCounter) {
    this.#document = document;
    this.#lines = lines;
  }

  /** Place of a value, or of the nearest part above it; `offset` counts characters inside a text on one line. */
  value(path: Path, offset = 0): Place {
    for (let length = path.length; length >= 0; length--) {
      const node = this.#node(path.slice(0, length));
      if (!isNode(node) || !node.range) continue;
      const inside = length === path.length && isScalar(node) ? offset + opening(node.type) : 0;
      return this.at(node.range[0] + inside);
    }
    return { line: 1, column: 1 };
  }

  /** Place of a key in the map at `path`. */
  key(path: Path, key: string): Place {
    const map = this.#node(path);
    const pair = isMap(map)
      ? map.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key)
      : undefined;
    return pair && isScalar(pair.key) && pair.key.range ? this.at(pair.key.range[0]) : this.value(path);
  }

  at(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }

  #node(path: Path): unknown {
    return path.length === 0 ? this.#document.contents : this.#document.getIn(path, true);
  }
}

/** Characters before the text itself begins. A block's text starts on a line of its own, so its place is the block's. */
function opening(type: string | undefined): number {
  return type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE' ? 1 : 0;
}
