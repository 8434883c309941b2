import type { SalesforceError } from '../errors.ts';
import type { FieldValue } from '../schema/fields.ts';
import { childRelationships, fieldsIn, type ObjectDef, objectIn, targetOf, wayUp } from '../schema/objects.ts';
import type { Row, Store } from '../store/store.ts';
import { filterOperand, rowOperand } from './aggregate.ts';
import type { Condition, Query, SelectItem, TypeOf } from './ast.ts';
import { type BoundPath, bindPath, inCorporateCurrency, type Scope } from './bind-path.ts';
import { bindProjection, type ChildSelection, type JsonRecord, type TypeOfSelection } from './bind-projection.ts';
import { bindCondition, type Predicate } from './condition.ts';
import { executeGrouped, isGrouped } from './execute-grouped.ts';
import { bindOrder } from './order.ts';
import { parseQuery } from './parse.ts';
import { bindSelectFunction } from './select-functions.ts';
import { checkJoins, checkJoinTypes } from './semi-join.ts';
import { problemAt } from './soql-error.ts';

/** What a query runs against. */
export interface QueryContext {
  readonly store: Store;
  /** `v62.0`, for the addresses of records. */
  readonly version: string;
  /** True for queryAll. */
  readonly includeDeleted: boolean;
  /** Who asks, for USING SCOPE mine. */
  readonly userId?: string;
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

/** The filter of a query: WHERE, USING SCOPE, and deleted records only when they were asked for. */
export function bindFilter(
  context: QueryContext,
  scope: Scope,
  query: Pick<Query, 'where'> & Partial<Pick<Query, 'scope'>>,
): Predicate<Row> {
  const { where } = query;
  if (where) checkJoins(scope, where);
  const test = where
    ? bindCondition<Row>(
        {
          source: scope.source,
          today: context.store.now(),
          settings: context.store.settings,
          inCorporateCurrency: (operand) => inCorporateCurrency(context.store, operand),
          operandOf: (expression) => filterOperand(scope, expression),
          idsOf: (join) => semiJoin(context, scope, join),
        },
        where,
      )
    : () => true;
  const isInScope = bindScope(context, scope, query.scope ?? null);
  return (row) => (context.includeDeleted || row.IsDeleted !== true) && isInScope(row) && test(row);
}

/** USING SCOPE: everything, or the records that the user owns. */
function bindScope(context: QueryContext, { source, object }: Scope, scope: Query['scope']): Predicate<Row> {
  const name = scope?.name.toLowerCase() ?? 'everything';
  if (name === 'everything') return () => true;
  const hasOwner = object.fields.some((field) => field.name === 'OwnerId');
  if (name === 'mine' && hasOwner) return (row) => row.OwnerId === context.userId;
  throw problemAt(
    source,
    scope?.at ?? 0,
    'MALFORMED_QUERY',
    `Scope '${scope?.name}' is not supported for ${object.name}`,
  );
}

/** The values of a semi-join: one id or reference of the records that its query finds. */
function semiJoin(
  context: QueryContext,
  outer: Scope,
  join: Extract<Condition, { kind: 'join' }>,
): ReadonlySet<FieldValue> {
  const { query } = join;
  const { source } = outer;
  const object = objectIn(context.store.settings, query.from);
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
  checkJoinTypes(outer, join, object);
  const filter = bindFilter(context, scope, query);
  const values = new Set<FieldValue>();
  for (const row of context.store.rows(object.name)) if (filter(row)) values.add(operand.read(row));
  values.delete(null);
  return values;
}

/** The fields of SELECT and what functions make of them. */
export function selectedPaths(scope: Scope, query: Pick<Query, 'select' | 'limit'>): BoundPath[] {
  const paths: BoundPath[] = [];
  const seen = new Set<string>();
  const add = (path: BoundPath) => {
    const names = [...path.steps.map((step) => step.name), path.alias ?? path.field.name];
    const key = names.join('.').toLowerCase();
    if (seen.has(key))
      throw problemAt(scope.source, path.at, 'INVALID_FIELD', `duplicate field selected: ${names.at(-1)}`);
    seen.add(key);
    paths.push(path);
  };
  for (const item of query.select) {
    if (item.kind === 'fields') for (const path of fieldsOf(scope, query, item)) add(path);
    if (item.kind !== 'expression') continue;
    const { expression, alias } = item;
    if (expression.kind === 'call') add(named(scope, bindSelectFunction(scope, expression), alias));
    else if (alias === null) add(bindPath(scope, expression.path));
    else {
      const reason = 'only aggregate expressions use field aliasing';
      throw problemAt(scope.source, expression.path.at, 'MALFORMED_QUERY', reason);
    }
  }
  return paths;
}

function named(scope: Scope, path: BoundPath, alias: string | null): BoundPath {
  if (alias === null) return path;
  if (path.steps.length === 0) return { ...path, alias };
  const reason = `alias '${alias}' is not supported for a field of a parent`;
  throw problemAt(scope.source, path.at, 'MALFORMED_QUERY', reason);
}

/** TYPEOF: which fields to show for which object. */
function bindTypeOf(scope: Scope, item: TypeOf, paths: readonly BoundPath[]): TypeOfSelection {
  const { relationship } = item;
  const name = relationship.parts.at(-1) ?? '';
  const step = relationship.parts.length === 1 ? wayUp(scope.object, name) : undefined;
  const refuse = (at: number, reason: string) => problemAt(scope.source, at, 'MALFORMED_QUERY', reason);
  if (!step || step.referenceTo.length < 2)
    throw refuse(relationship.at, `TYPEOF needs a polymorphic relationship of ${scope.object.name}: ${name}`);
  if (paths.some((path) => path.steps[0] === step))
    throw refuse(relationship.at, `TYPEOF cannot use a relationship that is selected too: ${name}`);
  const whens = new Map<string, BoundPath[]>();
  for (const { object: objectName, at, fields } of item.whens) {
    const object = objectIn(scope.store.settings, objectName);
    if (!object) throw problemAt(scope.source, at, 'INVALID_TYPE', `sObject type '${objectName}' is not supported.`);
    if (!step.referenceTo.includes(object.name))
      throw refuse(at, `${name} of ${scope.object.name} cannot refer to ${object.name}`);
    if (whens.has(object.name)) throw refuse(at, `TYPEOF names ${object.name} twice`);
    const inner: Scope = { ...scope, object, alias: null };
    whens.set(
      object.name,
      fields.map((field) => bindPath(inner, field)),
    );
  }
  const names: Scope = { ...scope, object: targetOf(step), alias: null };
  return { step, whens, otherwise: item.otherwise?.map((field) => bindPath(names, field)) ?? null };
}

const MAX_WITH_ALL_FIELDS = 200;

function fieldsOf(
  scope: Scope,
  query: Pick<Query, 'limit'>,
  item: Extract<SelectItem, { kind: 'fields' }>,
): BoundPath[] {
  if (item.scope !== 'STANDARD' && (query.limit === null || query.limit > MAX_WITH_ALL_FIELDS)) {
    const reason = `The SOQL FIELDS function must have a LIMIT of at most ${MAX_WITH_ALL_FIELDS}`;
    throw problemAt(scope.source, item.at, 'MALFORMED_QUERY', reason);
  }
  return fieldsIn(scope.store.settings, scope.object)
    .filter((field) => item.scope === 'ALL' || field.name.endsWith('__c') === (item.scope === 'CUSTOM'))
    .map((field) => ({ steps: [], field, at: item.at }));
}

/** Prepares a subquery of SELECT: all children once, by parent; each parent then sorts and cuts its own. */
function bindChildren(
  context: QueryContext,
  source: string,
  parent: ObjectDef,
  outer: Query,
  query: Query,
): ChildSelection {
  const way = childRelationships(parent).find((entry) => entry.name.toLowerCase() === query.from.toLowerCase());
  if (!way) {
    const reason = `Didn't understand relationship '${query.from}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. ${HINT}`;
    throw problemAt(source, query.fromAt, 'INVALID_TYPE', reason);
  }
  const scope: Scope = { source, object: way.child, alias: query.alias, store: context.store };
  if (isGrouped(query))
    throw problemAt(source, query.fromAt, 'MALFORMED_QUERY', 'Aggregate functions are not allowed in nested queries');
  if (query.scope) {
    throw problemAt(source, query.scope.at, 'MALFORMED_QUERY', 'USING SCOPE is not allowed in a subquery');
  }
  if (query.offset > 0 && outer.limit !== 1) {
    const reason = 'OFFSET in a subquery needs a parent query with LIMIT 1';
    throw problemAt(source, query.fromAt, 'MALFORMED_QUERY', reason);
  }
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
  const children = subqueries.map((subquery) => bindChildren(context, scope.source, scope.object, query, subquery));
  const choices = query.select.flatMap((item) => (item.kind === 'typeof' ? [bindTypeOf(scope, item, paths)] : []));
  const filter = bindFilter(context, scope, query);
  const compare = bindOrder(scope.source, query.orderBy, (expression) =>
    inCorporateCurrency(context.store, rowOperand(scope, expression)),
  );
  return {
    rows: () => [...context.store.rows(scope.object.name)].filter(filter),
    cut: (rows: readonly Row[]) =>
      [...rows].sort(compare).slice(query.offset, query.limit === null ? undefined : query.offset + query.limit),
    render: bindProjection(context.store, scope.object, paths, children, context.version, choices),
  };
}

/**
 * Runs a SOQL query.
 * @throws SalesforceError in the vendor's words for everything that is wrong or not known
 */
export function executeQuery(context: QueryContext, source: string): QueryResult {
  const query = parseQuery(source);
  const object = objectIn(context.store.settings, query.from);
  if (!object) throw unknownObject(source, query);
  const scope: Scope = { source, object, alias: query.alias, store: context.store };
  if (isGrouped(query)) return executeGrouped(context, scope, query);
  const bound = bindRows(context, scope, query);
  const rows = bound.cut(bound.rows());
  return { totalSize: rows.length, length: rows.length, page: (from, to) => rows.slice(from, to).map(bound.render) };
}
