import type { Operation } from './operations.ts';
import type { ObjectShape, Shape } from './shape.ts';

/** How a list is thought to be cut into pages. Nothing in OpenAPI says it: names of parameters and members do. */
export interface PagingGuess {
  kind: 'cursor' | 'page' | 'offset' | 'nextUrl' | 'link' | 'none';
  /** Parameter of the position. */
  param?: string;
  sizeParam?: string;
  maxSize?: number;
  in: 'query' | 'body';
  /** Where the answer has the next position. */
  at?: string;
  total?: string;
  /** Where the answer says whether more follows, or that this page is the last. */
  more?: string;
  last?: string;
  first?: number;
}

export interface ListGuess {
  /** Where the rows are; empty when the answer is the list itself. */
  rows: string;
  row: Shape;
  paging: PagingGuess;
}

const ROWS = /^(?:items|data|results?|values|records|rows|elements|entries|list|content|value|objects|hits|matches)$/i;
const CURSOR =
  /^(?:after|cursor|page_?token|next_?token|starting_after|start_cursor|continuation_?token|marker|next_?cursor|next_?page_?token|page_?cursor|pagination_?token)$/i;
const NEXT =
  /^(?:next_?cursor|next_?page_?token|next_?token|after|cursor|end_?cursor|continuation_?token|marker|next_?marker|next)$/i;
const NEXT_URL = /^(?:@odata\.nextLink|next|next_?url|next_?link|next_?page_?url|href)$/i;
const PAGE = /^(?:page|page_?number|page_?no|p)$/i;
const OFFSET = /^(?:offset|skip|start|start_?at|start_?index|first_?result)$/i;
const SIZE =
  /^(?:limit|per_?page|page_?size|count|size|max_?results|max_?items|\$?top|first|num|results_?per_?page|page_?limit)$/i;
const TOTAL =
  /^(?:@odata\.count|total|total_?count|total_?results|total_?items|total_?size|total_?records|total_?elements)$/i;
const MORE = /^(?:has_?more|has_?next|has_?next_?page|more_?results|more)$/i;
const LAST = /^(?:is_?last|last|is_?last_?page|last_?page|is_?final_?page)$/i;
const PARENTS = /page|stats|paging|pagination|meta|links|cursor|next|response_metadata/i;

/** Whether an operation answers a list, and how the next page is asked for; undefined for one thing. */
export function listGuessOf(operation: Operation): ListGuess | undefined {
  const { answer, method, path } = operation;
  if (answer.kind !== 'json' || (method !== 'get' && method !== 'post')) return undefined;
  const { shape } = answer;
  if (shape.kind === 'array') return { rows: '', row: shape.items, paging: pagingOf(operation, undefined) };
  if (shape.kind !== 'object') return undefined;
  const lists = [...shape.properties].flatMap(([name, { shape: inner }]) =>
    inner.kind === 'array' && !name.includes('.') ? [{ name, row: inner.items }] : [],
  );
  const paging = pagingOf(operation, shape);
  const segment = (path.split('/').at(-1) ?? '').split('.').at(-1) ?? '';
  const named = lists.find(({ name }) => ROWS.test(name)) ?? lists.find(({ name }) => name === segment);
  const found = named ?? (lists.length === 1 || (lists.length > 0 && paging.kind !== 'none') ? lists[0] : undefined);
  if (!found) return undefined;
  const endsInParameter = segment.includes('{');
  const isPaged = paging.kind !== 'none';
  // one thing that has a list among its members is no list
  if (!isPaged && !named && (endsInParameter || shape.properties.size > 3)) return undefined;
  if (endsInParameter && !['cursor', 'page', 'offset'].includes(paging.kind)) return undefined;
  return { rows: found.name, row: found.row, paging };
}

