import type { Operation } from '../operation/operation.ts';
import { singular, wordsOf } from '../words.ts';
import { lastOf, withSteps } from './access.ts';

const MAX_NAME_LENGTH = 64;

const VERBS = new Set(
  (
    'list get search find query read count check describe preview compare export validate create add insert post send unset ' +
    'submit update edit patch set put replace delete remove archive unarchive restore cancel approve reject run execute ' +
    'start stop pause resume invite publish unpublish merge move copy clone rename close open join leave kick enable ' +
    'disable assign unassign upsert import register mark pin unpin revoke complete end schedule lock unlock activate ' +
    'deactivate share unshare test refresh reset sync subscribe unsubscribe request deny restrict destroy purge wipe ' +
    'attach detach suspend unpause undrop swap convert interrupt abort commit pull push introspect extract use'
  ).split(' '),
);
const SAME: Readonly<Record<string, string>> = {
  fetch: 'get',
  retrieve: 'get',
  show: 'get',
  lookup: 'find',
  filter: 'search',
  modify: 'update',
  change: 'update',
  new: 'create',
  destroy: 'delete',
};
const READING = new Set([
  'get',
  'list',
  'search',
  'find',
  'query',
  'describe',
  'read',
  'count',
  'check',
  'preview',
  'compare',
  'export',
]);
const CHANGING = new Set([
  'create',
  'update',
  'delete',
  'remove',
  'send',
  'post',
  'add',
  'set',
  'upsert',
  'archive',
  'cancel',
  'merge',
  'move',
  'write',
]);
/** Verbs that are no nouns: what a path ends in may be either. */
const DONE = new Set('create update delete remove send add upsert archive cancel merge move'.split(' '));
const FILLER = new Set(['by', 'id', 'a', 'an', 'the', 'all']);
const NO_OBJECT = /^(?:v\d+(?:\.\d+)?|api|rest|services?|\d{4}-\d{2}(?:-\d{2})?(?:-beta)?|latest|public)$/i;

export interface Named {
  name: string;
  verb: string;
  object: string[];
}

type Unnamed = Pick<Operation, 'method' | 'path' | 'id'> & { access: 'read' | 'write' | 'destructive'; list: boolean };

/** Names for tools, each once: `<connector>_<verb>_<object>`, at most 64 characters. */
export class ToolNames {
  readonly #connector: string;
  readonly #taken = new Set<string>();

  constructor(connector: string) {
    this.#connector = connector;
  }

  name(operation: Unnamed): Named {
    const [verb, object] = fittingVerb(fromId(operation) ?? fromPath(operation), operation);
    const ways = [
      object,
      [...object, 'by', ...wordsOf(operation.path.match(/\{([^}]*)\}[^{]*$/)?.[1] ?? operation.method)],
    ];
    for (const words of ways) {
      const name = this.#joined(verb, words);
      if (!this.#taken.has(name)) return this.#take(name, verb, words);
    }
    for (let number = 2; ; number++) {
      const name = this.#joined(verb, [...object, String(number)]);
      if (!this.#taken.has(name)) return this.#take(name, verb, [...object, String(number)]);
    }
  }

  #take(name: string, verb: string, object: string[]): Named {
    this.#taken.add(name);
    return { name, verb, object };
  }

  /** Words in the middle go first: the last one tells names apart. */
  #joined(verb: string, object: readonly string[]): string {
    const words = [...object];
    const join = () => [this.#connector, verb, ...words].join('_');
    while (join().length > MAX_NAME_LENGTH && words.length > 2) words.splice(Math.floor((words.length - 1) / 2), 1);
    return join().slice(0, MAX_NAME_LENGTH).replace(/_+$/, '');
  }
}

function fromId({ id, list }: Unnamed): [string, string[]] | undefined {
  if (id === undefined || !/^[A-Za-z][\w.-]*$/.test(id)) return undefined;
  const [first = '', ...rest] = wordsOf(id);
  const verb = SAME[first] ?? first;
  const object = withoutBy(rest).filter((word) => !FILLER.has(word));
  if (!VERBS.has(verb) || object.length === 0 || object.length > 6) return undefined;
  return [verb === 'get' && list ? 'list' : verb, object];
}

/** `getPetById` is about the pet. */
function withoutBy(words: readonly string[]): string[] {
  const at = words.lastIndexOf('by');
  return at > 0 ? words.slice(0, at) : [...words];
}

function fromPath({ method, path: written, list, access }: Unnamed): [string, string[]] {
  const path = withSteps(written);
  const segments = path.split('/').filter((segment) => segment !== '');
  const fixed = segments.filter((segment) => !segment.includes('{') && !NO_OBJECT.test(segment));
  const parts = fixed.flatMap((segment) => segment.split('.'));
  const tail = wordsOf(lastOf(path));
  // `/contacts/gdpr-delete` deletes
  const endsInVerb = method === 'post' && tail.length > 1 && !VERBS.has(tail[0] ?? '') && DONE.has(tail.at(-1) ?? '');
  const last = endsInVerb ? [tail.at(-1) ?? '', ...tail.slice(0, -1)] : tail;
  const first = SAME[last[0] ?? ''] ?? last[0] ?? '';
  const endsFixed = !(segments.at(-1) ?? '').includes('{');
  const isAction =
    endsFixed && VERBS.has(first) && (!['get', 'head'].includes(method) || READING.has(first) || parts.length > 1);
  const before = (isAction ? parts.slice(0, -1) : parts).flatMap((part) => wordsOf(part).map(singular));
  // what is done to a whole collection names it as such
  const holder = parts.at(-2) ?? '';
  const isOnAll = isAction && (list || !path.includes(`{`) || !(segments.at(-2) ?? '{').includes('{'));
  const plural = isOnAll && (READING.has(first) || segments.length > 1) ? wordsOf(holder).at(-1) : undefined;
  if (plural !== undefined && before.at(-1) === singular(plural)) before[before.length - 1] = plural;
  const object = [...before, ...(isAction ? last.slice(1) : [])];
  const verb = isAction
    ? first
    : {
        get: list ? 'list' : 'get',
        post: access === 'read' ? 'query' : 'create',
        put: 'replace',
        patch: 'update',
        delete: 'delete',
        head: 'check',
      }[method];
  if (!isAction && (verb === 'list' || (verb === 'get' && endsFixed))) {
    const tail = wordsOf(parts.at(-1) ?? '').at(-1);
    if (tail && verb === 'list') object[object.length - 1] = tail;
  }
  return [
    verb,
    object.length > 0 ? object : isAction && parts.length > 0 ? [last.slice(1).join('') || 'all'] : ['root'],
  ];
}

/** A verb that does not say the opposite of what the tool may do. */
function fittingVerb([verb, object]: [string, string[]], { access, method, list }: Unnamed): [string, string[]] {
  const words = object.map((word) => word.replace(/[^a-z0-9]/g, '')).filter(Boolean);
  if (access === 'read' && CHANGING.has(verb)) return [list ? 'list' : 'get', [...words, verb]];
  if (access !== 'read' && READING.has(verb)) return [method === 'post' ? 'run' : 'change', [...words, verb]];
  if (access === 'destructive' && verb === 'create') return ['delete', words];
  if (access === 'write' && (verb === 'delete' || verb === 'remove')) return ['update', [...words, verb]];
  return [verb, words];
}
