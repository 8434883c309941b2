import { normalizeId } from '../ids.ts';
import type { FieldValue } from '../schema/fields.ts';
import { isNumeric, isTextual } from '../schema/fields.ts';
import { convert, inTimeZone, type OrgSettings } from '../store/settings.ts';
import { parseDateTime } from '../store/time.ts';
import type { Comparator, Condition, Expression, Literal } from './ast.ts';
import type { Operand } from './bind-path.ts';
import { compareValues, equalValues, likePattern } from './compare.ts';
import { periodOf } from './periods.ts';
import { problemAt } from './soql-error.ts';

/** What a condition needs to know: names, the present, and the results of its semi-joins. */
export interface ConditionScope<T> {
  readonly source: string;
  readonly today: Date;
  readonly settings: OrgSettings;
  /** The same operand with its amounts in the corporate currency, where amounts of several currencies are compared. */
  readonly inCorporateCurrency?: (operand: Operand<T>) => Operand<T>;
  operandOf(expression: Expression): Operand<T>;
  idsOf(join: Extract<Condition, { kind: 'join' }>): ReadonlySet<FieldValue>;
}

export type Predicate<T> = (item: T) => boolean;

const TYPE_WORDS: Readonly<Record<string, string>> = { currency: 'double', percent: 'double', datetime: 'dateTime' };

function typeProblem<T>(scope: ConditionScope<T>, operand: Operand<T>) {
  const quotes = isTextual(operand.type) ? 'should be enclosed in quotes' : 'should not be enclosed in quotes';
  const type = isTextual(operand.type) ? 'string' : (TYPE_WORDS[operand.type] ?? operand.type);
  const reason = `value of filter criterion for field '${operand.label}' must be of type ${type} and ${quotes}`;
  return problemAt(scope.source, operand.at, 'INVALID_FIELD', reason);
}

function operatorProblem<T>(scope: ConditionScope<T>, operand: Operand<T>) {
  return problemAt(
    scope.source,
    operand.at,
    'INVALID_QUERY_FILTER_OPERATOR',
    `invalid operator on ${operand.type} field`,
  );
}

const isId = (operand: { readonly type: string }) => operand.type === 'id' || operand.type === 'reference';

/** A literal as a value of the operand's type; never a period. */
function literalValue<T>(scope: ConditionScope<T>, operand: Operand<T>, literal: Literal): FieldValue {
  if (literal.kind === 'null') return null;
  if (literal.kind === 'string') {
    if (!isTextual(operand.type)) throw typeProblem(scope, operand);
    if (!isId(operand) || literal.value === '') return literal.value;
    const id = normalizeId(literal.value);
    if (id === null)
      throw problemAt(scope.source, operand.at, 'INVALID_QUERY_FILTER_OPERATOR', `invalid ID field: ${literal.value}`);
    return id;
  }
  if (literal.kind === 'number' && isNumeric(operand.type)) return literal.value;
  if (literal.kind === 'boolean' && operand.type === 'boolean') return literal.value;
  if (literal.kind === 'date' && operand.type === 'date') return literal.value;
  if (literal.kind === 'datetime' && operand.type === 'datetime') {
    const time = parseDateTime(literal.value);
    if (time !== null) return time;
  }
  throw typeProblem(scope, operand);
}

function byOrder(comparator: Comparator, order: number): boolean {
  switch (comparator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    default:
      return order === 0;
  }
}

/** Before the period is less, behind it is more, within it is equal. */
function periodPredicate<T>(
  scope: ConditionScope<T>,
  operand: Operand<T>,
  comparator: Comparator,
  literal: Extract<Literal, { kind: 'period' }>,
): Predicate<T> {
  if (operand.type !== 'date' && operand.type !== 'datetime') throw typeProblem(scope, operand);
  const { timeZone } = scope.settings;
  const { from, to } = periodOf(literal.name, literal.count, inTimeZone(timeZone, scope.today), scope.settings);
  const dayOf = (value: string) =>
    operand.type === 'date' ? value : inTimeZone(timeZone, new Date(value)).toISOString().slice(0, 10);
  return (item) => {
    const value = operand.read(item);
    if (typeof value !== 'string') return comparator === '!=';
    const date = dayOf(value);
    const order = date < from ? -1 : date >= to ? 1 : 0;
    return comparator === '!=' ? order !== 0 : byOrder(comparator, order);
  };
}

/** The amount of a literal such as `USD5000` in the corporate currency. @throws for a currency that the org has not */
function corporateAmount<T>(
  scope: ConditionScope<T>,
  operand: Operand<T>,
  literal: Extract<Literal, { kind: 'money' }>,
): number {
  const { currencies } = scope.settings;
  if (operand.type !== 'currency') throw typeProblem(scope, operand);
  const rate = currencies?.rates[literal.currency];
  if (currencies && rate !== undefined && scope.inCorporateCurrency) {
    return convert(currencies, literal.value, literal.currency, currencies.corporate);
  }
  const reason = scope.inCorporateCurrency
    ? `currency ${literal.currency} is not active in this organization`
    : 'an ISO code cannot be used with an aggregate function';
  throw problemAt(scope.source, literal.at, 'MALFORMED_QUERY', reason);
}

