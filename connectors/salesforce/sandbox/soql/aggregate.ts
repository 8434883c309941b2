import type { FieldValue } from '../schema/fields.ts';
import { isNumeric } from '../schema/fields.ts';
import type { Row } from '../store/store.ts';
import { type Call, type Expression, positionOf, type Query } from './ast.ts';
import { bindPath, inCorporateCurrency, type Operand, pathOperand, type Scope } from './bind-path.ts';
import { compareInOrder } from './compare.ts';
import { dateFunctionOperand } from './date-functions.ts';
import { formatValue, isFormattable } from './format-value.ts';
import { labelOperand, SELECT_FUNCTIONS } from './select-functions.ts';
import { problemAt } from './soql-error.ts';

/** The records that share the values of GROUP BY. */
export interface Group {
  readonly keys: readonly FieldValue[];
  readonly rows: readonly Row[];
  /** For each key: is this a subtotal over all of its values? */
  readonly rolled: readonly boolean[];
}

type Compare = (left: FieldValue, right: FieldValue) => number;
type Fold = (values: readonly FieldValue[], compare: Compare) => FieldValue;

const sum = (values: readonly FieldValue[]) => values.reduce((total: number, value) => total + Number(value), 0);
const extreme = (values: readonly FieldValue[], compare: Compare, sign: 1 | -1) =>
  values.reduce<FieldValue>((best, value) => (best === null || compare(value, best) * sign > 0 ? value : best), null);

const FOLDS: Readonly<Record<string, Fold>> = {
  COUNT: (values) => values.length,
  COUNT_DISTINCT: (values) =>
    new Set(values.map((value) => (typeof value === 'string' ? value.toLowerCase() : value))).size,
  SUM: (values) => (values.length === 0 ? null : sum(values)),
  AVG: (values) => (values.length === 0 ? null : sum(values) / values.length),
  MIN: (values, compare) => extreme(values, compare, -1),
  MAX: (values, compare) => extreme(values, compare, 1),
};

/** True for the calls that fold many records into one value. */
export function isAggregate(expression: Expression): boolean {
  return expression.kind === 'call' && expression.name in FOLDS;
}

/** A field or a date function, for a record. @throws MALFORMED_QUERY for a function that is not known or not allowed here */
export function rowOperand(scope: Scope, expression: Expression): Operand<Row> {
  if (expression.kind === 'path') return pathOperand(scope, expression.path);
  const operand = isAggregate(expression) ? null : dateFunctionOperand(scope, expression);
  if (operand) return operand;
  if (SELECT_FUNCTIONS.has(expression.name)) {
    throw problemAt(scope.source, expression.at, 'MALFORMED_QUERY', `${expression.name} is only allowed in SELECT`);
  }
  throw problemAt(scope.source, expression.at, 'MALFORMED_QUERY', `unexpected token: '${expression.name}'`);
}

/** What WHERE can compare: a field, a date function, or the label of a picklist. */
export function filterOperand(scope: Scope, expression: Expression): Operand<Row> {
  if (expression.kind === 'call' && expression.name === 'TOLABEL') return labelOperand(scope, expression);
  return rowOperand(scope, expression);
}

function aggregateOperand(scope: Scope, call: Call, fold: Fold): Operand<Group> {
  if (call.argument === null) {
    if (call.name !== 'COUNT') throw problemAt(scope.source, call.at, 'MALFORMED_QUERY', `unexpected token: ')'`);
    return { label: 'COUNT()', type: 'int', filterable: true, at: call.at, read: (group) => group.rows.length };
  }
  if (call.argument.kind === 'call') {
    throw problemAt(
      scope.source,
      call.argument.at,
      'MALFORMED_QUERY',
      `${call.name} takes a field, not ${call.argument.name}`,
    );
  }
  const argument = inCorporateCurrency(scope.store, pathOperand(scope, call.argument.path));
  const needsNumber = call.name === 'SUM' || call.name === 'AVG';
  const isUnfit = needsNumber ? !isNumeric(argument.type) : !argument.filterable || argument.type === 'boolean';
  if (isUnfit) {
    const reason = `field ${argument.label} does not support aggregate operator ${call.name}`;
    throw problemAt(scope.source, call.at, 'MALFORMED_QUERY', reason);
  }
  const isCount = call.name.startsWith('COUNT');
  const compare: Compare = (left, right) => compareInOrder(argument.picklist, left, right);
  return {
    label: call.name,
    type: isCount ? 'int' : call.name === 'AVG' ? 'double' : argument.type,
    filterable: true,
    at: call.at,
    ...(!isCount && argument.picklist ? { picklist: argument.picklist } : {}),
    read: (group) =>
      fold(
        group.rows.map((row) => argument.read(row)).filter((value) => value !== null),
        compare,
      ),
  };
}

function sameExpression(scope: Scope, left: Expression, right: Expression): boolean {
  if (left.kind !== right.kind) return false;
  const key = (expression: Expression) => {
    const calls: string[] = [];
    let inner: Expression | null = expression;
    for (; inner?.kind === 'call'; inner = inner.argument) calls.push(inner.name);
    const bound = inner ? bindPath(scope, inner.path) : null;
    const names = bound ? [...bound.steps, bound.field].map((step) => step.name) : [];
    return [...calls, '', ...names].join('.');
  };
  return key(left) === key(right);
}

