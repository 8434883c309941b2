import type { Json } from '../description/spec-node.ts';
import type { Operation } from '../operation/operation.ts';
import type { Credentials } from '../operation/security.ts';
import { exampleOf, fits } from '../shape/example-of.ts';
import { literal } from '../shape/literals.ts';
import type { Shape } from '../shape/shape.ts';
import type { ListGuess } from '../tool/paging.ts';
import type { ToolModel } from '../tool/tool-model.ts';
import { givesOrders, singular, wordsOf } from '../words.ts';
import { sandboxAuthSource } from './sandbox-auth.ts';

type Role = 'list' | 'get' | 'create' | 'change' | 'remove' | 'fixed';

interface Row {
  operation: Operation;
  list: ListGuess | undefined;
  reads: boolean;
  /** As the tool checks it: of a row, or of the whole answer. */
  output: Shape | undefined;
}

/** Source of `sandbox/operations.ts`: what the sandbox answers to each operation. */
export function operationsSource(tools: readonly ToolModel[], credentials: Credentials): string {
  const rows: Row[] = tools.map(({ operation, list, access, output }) => ({
    operation,
    list,
    reads: access === 'read',
    output,
  }));
  const known = new Set(rows.map(({ operation }) => `${operation.method} ${operation.path}`));
  for (const { before } of tools) {
    if (!before || known.has(`get ${before.path}`)) continue;
    known.add(`get ${before.path}`);
    rows.push({ operation: before, list: undefined, reads: true, output: undefined });
  }
  const ids = idsOf(rows);
  const { auth: signIn, values } = sandboxAuthSource(credentials);
  return [
    `import type { Auth, Operation } from './types.ts';`,
    '',
    `export const AUTH: readonly Auth[] = ${signIn};`,
    '',
    `export const VALUES: Record<string, string> = ${values};`,
    '',
    '/** Answers are the examples of the description, and made up where it has none. */',
    'export const OPERATIONS: Operation[] = [',
    ...rows.map((row) => `${rowSource(row, ids)},`),
    '];',
  ].join('\n');
}

function rowSource({ operation, list, reads, output }: Row, ids: ReadonlyMap<string, string>): string {
  const { method, path, answer } = operation;
  const collection = collectionOf(operation);
  const id = ids.get(collection);
  const role = roleOf(operation, list, id);
  const whole = { whole: true };
  const answered = answer.kind === 'none' ? undefined : exampleOf(answer.shape, whole, 'answer');
  const itemSample =
    role === 'list' && list ? (rowOf(operation, list) ?? exampleOf(output ?? list.row, whole, 'item')) : answered;
  const paging = list && (({ in: _, ...rest }) => rest)(list.paging);
  const parts = [
    `method: '${method.toUpperCase()}'`,
    `path: ${literal(encodedPath(path))}`,
    `status: ${answer.status}`,
    `role: '${role}'`,
    `reads: ${reads}`,
    ...(answer.kind === 'text' ? ['text: true'] : []),
    ...(id !== undefined && role !== 'fixed' ? [`id: ${literal(id)}`] : []),
    ...(list ? [`rows: ${literal(list.rows)}`, `paging: ${literal(paging)}`] : []),
    ...(answered === undefined || (list && list.rows === '') || (role !== 'list' && role !== 'fixed')
      ? []
      : [`answer: ${literal(list ? withoutRows(answered, list.rows) : answered)}`]),
    ...(role === 'fixed' || itemSample === undefined ? [] : [`sample: ${literal(itemSample)}`]),
  ];
  return `{\n${parts.map((part) => `${part},`).join('\n')}\n}`;
}

/** The first row of the answer that the description gives as an example. */
function rowOf({ answer: { shape } }: Operation, { rows, row }: ListGuess): unknown {
  const { example } = shape;
  const isObject = typeof example === 'object' && example !== null;
  const all: unknown = rows === '' ? example : isObject && Object.hasOwn(example, rows) && (example as Json)[rows];
  const [first] = Array.isArray(all) ? all : [];
  return first !== undefined && fits(row, first) && !givesOrders(JSON.stringify(first)) ? first : undefined;
}

/** As a request has it, its parameters left as they are. */
function encodedPath(path: string): string {
  return path
    .split(/(\{[^}]*\})/)
    .map((part) => (part.startsWith('{') ? part : encodeURI(part)))
    .join('');
}

function withoutRows(answer: unknown, rows: string): unknown {
  if (typeof answer !== 'object' || answer === null) return answer;
  return { ...answer, [rows]: [] };
}

/** What an operation does to a collection whose items have an id; anything else answers the same at every call. */
function roleOf(operation: Operation, list: ListGuess | undefined, id: string | undefined): Role {
  const { method, path, answer, parameters } = operation;
  if (list) return 'list';
  if (id === undefined) return 'fixed';
  const [, item] = /\/\{([^}/]*)\}\/?$/.exec(path) ?? [];
  if (item !== undefined) {
    // one of a few words numbers no items
    if (parameters.some(({ name, shape }) => name === item && shape.kind === 'enum')) return 'fixed';
    if (method === 'delete') return 'remove';
    if (answer.kind === 'none' || hasMember(answer.shape, id)) {
      if (method === 'get' || method === 'head') return 'get';
      if (method === 'put' || method === 'patch') return 'change';
    }
    return 'fixed';
  }
  return method === 'post' && hasMember(answer.shape, id) ? 'create' : 'fixed';
}

/** The member that tells the items of each collection apart. */
function idsOf(rows: readonly Row[]): Map<string, string> {
  const ids = new Map<string, string>();
  const shapes = rows.map(({ operation, list }) => ({
    operation,
    shape: list ? list.row : operation.answer.shape,
    isList: list !== undefined,
  }));
  for (const { operation, shape } of shapes.sort((a, b) => Number(b.isList) - Number(a.isList))) {
    const collection = collectionOf(operation);
    if (ids.has(collection)) continue;
    const parameter = shapes.flatMap(({ operation: { path } }) =>
      path.startsWith(`${collection}/{`) ? [/\{([^}]*)\}$/.exec(path)?.[1] ?? ''] : [],
    )[0];
    const noun = singular(wordsOf(collection.split('/').at(-1) ?? '').at(-1) ?? '');
    const names = [parameter, 'id', `${noun}Id`, `${noun}_id`, 'uuid', 'key', 'name'].filter(
      (name) => name !== undefined && name !== '',
    ) as string[];
    const found = names.find((name) => hasMember(shape, name));
    if (found !== undefined) ids.set(collection, found);
  }
  return ids;
}

function collectionOf({ path }: Operation): string {
  return path.replace(/\/$/, '').replace(/\/\{[^}/]*\}$/, '');
}

function hasMember(shape: Shape, name: string): boolean {
  if (shape.kind !== 'object') return false;
  const kind = shape.properties.get(name)?.shape.kind;
  return kind === 'string' || kind === 'number' || kind === 'integer';
}
