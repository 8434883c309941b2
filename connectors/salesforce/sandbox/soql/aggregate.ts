import type { FieldValue } from '../schema/fields.ts';
import { isNumeric } from '../schema/fields.ts';
import type { Row } from '../store/store.ts';
import { type Expression, positionOf } from './ast.ts';
import { bindPath, type Operand, pathOperand, type Scope } from './bind-path.ts';
import { compareValues } from './compare.ts';
import { dateFunctionOperand } from './date-functions.ts';
import { problemAt } from './problem.ts';

/** The records that share the values of GROUP BY. */
export interface Group {
  readonly keys: readonly FieldValue[];
  readonly rows: readonly Row[];
}

type Fold = (values: readonly FieldValue[]) => FieldValue;

const sum = (values: readonly FieldValue[]) => values.reduce((total: number, value) => total + Number(value), 0);
const extreme = (values: readonly FieldValue[], sign: 1 | -1) =>
  values.reduce<FieldValue>(
    (best, value) => (best === null || compareValues(value, best) * sign > 0 ? value : best),
    null,
  );

const FOLDS: Readonly<Record<string, Fold>> = {
  COUNT: (values) => values.length,
  COUNT_DISTINCT: (values) =>
    new Set(values.map((value) => (typeof value === 'string' ? value.toLowerCase() : value))).size,
  SUM: (values) => (values.length === 0 ? null : sum(values)),
  AVG: (values) => (values.length === 0 ? null : sum(values) / values.length),
  MIN: (values) => extreme(values, -1),
  MAX: (values) => extreme(values, 1),
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
  throw problemAt(scope.source, expression.at, 'MALFORMED_QUERY', `unexpected token: '${expression.name}'`);
}

function aggregateOperand(scope: Scope, call: Extract<Expression, { kind: 'call' }>, fold: Fold): Operand<Group> {
  if (call.argument === null) {
    if (call.name !== 'COUNT') throw problemAt(scope.source, call.at, 'MALFORMED_QUERY', `unexpected token: ')'`);
    return { label: 'COUNT()', type: 'int', filterable: true, at: call.at, read: (group) => group.rows.length };
  }
  const argument = pathOperand(scope, call.argument);
  const needsNumber = call.name === 'SUM' || call.name === 'AVG';
  const isUnfit = needsNumber ? !isNumeric(argument.type) : !argument.filterable || argument.type === 'boolean';
  if (isUnfit) {
    const reason = `field ${argument.label} does not support aggregate operator ${call.name}`;
    throw problemAt(scope.source, call.at, 'MALFORMED_QUERY', reason);
  }
  const isCount = call.name.startsWith('COUNT');
  return {
    label: call.name,
    type: isCount ? 'int' : call.name === 'AVG' ? 'double' : argument.type,
    filterable: true,
    at: call.at,
    read: (group) => fold(group.rows.map((row) => argument.read(row)).filter((value) => value !== null)),
  };
}

function sameExpression(scope: Scope, left: Expression, right: Expression): boolean {
  if (left.kind !== right.kind) return false;
  const key = (expression: Expression) => {
    const path = expression.kind === 'path' ? expression.path : expression.argument;
    const bound = path ? bindPath(scope, path) : null;
    const names = bound ? [...bound.steps, bound.field].map((step) => step.name) : [];
    return [expression.kind === 'call' ? expression.name : '', ...names].join('.');
  };
  return key(left) === key(right);
}

/** What an expression is for a group: one of its keys, or a fold of its records. */
export function groupOperand(scope: Scope, groupBy: readonly Expression[], expression: Expression): Operand<Group> {
  if (expression.kind === 'call') {
    const fold = FOLDS[expression.name];
    if (fold) return aggregateOperand(scope, expression, fold);
  }
  const operand = rowOperand(scope, expression);
  const index = groupBy.findIndex((key) => sameExpression(scope, key, expression));
  if (index >= 0) return { ...operand, read: (group) => group.keys[index] ?? null };
  const reason = `Field must be grouped or aggregated: ${operand.label}`;
  throw problemAt(scope.source, positionOf(expression), 'MALFORMED_QUERY', reason);
}

/** Splits records into groups, in order of the first record of each. */
export function groupRows(scope: Scope, groupBy: readonly Expression[], rows: readonly Row[]): Group[] {
  if (groupBy.length === 0) return [{ keys: [], rows }];
  const operands = groupBy.map((expression) => {
    const operand = rowOperand(scope, expression);
    const isGroupable =
      operand.filterable && !['datetime', 'currency', 'percent', 'double', 'multipicklist'].includes(operand.type);
    if (isGroupable) return operand;
    throw problemAt(
      scope.source,
      operand.at,
      'MALFORMED_QUERY',
      `field '${operand.label}' can not be grouped in a query call`,
    );
  });
  const groups = new Map<string, { keys: FieldValue[]; rows: Row[] }>();
  for (const row of rows) {
    const keys = operands.map((operand) => operand.read(row));
    const id = JSON.stringify(keys);
    const group = groups.get(id);
    if (group) group.rows.push(row);
    else groups.set(id, { keys, rows: [row] });
  }
  return [...groups.values()];
}
