import { existsSync, realpathSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { SpecFindings } from './findings.ts';
import { SPEC_LIMITS, SpecFile } from './spec-file.ts';
import type { Json, SpecNode } from './spec-node.ts';

const MAX_HOPS = 32;
const MAX_EXAMPLE_LENGTH = 20_000;

/** An OpenAPI description: its file, the files beside it that it refers to, and what was found in them. */
export class Spec {
  readonly findings = new SpecFindings();
  readonly root: SpecNode;
  readonly #folder: string;
  readonly #files = new Map<string, SpecFile>();
  /** References that are followed on the way of others. */
  #depth = 0;

  constructor(path: string) {
    const file = new SpecFile(realpathSync(path));
    this.#folder = dirname(file.path);
    this.#files.set(file.path, file);
    this.root = { value: file.root, file, path: [] };
  }

  /** Files that could not be read. */
  get unreadable() {
    return [...this.#files.values()].flatMap((file) => file.problems);
  }

  /** A member of an object or an array; its value is undefined where there is none. */
  at(node: SpecNode, ...keys: (string | number)[]): SpecNode {
    return keys.reduce<SpecNode>(({ value, file, path }, key) => {
      const own = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
      return { value: own ? (value as Json)[key] : undefined, file, path: [...path, key] };
    }, node);
  }

  /** The same, with references resolved on the way. */
  get(node: SpecNode, ...keys: (string | number)[]): SpecNode {
    return keys.reduce<SpecNode>((from, key) => this.deref(this.at(from, key)), this.deref(node));
  }

  /** Members of an object, references resolved. */
  entries(node: SpecNode): [string, SpecNode][] {
    const at = this.deref(node);
    return Object.keys(objectOf(at) ?? {}).map((key) => [key, this.deref(this.at(at, key))]);
  }

  /** Items of an array, references resolved. */
  items(node: SpecNode): SpecNode[] {
    const at = this.deref(node);
    return Array.isArray(at.value) ? at.value.map((_, index) => this.deref(this.at(at, index))) : [];
  }

  /** Follows `$ref` to what it names; a broken one is a finding, and nothing. */
  deref(node: SpecNode): SpecNode {
    let at = node;
    for (let hops = 0; hops < MAX_HOPS; hops++) {
      const reference = objectOf(at)?.$ref;
      if (typeof reference !== 'string') return at;
      const target = this.#target(at, reference);
      if (!target) return { ...at, value: undefined };
      at = target;
    }
    this.findings.error('openapi/ref', node, 'Its $ref leads round in a circle.', 'Let it name a definition.');
    return { ...node, value: undefined };
  }

  #target(at: SpecNode, reference: string): SpecNode | undefined {
    const place = this.at(at, '$ref');
    const fail = (message: string, fix: string) => {
      this.findings.error('openapi/ref', place, message, fix);
      return undefined;
    };
    const [name = '', pointer = ''] = reference.split('#');
    if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(name))
      return fail(`${reference} is on a network, and nothing is fetched.`, 'Save the file beside this one.');
    const file = name === '' ? at.file : this.#open(resolve(dirname(at.file.path), decode(name)));
    if (file === 'outside')
      return fail(`${reference} is not in the folder of the description.`, 'Copy the file beside this one.');
    if (file === 'many')
      return fail(
        `It is spread over more than ${SPEC_LIMITS.files} files.`,
        'Bundle it into one file, or cut it down.',
      );
    if (!file) return fail(`There is no file ${name}.`, 'Correct the name, or add the file.');
    if (pointer !== '' && !pointer.startsWith('/'))
      return fail(`${reference} is no path in a document.`, 'Write it as #/components/schemas/Name.');
    const keys = pointer
      .split('/')
      .slice(1)
      .map((key) => decode(key).replaceAll('~1', '/').replaceAll('~0', '~'));
    const found = this.#through({ value: file.root, file, path: [] }, keys);
    if (found.value === undefined && file.problems.length === 0) {
      const fix = 'Correct the reference, or add the definition.';
      if (!/^\/(?:components\/schemas|definitions)\/|\/schema\//.test(pointer))
        return fail(`${reference} names nothing.`, fix);
      // vendors publish such files, and who imports them cannot correct them: one value without a form harms little
      this.findings.warning('openapi/ref', place, `${reference} names nothing: taken as any value.`, fix);
      return undefined;
    }
    return found;
  }

  /** Down a path; what is not there is looked for behind a reference on the way. */
  #through(from: SpecNode, keys: readonly string[]): SpecNode {
    return keys.reduce<SpecNode>((node, key) => {
      const found = this.at(node, key);
      if (found.value !== undefined || objectOf(node)?.$ref === undefined || this.#depth >= MAX_HOPS) return found;
      this.#depth++;
      const behind = this.at(this.deref(node), key);
      this.#depth--;
      return behind;
    }, from);
  }

  #open(path: string): SpecFile | 'outside' | 'many' | undefined {
    if (!existsSync(path)) return isWithin(this.#folder, path) ? undefined : 'outside';
    const real = realpathSync(path);
    if (!isWithin(this.#folder, real)) return 'outside';
    const known = this.#files.get(real);
    if (known) return known;
    if (this.#files.size >= SPEC_LIMITS.files) return 'many';
    const file = new SpecFile(real, relative(this.#folder, real).split(sep).join('/'));
    this.#files.set(real, file);
    return file;
  }
}

/** The value as an object; undefined for anything else. */
export function objectOf({ value }: SpecNode): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

/** The value of a member, if it is a text. */
export function textOf(spec: Spec, node: SpecNode, key: string): string | undefined {
  const { value } = spec.at(node, key);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** What a parameter or a media type gives as its example: `example`, or the first of `examples`. */
export function exampleIn(spec: Spec, node: SpecNode): unknown {
  const [first] = spec.entries(spec.at(node, 'examples'));
  const example = spec.at(node, 'example').value ?? (first && spec.at(first[1], 'value').value);
  return JSON.stringify(example ?? '').length <= MAX_EXAMPLE_LENGTH ? example : undefined;
}

/** The same for two ways to the same definition. */
export function identityOf({ file, path }: SpecNode): string {
  return `${file.path}#${path.join('/')}`;
}

function isWithin(folder: string, path: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
