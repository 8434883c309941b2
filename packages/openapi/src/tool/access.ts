import type { Operation } from '../operation/operation.ts';
import { wordsOf } from '../words.ts';

export interface AccessGuess {
  access: 'read' | 'write' | 'destructive';
  /** It reads although its method may change data. */
  guessed: boolean;
}

const READS = new Set([
  'search',
  'query',
  'list',
  'read',
  'find',
  'lookup',
  'filter',
  'count',
  'get',
  'fetch',
  'describe',
]);
const CHANGES = new Set([
  'create',
  'update',
  'delete',
  'remove',
  'set',
  'add',
  'put',
  'patch',
  'upsert',
  'insert',
  'submit',
  'execute',
  'run',
  'mark',
  'send',
  'save',
  'write',
  'replace',
  'archive',
  'merge',
  'or',
  'and',
  'start',
]);
const DESTROYS = new Set(['delete', 'remove', 'destroy', 'purge', 'wipe', 'revoke', 'erase', 'gdpr']);

/**
 * What an operation may do. A POST counts as reading only when its path's last word says so and nothing in its path or
 * name says otherwise.
 */
export function accessOf({ method, path, id }: Pick<Operation, 'method' | 'path' | 'id'>): AccessGuess {
  if (method === 'get' || method === 'head') return { access: 'read', guessed: false };
  if (method === 'delete') return { access: 'destructive', guessed: false };
  if (method !== 'post') return { access: 'write', guessed: false };
  const segment = wordsOf(lastOf(path));
  const name = id !== undefined && /^[\w.-]+$/.test(id) ? wordsOf(id) : [];
  if (DESTROYS.has(segment[0] ?? '') || DESTROYS.has(segment.at(-1) ?? '') || DESTROYS.has(name[0] ?? ''))
    return { access: 'destructive', guessed: false };
  const reads = READS.has(segment[0] ?? '') || (segment.length === 1 && READS.has(name[0] ?? '') && name.length > 1);
  const changes = [...segment, ...name].some((word) => CHANGES.has(word));
  return reads && !changes ? { access: 'read', guessed: true } : { access: 'write', guessed: false };
}

/** The last segment that is no parameter; of `chat.postMessage`, what follows the dot. */
export function lastOf(path: string): string {
  const segments = withSteps(path)
    .split('/')
    .filter((segment) => segment !== '' && !segment.includes('{'));
  return (segments.at(-1) ?? '').split('.').at(-1) ?? '';
}

/** `/pets/{id}:feed` names what is done like `/pets/{id}/feed` does. */
export function withSteps(path: string): string {
  return path.replaceAll('}:', '}/');
}
