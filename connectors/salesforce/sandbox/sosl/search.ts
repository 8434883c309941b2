import { SalesforceError } from '../errors.ts';
import type { FieldDef } from '../schema/fields.ts';
import { OBJECTS, type ObjectDef, objectNamed } from '../schema/objects.ts';
import { rowOperand } from '../soql/aggregate.ts';
import { type BoundPath, bindPath, inCorporateCurrency, type Scope } from '../soql/bind-path.ts';
import { bindProjection, type JsonRecord } from '../soql/bind-projection.ts';
import { bindFilter, type QueryContext, selectedPaths } from '../soql/execute.ts';
import { bindOrder } from '../soql/order.ts';
import type { Row } from '../store/store.ts';
import { asSearchProblem, type FieldGroup, parseSearch, type Returning } from './parse.ts';
import { wordsOf } from './terms.ts';

const NAME_FIELDS: ReadonlySet<string> = new Set(['Name', 'FirstName', 'LastName', 'Subject', 'CaseNumber']);
const SEARCHED_TYPES: ReadonlySet<string> = new Set(['string', 'textarea', 'email', 'phone', 'url']);

function searchedFields(object: ObjectDef, group: FieldGroup): FieldDef[] {
  return object.fields.filter((field) => {
    if (group === 'NAME') return NAME_FIELDS.has(field.name);
    if (group === 'ALL') return SEARCHED_TYPES.has(field.type);
    return field.type === group.toLowerCase();
  });
}

function wordsOfRow(row: Row, fields: readonly FieldDef[]): string[] {
  return fields.flatMap((field) => (typeof row[field.name] === 'string' ? wordsOf(String(row[field.name])) : []));
}

function searchedObject(returning: Returning): ObjectDef {
  const object = objectNamed(returning.object);
  if (object?.searchable) return object;
  throw new SalesforceError('INVALID_TYPE', `sObject type '${returning.object}' is not supported in RETURNING.`);
}

/**
 * Runs a SOSL search.
 * @throws MALFORMED_SEARCH, INVALID_TYPE, INVALID_FIELD
 */
export function executeSearch(context: QueryContext, sosl: string): { searchRecords: JsonRecord[] } {
  try {
    return runSearch(context, sosl);
  } catch (error) {
    throw asSearchProblem(error);
  }
}

function runSearch(context: QueryContext, sosl: string): { searchRecords: JsonRecord[] } {
  const search = parseSearch(sosl);
  const everything = OBJECTS.filter((object) => object.searchable).map(
    (object): Returning => ({
      object: object.name,
      at: 0,
      select: [],
      where: null,
      orderBy: [],
      limit: null,
      offset: 0,
    }),
  );

  const found = (search.returning ?? everything).map((returning) => {
    const object = searchedObject(returning);
    const scope: Scope = { source: search.source, object, alias: null, store: context.store };
    const idOnly: BoundPath[] = [bindPath(scope, { parts: ['Id'], at: returning.at })];
    const paths = returning.select.length > 0 ? selectedPaths(scope, returning) : idOnly;
    const render = bindProjection(context.store, object, paths, [], context.version);
    const filter = bindFilter(context, scope, returning);
    const compare = bindOrder(search.source, returning.orderBy, (expression) =>
      inCorporateCurrency(context.store, rowOperand(scope, expression)),
    );
    const fields = searchedFields(object, search.group);
    const end = returning.limit === null ? undefined : returning.offset + returning.limit;
    return [...context.store.rows(object.name)]
      .filter((row) => filter(row) && search.test(wordsOfRow(row, fields)))
      .sort(compare)
      .slice(returning.offset, end)
      .map((row) => () => render(row));
  });
  return { searchRecords: evenly(found, search.limit).map((render) => render()) };
}

/** The limit of a whole search is shared out evenly among its objects; what one leaves goes to the others. */
function evenly<T>(lists: readonly (readonly T[])[], limit: number): T[] {
  const taken = lists.map(() => 0);
  let left = limit;
  for (let round = 0; left > 0 && lists.some((list) => list.length > round); round++)
    for (const [index, list] of lists.entries())
      if (left > 0 && list.length > round) {
        taken[index] = round + 1;
        left--;
      }
  return lists.flatMap((list, index) => list.slice(0, taken[index]));
}
