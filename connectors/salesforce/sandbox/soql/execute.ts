import type { SalesforceError } from '../errors.ts';
import type { FieldValue } from '../schema/fields.ts';
import { childRelationships, type ObjectDef, objectNamed } from '../schema/objects.ts';
import type { Row, Store } from '../store/store.ts';
import { rowOperand } from './aggregate.ts';
import type { Query, SelectItem } from './ast.ts';
import { type BoundPath, bindPath, type Scope } from './bind-path.ts';
import { bindCondition, type Predicate } from './condition.ts';
import { executeGrouped, isGrouped } from './execute-grouped.ts';
import { bindOrder } from './order.ts';
import { parseQuery } from './parse.ts';
import { problemAt } from './problem.ts';
import { bindProjection, type ChildSelection, type JsonRecord } from './project.ts';

/** What a query runs against. */
export interface QueryContext {
  readonly store: Store;
  /** `v62.0`, for the addresses of records. */
  readonly version: string;
  /** True for queryAll. */
  readonly includeDeleted: boolean;
}

/** A result whose records are turned into JSON only when their page is asked for. */
export interface QueryResult {
  readonly totalSize: number;
  readonly length: number;
  page(from: number, to: number): JsonRecord[];
}

const HINT = 'Please reference your WSDL or the describe call for the appropriate names.';

function unknownObject(source: string, query: Query): SalesforceError {
  const reason = `sObject type '${query.from}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. ${HINT}`;
  return problemAt(source, query.fromAt, 'INVALID_TYPE', reason);
}

/** The filter of a query: WHERE, and deleted records only when they were asked for. */
export function bindFilter(context: QueryContext, scope: Scope, where: Query['where']): Predicate<Row> {
  const test = where
    ? bindCondition<Row>(
        {
          source: scope.source,
          today: context.store.now(),
          operandOf: (expression) => rowOperand(scope, expression),
          idsOf: (query) => semiJoin(context, scope.source, query),
        },
        where,
      )
    : () => true;
  return (row) => (context.includeDeleted || row.IsDeleted !== true) && test(row);
}

/** The values of a semi-join: one id or reference of the records that its query finds. */
function semiJoin(context: QueryContext, source: string, query: Query): ReadonlySet<FieldValue> {
  const object = objectNamed(query.from);
  if (!object) throw unknownObject(source, query);
  const scope: Scope = { source, object, alias: query.alias, store: context.store };
  const [item] = query.select;
  const isAlone =
    query.select.length === 1 && query.limit === null && query.orderBy.length === 0 && query.groupBy.length === 0;
  if (!isAlone || item?.kind !== 'expression' || item.expression.kind !== 'path') {
    throw problemAt(
      source,
      query.fromAt,
      'MALFORMED_QUERY',
      'A semi join sub-select selects exactly one id or reference and nothing else',
    );
  }
  const operand = rowOperand(scope, item.expression);
  if (operand.type !== 'id' && operand.type !== 'reference') {
    throw problemAt(
      source,
      operand.at,
      'MALFORMED_QUERY',
      `A semi join sub-select can only query an id or a reference: ${operand.label}`,
    );
  }
  const filter = bindFilter(context, scope, query.where);
  const values = new Set<FieldValue>();
  for (const row of context.store.rows(object.name)) if (filter(row)) values.add(operand.read(row));
  values.delete(null);
  return values;
}

function selectedPaths(scope: Scope, query: Query): BoundPath[] {
  const paths: BoundPath[] = [];
  const seen = new Set<string>();
  const add = (path: BoundPath) => {
    const key = [...path.steps, path.field].map((step) => step.name).join('.');
    if (seen.has(key))
      throw problemAt(scope.source, path.at, 'INVALID_FIELD', `duplicate field selected: ${path.field.name}`);
    seen.add(key);
    paths.push(path);
  };
  for (const item of query.select) {
    if (item.kind === 'fields') for (const path of fieldsOf(scope, query, item)) add(path);
    if (item.kind !== 'expression') continue;
    const { expression } = item;
    // A function without GROUP BY: date functions and all that this sandbox does not know.
    if (expression.kind === 'call')
      throw problemAt(scope.source, expression.at, 'MALFORMED_QUERY', `unexpected token: '${expression.name}'`);
    if (item.alias !== null) {
      throw problemAt(
        scope.source,
        expression.path.at,
        'MALFORMED_QUERY',
        'only aggregate expressions use field aliasing',
      );
    }
    add(bindPath(scope, expression.path));
  }
  return paths;
}

