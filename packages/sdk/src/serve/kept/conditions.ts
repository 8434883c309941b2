import type { Condition } from '../../connector/results-tools.ts';
import { RolekitError } from '../../errors.ts';
import { compareDecimals } from '../../parse-values.ts';
import { cellAt } from '../list/projection.ts';
import { type Kind, type Kinds, NUMERIC } from './columns.ts';

type Scalar = string | number | boolean;

const LONG = /^-?[1-9]\d{15,}$/;

const MAX_CONDITIONS = 20;
const MAX_VALUES = 200;

const FITTING: Record<string, readonly Kind[]> = {
  number: ['number', 'numeric text'],
  string: ['text', 'numeric text'],
  boolean: ['boolean'],
};

/** A test of rows: all conditions hold. @throws RK_INVALID_REQUEST for a value that the column cannot have */
export function rowTest(conditions: readonly Condition[], columns: Record<string, Kinds>): (row: unknown) => boolean {
  if (conditions.length > MAX_CONDITIONS)
    throw new RolekitError('RK_INVALID_REQUEST', {
      reason: `There are ${conditions.length} conditions, and at most ${MAX_CONDITIONS} are tested.`,
      hint: 'Use `in` for several values of one field.',
    });
  const tests = conditions.map((condition) => testOf(condition, columns[condition.field] ?? []));
  return (row) => tests.every((test) => test(row));
}

function testOf({ field, op, value }: Condition, kinds: Kinds): (row: unknown) => boolean {
  const at = (row: unknown) => cellAt(row, field);
  if (op === 'empty') return (row) => isEmpty(at(row));
  if (op === 'filled') return (row) => !isEmpty(at(row));
  if (op === 'in') {
    if (!Array.isArray(value) || value.length > MAX_VALUES || !value.every(isScalar))
      throw wrong(
        field,
        `\`in\` needs a list of at most ${MAX_VALUES} texts, numbers or booleans`,
        'Give `value: [..]`.',
      );
    for (const scalar of value) checkValue(field, scalar, kinds);
    return (row) => value.some((scalar) => compare(at(row), scalar) === 0);
  }
  if (!isScalar(value))
    throw wrong(field, `\`${op}\` needs one value`, 'Give a text, number or boolean as `value`; a list is for `in`.');
  if (op === 'contains') {
    if (typeof value !== 'string') throw wrong(field, '`contains` needs a text', 'Give a text as `value`.');
    const expected = value.toLowerCase();
    return (row) =>
      String(at(row) ?? '')
        .toLowerCase()
        .includes(expected);
  }
  checkValue(field, value, kinds);
  const holds = HOLDS[op];
  return (row) => {
    const order = compare(at(row), value);
    // what cannot be compared is different, and neither more nor less; nothing is neither
    return order === undefined ? op === '!=' && !isEmpty(at(row)) : holds(order);
  };
}

const HOLDS: Record<'=' | '!=' | '<' | '<=' | '>' | '>=', (order: number) => boolean> = {
  '=': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function checkValue(field: string, value: Scalar, kinds: Kinds): void {
  const fitting = FITTING[typeof value] ?? [];
  if (kinds.length === 0 || kinds.some((kind) => fitting.includes(kind))) return;
  throw wrong(field, `it holds ${kinds.join(' and ')}, not ${JSON.stringify(value)}`, 'Give a value of that kind.');
}

/** Less than, equal or more; undefined for what has no order. The wanted value says how to read the cell. */
function compare(cell: unknown, expected: Scalar): number | undefined {
  if (typeof expected === 'number') {
    const number = numberOf(cell);
    return number === undefined ? undefined : compareDecimals(cell as number | string, expected);
  }
  // as a host's number beyond 2^53 arrives
  if (typeof expected === 'string' && LONG.test(expected) && numberOf(cell) !== undefined)
    return compareDecimals(cell as number | string, expected);
  if (typeof cell !== typeof expected) return undefined;
  return cell === expected ? 0 : (cell as Scalar) < expected ? -1 : 1;
}

/** Numbers by value, also those written as text, before texts; nothing comes last. */
export function compareCells(a: unknown, b: unknown): number {
  if (isEmpty(a) || isEmpty(b)) return Number(isEmpty(a)) - Number(isEmpty(b));
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== undefined && y !== undefined) return compareDecimals(a as number | string, b as number | string);
  if (x !== undefined || y !== undefined) return x === undefined ? 1 : -1;
  const [s, t] = [textOf(a), textOf(b)];
  return s === t ? 0 : s < t ? -1 : 1;
}

export function numberOf(cell: unknown): number | undefined {
  if (typeof cell === 'number') return cell;
  return typeof cell === 'string' && NUMERIC.test(cell) ? Number(cell) : undefined;
}

export function isEmpty(cell: unknown): boolean {
  return cell === null || cell === undefined || cell === '';
}

function textOf(cell: unknown): string {
  return typeof cell === 'string' ? cell : JSON.stringify(cell);
}

function wrong(field: string, reason: string, hint: string): RolekitError {
  return new RolekitError('RK_INVALID_REQUEST', { reason: `where \`${field}\`: ${reason}.`, hint });
}
