import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Finding } from '@rolekit/sdk';
import { parseExact } from '@rolekit/sdk/http';
import { exactYamlNumber } from '@rolekit/sdk/internal';
import { type Document, isMap, isScalar, LineCounter, parseDocument } from 'yaml';

export const SPEC_LIMITS = { bytes: 16 * 1024 * 1024, depth: 100, nodes: 1_000_000, files: 2000 } as const;

/** One file of a description, parsed, with the places of its values. */
export class SpecFile {
  readonly path: string;
  /** As findings name it, relative to the folder of the description. */
  readonly name: string;
  readonly root: unknown;
  /** Why it could not be read; `root` is empty then. */
  readonly problems: readonly Finding[];
  readonly #text: string;
  #document: Document | undefined;
  readonly #lines = new LineCounter();

  constructor(path: string, name = basename(path)) {
    this.path = path;
    this.name = name;
    const stat = statSync(path);
    const { size } = stat;
    if (!stat.isFile()) {
      this.#text = '';
      this.root = undefined;
      this.problems = [problem(name, 'openapi/syntax', 'It is no file.')];
      return;
    }
    if (size > SPEC_LIMITS.bytes) {
      this.#text = '';
      this.root = undefined;
      this.problems = [problem(name, 'openapi/too-large', `It has ${size} bytes; ${SPEC_LIMITS.bytes} are the most.`)];
      return;
    }
    this.#text = readFileSync(path, 'utf8');
    const { root, problems } = this.#parse();
    const tooDeep = problems.length === 0 ? depthProblem(name, root) : undefined;
    this.root = tooDeep ? undefined : root;
    this.problems = tooDeep ? [tooDeep] : problems;
  }

  /** Line and column of the value at a path, or of the nearest one around it that is there. */
  placeOf(path: readonly (string | number)[]): { line?: number; column?: number } {
    const document = this.#parsed();
    for (let length = path.length; length >= 0; length--) {
      const offset = offsetOf(document, path.slice(0, length));
      if (offset === undefined) continue;
      const { line, col } = this.#lines.linePos(offset);
      return { line, column: col };
    }
    return {};
  }

  #parsed(): Document {
    this.#document ??= parseDocument(this.#text, {
      lineCounter: this.#lines,
      uniqueKeys: false,
      merge: true,
      intAsBigInt: true,
    });
    return this.#document;
  }

  #parse(): { root: unknown; problems: Finding[] } {
    // JSON is parsed as such: places are looked up only for what has a finding
    if (/^\s*[{[]/.test(this.#text)) {
      try {
        return { root: parseExact(this.#text), problems: [] };
      } catch {
        // the YAML parser knows where the mistake is
      }
    }
    try {
      const document = this.#parsed();
      const problems = document.errors.map((error): Finding => {
        const { line, col } = this.#lines.linePos(error.pos[0]);
        const message = (error.message.split('\n', 1)[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
        return { ...problem(this.name, 'openapi/syntax', `${message}.`), line, column: col };
      });
      return problems.length > 0
        ? { root: undefined, problems }
        : { root: document.toJS({ reviver: exactYamlNumber }), problems };
    } catch (error) {
      const reason = error instanceof RangeError ? 'it nests too deep' : 'an alias in it cannot be resolved';
      return { root: undefined, problems: [problem(this.name, 'openapi/syntax', `It cannot be read: ${reason}.`)] };
    }
  }
}

function problem(file: string, code: string, message: string): Finding {
  return { code, severity: 'error', message, file, fix: 'Correct the file, or cut it down to what you need.' };
}

/** The key's own place, where there is one: that is what a person looks for. */
function offsetOf(document: Document, path: readonly (string | number)[]): number | undefined {
  const last = path.at(-1);
  const parent = path.length > 0 ? document.getIn(path.slice(0, -1), true) : undefined;
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(last));
    return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
  }
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  return (node as { range?: [number, number, number] } | null | undefined)?.range?.[0];
}

/** Walks without recursion: what it guards against would end a recursion too. */
function depthProblem(file: string, root: unknown): Finding | undefined {
  const open: [value: unknown, depth: number][] = [[root, 0]];
  let nodes = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    const [value, depth] = next;
    if (depth > SPEC_LIMITS.depth)
      return problem(file, 'openapi/too-deep', `It nests more than ${SPEC_LIMITS.depth} levels.`);
    if (++nodes > SPEC_LIMITS.nodes)
      return problem(file, 'openapi/too-large', `It has more than ${SPEC_LIMITS.nodes} values.`);
    if (typeof value === 'object' && value !== null)
      for (const inner of Object.values(value)) open.push([inner, depth + 1]);
  }
  return undefined;
}
