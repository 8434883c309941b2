import type { Operation } from '../operation/operation.ts';
import type { ObjectShape, Shape } from '../shape/shape.ts';

/** How a list is thought to be cut into pages. Nothing in OpenAPI says it: names of parameters and members do. */
export interface PagingGuess {
  kind: 'cursor' | 'page' | 'offset' | 'keyset' | 'nextUrl' | 'link' | 'none';
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
  /** Member of a row that names it, of `keyset`. */
  key?: string;
}

export interface ListGuess {
  /** Where the rows are; empty when the answer is the list itself. */
  rows: string;
  row: Shape;
  paging: PagingGuess;
}

const ROWS = /^(?:items|data|results?|values|records|rows|elements|entries|list|content|value|objects|hits|matches)$/i;
const CURSOR =
  /^(?:after|cursor|page_?token|next_?token|starting_after|start_?cursor|continuation_?token|continue|marker|next_?cursor|next_?page_?token|page_?cursor|page_?after|pagination_?token|\$?skip_?token|scroll_?id|exclusive_?start_?key|bookmark)$/i;
const NEXT =
  /^(?:next_?cursor|next_?page_?token|next_?token|after|cursor|end_?cursor|continuation_?token|continue|marker|next_?marker|next_?page_?cursor|next|scroll_?id|last_?evaluated_?key|bookmark)$/i;
const NEXT_URL =
  /^(?:@odata\.nextLink|odata\.nextLink|next|next_?url|next_?uri|next_?link|next_?href|next_?page_?(?:url|uri|link)|next_?page|href)$/i;
const PAGE = /^(?:page|page_?number|page_?num|page_?no|page_?index|current_?page|p)$/i;
const OFFSET =
  /^(?:offset|\$?skip|start|start_?at|start_?index|start_?row|first_?result|page_?offset|skip_?count|from)$/i;
const SIZE =
  /^(?:limit|per_?page|page_?size|page_?limit|pagelen|count|size|max_?results?|max_?items|max_?page_?size|max_?result_?count|\$?top|first|num|(?:results|items|records|rows)_?per_?page|batch_?size)$/i;
/** They lead back, or elsewhere than `cursor` does. */
const BACKWARD = /^(?:before|ending_before|previous_?(?:cursor|token|page_?token)|page_?before|until_id)$/i;
/** Rows that come after the one with this id. */
const KEYSET = /^(?:starting_after|after_?id|last_?id|since_?id)$/i;
const TOTAL =
  /^(?:@odata\.count|total|total_?count|total_?results|total_?items|total_?size|total_?records|total_?elements)$/i;
const MORE = /^(?:has_?more|has_?next|has_?next_?page|more_?results|more)$/i;
const LAST = /^(?:is_?last|last|is_?last_?page|last_?page|is_?final_?page)$/i;
const PARENTS = /page|stats|paging|pagination|meta|links|cursor|next|response_metadata/i;

/** `page[number]` and `$skip` by the words in them. */
function plainName(name: string): string {
  return name.replace(/[[\].]+/g, '_').replace(/^_+|_+$/g, '');
}

interface PagingField {
  name: string;
  shape: Shape;
  in: 'query' | 'body';
  required: boolean;
}

/**
 * Parameters that have to do with pages beside those that the paging itself sends: `limit` and `cursor` are in their place.
 * Empty where it is not known how pages follow; what is needed always, and dates, stay arguments.
 */
export function leftOutOfPaging(operation: Operation, { paging }: ListGuess): string[] {
  if (paging.kind === 'none') return [];
  return vendorPaging(operation)
    .filter(({ name, required }) => !required && name !== paging.param && name !== paging.sizeParam)
    .map(({ name }) => name);
}

/** All parameters that have to do with pages. */
export function vendorPaging(operation: Operation): PagingField[] {
  const isDate = (shape: Shape) => shape.kind === 'string' && /^date/.test(shape.format ?? '');
  const fields = fieldsOf(operation);
  const hasSize = fields.some(({ name }) => SIZE.test(plainName(name)));
  return fields.filter(({ name, shape }) => {
    const plain = plainName(name);
    const isCount = shape.kind === 'integer' || shape.kind === 'number';
    if (isDate(shape) || shape.kind === 'boolean') return false;
    // words that mean other things elsewhere
    if (/^(?:from|start|p|first|num|count|size|bookmark|marker|continue)$/i.test(plain) && !isCount && !hasSize)
      return false;
    if (/^(?:from|start)$/i.test(plain) && !isCount) return false;
    return [CURSOR, PAGE, OFFSET, SIZE, BACKWARD, KEYSET].some((pattern) => pattern.test(plain));
  });
}