function moneyPredicate<T>(
  scope: ConditionScope<T>,
  operand: Operand<T>,
  comparator: Comparator,
  literal: Extract<Literal, { kind: 'money' }>,
): Predicate<T> {
  const wanted = corporateAmount(scope, operand, literal);
  const own = scope.inCorporateCurrency?.(operand) ?? operand;
  return (item) => {
    const amount = own.read(item);
    if (comparator === '!=') return amount !== wanted;
    return typeof amount === 'number' && byOrder(comparator, compareValues(amount, wanted));
  };
}

function likePredicate<T>(scope: ConditionScope<T>, operand: Operand<T>, literal: Literal): Predicate<T> {
  if (literal.kind !== 'string' || !isTextual(operand.type)) throw typeProblem(scope, operand);
  if (isId(operand) || operand.type === 'multipicklist') throw operatorProblem(scope, operand);
  const pattern = likePattern(literal.raw);
  return (item) => {
    const value = operand.read(item);
    return typeof value === 'string' && pattern.test(value);
  };
}

function comparePredicate<T>(
  scope: ConditionScope<T>,
  condition: Extract<Condition, { kind: 'compare' }>,
): Predicate<T> {
  const { comparator, value: literal } = condition;
  const operand = filterable(scope, condition.left);
  if (literal.kind === 'period') {
    if (comparator === 'LIKE') throw operatorProblem(scope, operand);
    return periodPredicate(scope, operand, comparator, literal);
  }
  if (comparator === 'LIKE') return likePredicate(scope, operand, literal);
  if (literal.kind === 'money') return moneyPredicate(scope, operand, comparator, literal);
  const value = literalValue(scope, operand, literal);
  if (comparator === '=') return (item) => equalValues(operand.read(item), value);
  if (comparator === '!=') return (item) => !equalValues(operand.read(item), value);
  // ids have an order: clients page by `Id > '…' ORDER BY Id`
  if (value === null || operand.type === 'boolean' || operand.type === 'multipicklist') {
    throw operatorProblem(scope, operand);
  }
  return (item) => {
    const found = operand.read(item);
    return found !== null && byOrder(comparator, compareValues(found, value));
  };
}

function setPredicate<T>(scope: ConditionScope<T>, condition: Extract<Condition, { kind: 'set' }>): Predicate<T> {
  const operand = filterable(scope, condition.left);
  const { comparator } = condition;
  const isMulti = operand.type === 'multipicklist';
  if (comparator === 'IN' || comparator === 'NOT IN') {
    if (isMulti) throw operatorProblem(scope, operand);
    const amounts = condition.values.filter((literal) => literal.kind === 'money');
    if (amounts.length > 0 && amounts.length < condition.values.length) {
      const reason = 'values with and without an ISO code cannot be mixed';
      throw problemAt(scope.source, operand.at, 'MALFORMED_QUERY', reason);
    }
    const tests = condition.values.map((literal): Predicate<T> => {
      if (literal.kind === 'money') return moneyPredicate(scope, operand, '=', literal);
      if (literal.kind === 'period') return periodPredicate(scope, operand, '=', literal);
      const value = literalValue(scope, operand, literal);
      return (item) => equalValues(operand.read(item), value);
    });
    return (item) => tests.some((test) => test(item)) === (comparator === 'IN');
  }
  if (!isMulti) throw operatorProblem(scope, operand);
  const wanted = condition.values.map((literal) => String(literalValue(scope, operand, literal) ?? '').split(';'));
  return (item) => {
    const chosen = String(operand.read(item) ?? '').split(';');
    const isIncluded = wanted.some((group) => group.every((value) => chosen.includes(value)));
    return isIncluded === (comparator === 'INCLUDES');
  };
}

function joinPredicate<T>(scope: ConditionScope<T>, condition: Extract<Condition, { kind: 'join' }>): Predicate<T> {
  const operand = filterable(scope, condition.left);
  if (!isId(operand)) {
    const reason = `The left operand of a semi join must be an id or a reference: ${operand.label}`;
    throw problemAt(scope.source, operand.at, 'MALFORMED_QUERY', reason);
  }
  const ids = scope.idsOf(condition);
  return (item) => {
    const value = operand.read(item);
    return (value !== null && ids.has(value)) === (condition.comparator === 'IN');
  };
}

function filterable<T>(scope: ConditionScope<T>, expression: Expression): Operand<T> {
  const operand = scope.operandOf(expression);
  if (operand.filterable) return operand;
  throw problemAt(
    scope.source,
    operand.at,
    'INVALID_FIELD',
    `field '${operand.label}' can not be filtered in a query call`,
  );
}

/** Turns a condition into a test of records or groups; every name and type is checked before the first one. */
export function bindCondition<T>(scope: ConditionScope<T>, condition: Condition): Predicate<T> {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const terms = condition.terms.map((term) => bindCondition(scope, term));
      return condition.kind === 'and'
        ? (item) => terms.every((term) => term(item))
        : (item) => terms.some((term) => term(item));
    }
    case 'not': {
      const term = bindCondition(scope, condition.term);
      return (item) => !term(item);
    }
    case 'compare':
      return comparePredicate(scope, condition);
    case 'set':
      return setPredicate(scope, condition);
    case 'join':
      return joinPredicate(scope, condition);
  }
}