const MAX_WITH_ALL_FIELDS = 200;

function fieldsOf(scope: Scope, query: Query, item: Extract<SelectItem, { kind: 'fields' }>): BoundPath[] {
  if (item.scope !== 'STANDARD' && (query.limit === null || query.limit > MAX_WITH_ALL_FIELDS)) {
    const reason = `The SOQL FIELDS function must have a LIMIT of at most ${MAX_WITH_ALL_FIELDS}`;
    throw problemAt(scope.source, item.at, 'MALFORMED_QUERY', reason);
  }
  return scope.object.fields
    .filter((field) => item.scope === 'ALL' || field.name.endsWith('__c') === (item.scope === 'CUSTOM'))
    .map((field) => ({ steps: [], field, at: item.at }));
}

/** Prepares a subquery of SELECT: all children once, by parent; each parent then sorts and cuts its own. */
function bindChildren(context: QueryContext, source: string, parent: ObjectDef, query: Query): ChildSelection {
  const way = childRelationships(parent).find((entry) => entry.name.toLowerCase() === query.from.toLowerCase());
  if (!way) {
    const reason = `Didn't understand relationship '${query.from}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. ${HINT}`;
    throw problemAt(source, query.fromAt, 'INVALID_TYPE', reason);
  }
  const scope: Scope = { source, object: way.child, alias: query.alias, store: context.store };
  if (isGrouped(query))
    throw problemAt(source, query.fromAt, 'MALFORMED_QUERY', 'Aggregate functions are not allowed in nested queries');
  const bound = bindRows(context, scope, query);
  const byParent = new Map<FieldValue, Row[]>();
  for (const row of bound.rows()) {
    const parentId = row[way.field.name] ?? null;
    const siblings = byParent.get(parentId);
    if (siblings) siblings.push(row);
    else byParent.set(parentId, [row]);
  }
  return {
    name: way.name,
    read(parentId) {
      const rows = bound.cut(byParent.get(parentId) ?? []);
      return rows.length === 0 ? null : { totalSize: rows.length, done: true, records: rows.map(bound.render) };
    },
  };
}

/** A query without groups, bound: its filtered rows, how to sort and cut them, and their JSON. */
function bindRows(context: QueryContext, scope: Scope, query: Query) {
  const paths = selectedPaths(scope, query);
  const subqueries = query.select.flatMap((item) => (item.kind === 'subquery' ? [item.query] : []));
  const children = subqueries.map((subquery) => bindChildren(context, scope.source, scope.object, subquery));
  const filter = bindFilter(context, scope, query.where);
  const compare = bindOrder(scope.source, query.orderBy, (expression) => rowOperand(scope, expression));
  return {
    rows: () => [...context.store.rows(scope.object.name)].filter(filter),
    cut: (rows: readonly Row[]) =>
      [...rows].sort(compare).slice(query.offset, query.limit === null ? undefined : query.offset + query.limit),
    render: bindProjection(context.store, scope.object, paths, children, context.version),
  };
}

/**
 * Runs a SOQL query.
 * @throws SalesforceError in the vendor's words for everything that is wrong or not known
 */
export function executeQuery(context: QueryContext, source: string): QueryResult {
  const query = parseQuery(source);
  const object = objectNamed(query.from);
  if (!object) throw unknownObject(source, query);
  const scope: Scope = { source, object, alias: query.alias, store: context.store };
  if (isGrouped(query)) return executeGrouped(context, scope, query);
  const bound = bindRows(context, scope, query);
  const rows = bound.cut(bound.rows());
  return { totalSize: rows.length, length: rows.length, page: (from, to) => rows.slice(from, to).map(bound.render) };
}