function pagingOf(operation: Operation, answer: ObjectShape | undefined): PagingGuess {
  const fields = fieldsOf(operation);
  const of = (pattern: RegExp, kinds: readonly string[]) =>
    fields.find(({ name, shape }) => pattern.test(name) && kinds.includes(shape.kind));
  const size = of(SIZE, ['integer', 'number', 'string', 'any']);
  const maxSize = size && 'max' in size.shape && size.shape.kind !== 'string' ? size.shape.max : undefined;
  const total = answer && placeOf(answer, (name, shape) => TOTAL.test(name) && shape.kind === 'number');
  const saidAt = (pattern: RegExp) =>
    answer && placeOf(answer, (name, shape) => pattern.test(name) && shape.kind === 'boolean');
  const more = saidAt(MORE);
  const last = more === undefined ? saidAt(LAST) : undefined;
  const base = {
    ...(size ? { sizeParam: size.name } : {}),
    ...(maxSize === undefined ? {} : { maxSize }),
    ...(total === undefined ? {} : { total }),
    ...(more === undefined ? {} : { more }),
    ...(last === undefined ? {} : { last }),
  };
  const isScalar = (shape: Shape) => ['string', 'number', 'integer'].includes(shape.kind);
  const cursor = of(CURSOR, ['string', 'integer', 'number']);
  const next = answer && placeOf(answer, (name, shape) => NEXT.test(name) && isScalar(shape));
  if (cursor && next !== undefined) return { kind: 'cursor', param: cursor.name, at: next, in: cursor.in, ...base };
  if (answer && operation.method === 'get') {
    const isUrl = (shape: Shape) => shape.kind === 'string';
    const url = placeOf(
      answer,
      (name, shape, parents) =>
        NEXT_URL.test(name) && isUrl(shape) && (name !== 'href' || parents.at(-1) === 'next') && !OFFSET.test(name),
    );
    if (url !== undefined) return { kind: 'nextUrl', at: url, in: 'query', ...base };
  }
  if (operation.answer.link && operation.method === 'get') return { kind: 'link', in: 'query', ...base };
  // a number that is described as a text: beside a size, it is no token
  const page = of(PAGE, size ? ['integer', 'number', 'string'] : ['integer', 'number']);
  const offset = of(OFFSET, ['integer', 'number']);
  if (offset) return { kind: 'offset', param: offset.name, in: offset.in, ...base };
  if (page) {
    const isZero = (page.shape as { min?: number }).min === 0 || page.shape.example === 0;
    return { kind: 'page', param: page.name, in: page.in, ...(isZero ? { first: 0 } : {}), ...base };
  }
  return { kind: 'none', in: 'query', ...base };
}

function fieldsOf({ parameters, body, method }: Operation): { name: string; shape: Shape; in: 'query' | 'body' }[] {
  const query = parameters
    .filter((one) => one.in === 'query')
    .map(({ name, shape }) => ({ name, shape, in: 'query' as const }));
  if (method === 'get' || body?.kind !== 'json' || body.shape.kind !== 'object') return query;
  return [...query, ...[...body.shape.properties].map(([name, { shape }]) => ({ name, shape, in: 'body' as const }))];
}

/** The dotted place of the first member that fits, at the top or below a member that is about pages. */
function placeOf(
  shape: ObjectShape,
  fits: (name: string, shape: Shape, parents: readonly string[]) => boolean,
  parents: readonly string[] = [],
): string | undefined {
  // a dot parts the names of a place, but for those of OData
  const members = [...shape.properties].filter(([name]) => !name.includes('.') || name.startsWith('@odata.'));
  for (const [name, { shape: inner }] of members) if (fits(name, inner, parents)) return [...parents, name].join('.');
  if (parents.length >= 3) return undefined;
  for (const [name, { shape: inner }] of members) {
    if (inner.kind !== 'object' || !PARENTS.test(name)) continue;
    const found = placeOf(inner, fits, [...parents, name]);
    if (found !== undefined) return found;
  }
  return undefined;
}