/** Whether an operation answers a list, and how the next page is asked for; undefined for one thing. */
export function listGuessOf(operation: Operation): ListGuess | undefined {
  const { answer, method, path } = operation;
  if (answer.kind !== 'json' || (method !== 'get' && method !== 'post')) return undefined;
  const { shape } = answer;
  if (shape.kind === 'array')
    return { rows: '', row: shape.items, paging: pagingOf(operation, undefined, shape.items) };
  if (shape.kind !== 'object') return undefined;
  const lists = [...shape.properties].flatMap(([name, { shape: inner }]) =>
    inner.kind === 'array' && !name.includes('.') ? [{ name, row: inner.items }] : [],
  );
  const rowsOf = lists.find(({ name }) => ROWS.test(name)) ?? lists[0];
  const paging = pagingOf(operation, shape, rowsOf?.row);
  const segment = (path.split('/').at(-1) ?? '').split('.').at(-1) ?? '';
  const named = lists.find(({ name }) => ROWS.test(name)) ?? lists.find(({ name }) => name === segment);
  const found = named ?? (lists.length === 1 || (lists.length > 0 && paging.kind !== 'none') ? lists[0] : undefined);
  if (!found) return undefined;
  const endsInParameter = segment.includes('{');
  const isPaged = paging.kind !== 'none';
  // one thing that has a list among its members is no list
  if (!isPaged && !named && (endsInParameter || shape.properties.size > 3)) return undefined;
  if (endsInParameter && !['cursor', 'page', 'offset', 'keyset'].includes(paging.kind)) return undefined;
  return { rows: found.name, row: found.row, paging };
}

function pagingOf(operation: Operation, answer: ObjectShape | undefined, row: Shape | undefined): PagingGuess {
  const fields = fieldsOf(operation);
  const of = (pattern: RegExp, kinds: readonly string[]) =>
    fields.find(({ name, shape }) => pattern.test(plainName(name)) && kinds.includes(shape.kind));
  const size = of(SIZE, ['integer', 'number', 'string', 'any']);
  const maxSize = size && 'max' in size.shape && size.shape.kind !== 'string' ? size.shape.max : undefined;
  const total = answer && placeOf(answer, (name, shape) => TOTAL.test(name) && shape.kind === 'number');
  const flagPlace = (pattern: RegExp) =>
    answer && placeOf(answer, (name, shape) => pattern.test(name) && shape.kind === 'boolean');
  const more = flagPlace(MORE);
  const last = more === undefined ? flagPlace(LAST) : undefined;
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
  // a position that is a text comes from the answer, where it has the same name
  const token = fields.find(
    ({ name, shape }) => [OFFSET, PAGE].some((pattern) => pattern.test(name)) && shape.kind === 'string',
  );
  const tokenPlace =
    token &&
    answer &&
    placeOf(
      answer,
      (name, shape, parents) => name === token.name && shape.kind === 'string' && /next/i.test(parents.at(-1) ?? ''),
    );
  if (token && tokenPlace !== undefined)
    return { kind: 'cursor', param: token.name, at: tokenPlace, in: token.in, ...base };
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
  const offset = fields.find(({ name, shape }) => {
    const isCount = shape.kind === 'integer' || shape.kind === 'number';
    return OFFSET.test(plainName(name)) && isCount && (!/^(?:from|start)$/i.test(name) || size !== undefined);
  });
  if (offset) return { kind: 'offset', param: offset.name, in: offset.in, ...base };
  if (page) {
    const isZero = (page.shape as { min?: number }).min === 0 || page.shape.example === 0;
    return { kind: 'page', param: page.name, in: page.in, ...(isZero ? { first: 0 } : {}), ...base };
  }
  const keyset = of(KEYSET, ['string', 'integer']);
  const hasId = row?.kind === 'object' && row.properties.has('id');
  if (keyset && hasId && more !== undefined)
    return { kind: 'keyset', param: keyset.name, in: keyset.in, key: 'id', ...base };
  return { kind: 'none', in: 'query', ...base };
}

function fieldsOf({ parameters, body, method }: Operation): PagingField[] {
  const query = parameters
    .filter((parameter) => parameter.in === 'query')
    .map(({ name, shape, required }) => ({ name, shape, required, in: 'query' as const }));
  if (method === 'get' || body?.kind !== 'json' || body.shape.kind !== 'object') return query;
  const members = [...body.shape.properties];
  return [...query, ...members.map(([name, { shape, required }]) => ({ name, shape, required, in: 'body' as const }))];
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