/** `GROUPING(field)`: 1 for a subtotal over the values of the field. */
function groupingOperand(scope: Scope, query: Query, call: Call): Operand<Group> {
  const { argument } = call;
  const index = argument ? query.groupBy.findIndex((key) => sameExpression(scope, key, argument)) : -1;
  if (query.subtotals === null || index < 0) {
    const reason = 'GROUPING takes a field of GROUP BY ROLLUP or GROUP BY CUBE';
    throw problemAt(scope.source, call.at, 'MALFORMED_QUERY', reason);
  }
  return {
    label: call.name,
    type: 'int',
    filterable: true,
    at: call.at,
    read: (group) => Number(group.rolled[index]),
  };
}

/** FORMAT around an aggregate or a key. */
function formattedGroup(scope: Scope, query: Query, call: Call): Operand<Group> {
  const { settings } = scope.store;
  const inner = call.argument ? groupOperand(scope, query, call.argument) : null;
  if (inner && isFormattable(inner.type)) {
    const currency = settings.currencies?.corporate ?? '';
    return {
      ...inner,
      type: 'string',
      at: call.at,
      read: (group) => formatValue(settings, inner.type, inner.read(group), currency),
    };
  }
  throw problemAt(scope.source, call.at, 'MALFORMED_QUERY', 'FORMAT takes a number, a date or a time');
}

/** What an expression is for a group: one of its keys, or a fold of its records. */
export function groupOperand(scope: Scope, query: Query, expression: Expression): Operand<Group> {
  if (expression.kind === 'call') {
    const fold = FOLDS[expression.name];
    if (fold) return aggregateOperand(scope, expression, fold);
    if (expression.name === 'GROUPING') return groupingOperand(scope, query, expression);
    if (expression.name === 'FORMAT') return formattedGroup(scope, query, expression);
    if (expression.name === 'CONVERTCURRENCY') {
      const reason = 'convertCurrency cannot be used with aggregates: they are in the currency of the organization';
      throw problemAt(scope.source, expression.at, 'MALFORMED_QUERY', reason);
    }
  }
  const { currencyOf: _ofRows, ...operand } = rowOperand(scope, expression);
  const index = query.groupBy.findIndex((key) => sameExpression(scope, key, expression));
  if (index >= 0) return { ...operand, read: (group) => group.keys[index] ?? null };
  const reason = `Field must be grouped or aggregated: ${operand.label}`;
  throw problemAt(scope.source, positionOf(expression), 'MALFORMED_QUERY', reason);
}

type Read = (row: Row) => FieldValue;

/** Groups of rows by some of the keys, in order of the first record of each; the others are subtotalled. */
function groupsBy(reads: readonly (Read | null)[], rows: readonly Row[]): Group[] {
  const groups = new Map<string, { keys: FieldValue[]; rows: Row[]; rolled: boolean[] }>();
  for (const row of rows) {
    const keys = reads.map((read) => read?.(row) ?? null);
    // text groups without case, as `=` compares it
    const id = JSON.stringify(keys.map((key) => (typeof key === 'string' ? key.toLowerCase() : key)));
    const group = groups.get(id);
    if (group) group.rows.push(row);
    else groups.set(id, { keys, rows: [row], rolled: reads.map((read) => read === null) });
  }
  return [...groups.values()];
}

/** Each group, followed by the subtotal that it belongs to, the grand total last. */
function rolledUp(reads: readonly Read[], rows: readonly Row[], depth = 0): Group[] {
  const upTo = (count: number) => reads.map((read, index) => (index < count ? read : null));
  const below =
    depth === reads.length
      ? []
      : groupsBy(upTo(depth + 1), rows).flatMap((group) => rolledUp(reads, group.rows, depth + 1));
  return [...below, ...groupsBy(upTo(depth), rows)];
}

/** The groups of every subset of the keys, from all of them to none. */
function cubed(reads: readonly Read[], rows: readonly Row[]): Group[] {
  return Array.from({ length: 2 ** reads.length }, (_, mask) =>
    groupsBy(
      reads.map((read, index) => ((mask >> (reads.length - 1 - index)) & 1 ? null : read)),
      rows,
    ),
  ).flat();
}

/** Splits records into groups, with the subtotals that ROLLUP or CUBE asks for. */
export function groupRows(scope: Scope, query: Query, rows: readonly Row[]): Group[] {
  if (query.groupBy.length === 0) return [{ keys: [], rows, rolled: [] }];
  const reads = query.groupBy.map((expression): Read => {
    const operand = rowOperand(scope, expression);
    const isGroupable =
      operand.filterable && !['datetime', 'currency', 'percent', 'double', 'multipicklist'].includes(operand.type);
    if (isGroupable) return (row) => operand.read(row);
    const reason = `field '${operand.label}' can not be grouped in a query call`;
    throw problemAt(scope.source, operand.at, 'MALFORMED_QUERY', reason);
  });
  if (query.subtotals === 'ROLLUP') return rolledUp(reads, rows);
  return query.subtotals === 'CUBE' ? cubed(reads, rows) : groupsBy(reads, rows);
}
