import { parseInteger } from '@rolekit/sdk';
import { invalid } from '../errors.ts';
import { type ObjectType, typeOf } from '../schema/object-types.ts';
import { propertiesOf } from '../schema/properties.ts';
import type { Store, StoredObject } from '../store/store.ts';
import { compare, compileFilter, type Matcher } from './filter.ts';

const MAX_GROUPS = 5;
const MAX_FILTERS_PER_GROUP = 6;
const MAX_FILTERS = 18;
const MAX_PAGE_ROWS = 200;
const MAX_QUERY_LENGTH = 3000;

/** Most rows that are reached, and of one page. */
export interface SearchLimits {
  searchCap: number;
  pageRows: number;
}

export interface Found {
  objects: StoredObject[];
  total: number;
  /** Position of the next page. */
  after: string | undefined;
}

/** Runs a search's body. @throws VALIDATION_ERROR */
export function search(
  store: Store,
  type: ObjectType,
  body: Record<string, unknown>,
  { searchCap: cap, pageRows }: SearchLimits,
): Found {
  const limit = count(body.limit, 'limit', 10);
  if (limit < 1 || limit > MAX_PAGE_ROWS) throw invalid(`limit must be between 1 and ${MAX_PAGE_ROWS}`);
  const after = count(body.after, 'after', 0);
  if (after + limit > cap && after >= cap)
    throw invalid(`Search results can be paged up to ${cap}; after was ${after}`);
  const matches = compileGroups(store, type, body.filterGroups);
  const query = queryTest(type, body.query);
  const found = store.all(type.name).filter((object) => matches(object) && query(object));
  const sorted = sortBy(type, found, body.sorts);
  const end = Math.min(after + Math.min(limit, pageRows), cap);
  return {
    objects: sorted.slice(after, end),
    total: sorted.length,
    after: end < sorted.length ? String(end) : undefined,
  };
}

function count(value: unknown, name: string, otherwise: number): number {
  if (value === undefined || value === null) return otherwise;
  const number = typeof value === 'string' ? parseInteger(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0)
    throw invalid(`${name} is not a valid number`);
  return number;
}

function compileGroups(store: Store, type: ObjectType, groups: unknown): Matcher {
  if (groups === undefined || groups === null) return () => true;
  if (!Array.isArray(groups)) throw invalid('filterGroups must be a list');
  if (groups.length > MAX_GROUPS) throw invalid(`Too many filter groups: at most ${MAX_GROUPS} are allowed`);
  const compiled = groups.map((group: unknown) => {
    const filters = (group as { filters?: unknown } | null)?.filters;
    if (!Array.isArray(filters))
      throw invalid('Cannot build FilterGroup, some of required attributes are not set [filters]');
    if (filters.length > MAX_FILTERS_PER_GROUP)
      throw invalid(`Too many filters in a group: at most ${MAX_FILTERS_PER_GROUP} are allowed`);
    return filters.map((filter) => compileFilter(store, type.name, filter));
  });
  if (compiled.flat().length > MAX_FILTERS) throw invalid(`Too many filters: at most ${MAX_FILTERS} are allowed`);
  if (compiled.length === 0) return () => true;
  return (object) => compiled.some((group) => group.every((matches) => matches(object)));
}

function queryTest(type: ObjectType, query: unknown): Matcher {
  if (query === undefined || query === null || query === '') return () => true;
  if (typeof query !== 'string' || query.length > MAX_QUERY_LENGTH)
    throw invalid(`query must be a text of at most ${MAX_QUERY_LENGTH} characters`);
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return (object) => {
    const text = type.searchable
      .map((name) => object.values.get(name) ?? '')
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

function sortBy(type: ObjectType, objects: StoredObject[], sorts: unknown): StoredObject[] {
  const [first, ...more] = Array.isArray(sorts) ? (sorts as unknown[]) : [];
  if (more.length > 0) throw invalid('Only one sort is supported');
  const name =
    typeof first === 'string'
      ? first.replace(/^-/, '')
      : (first as { propertyName?: unknown } | undefined)?.propertyName;
  if (name === undefined) return objects;
  const property = typeof name === 'string' ? propertiesOf(typeOf(type.name).name).get(name) : undefined;
  if (!property)
    throw invalid('There was a problem with the request.', {
      errors: [{ message: `Property '${String(name)}' does not exist`, code: 'PROPERTY_DOESNT_EXIST' }],
    });
  const descends =
    typeof first === 'string' ? first.startsWith('-') : (first as { direction?: unknown }).direction === 'DESCENDING';
  const sorted = [...objects].sort((a, b) => {
    const [left, right] = [a.values.get(property.name), b.values.get(property.name)];
    if (left === undefined || right === undefined) return (left === undefined ? 1 : 0) - (right === undefined ? 1 : 0);
    return descends ? compare(property, right, left) : compare(property, left, right);
  });
  return sorted;
}
