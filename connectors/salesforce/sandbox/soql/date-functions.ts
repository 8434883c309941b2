import type { FieldType } from '../schema/fields.ts';
import type { Row } from '../store/store.ts';
import type { Expression } from './ast.ts';
import { type Operand, pathOperand, type Scope } from './bind-path.ts';
import { problemAt } from './problem.ts';

const DAY = 86_400_000;
const dayOfYear = (date: Date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY) + 1;
const month = (date: Date) => date.getUTCMonth() + 1;
const quarter = (date: Date) => Math.ceil(month(date) / 3);
const year = (date: Date) => date.getUTCFullYear();

const FUNCTIONS: Readonly<Record<string, (date: Date) => number>> = {
  CALENDAR_MONTH: month,
  CALENDAR_QUARTER: quarter,
  CALENDAR_YEAR: year,
  FISCAL_MONTH: month,
  FISCAL_QUARTER: quarter,
  FISCAL_YEAR: year,
  DAY_IN_MONTH: (date) => date.getUTCDate(),
  DAY_IN_WEEK: (date) => date.getUTCDay() + 1,
  DAY_IN_YEAR: dayOfYear,
  WEEK_IN_MONTH: (date) => Math.ceil(date.getUTCDate() / 7),
  WEEK_IN_YEAR: (date) => Math.ceil(dayOfYear(date) / 7),
  HOUR_IN_DAY: (date) => date.getUTCHours(),
};
const ONLY_FOR_TIMES: ReadonlySet<string> = new Set(['HOUR_IN_DAY', 'DAY_ONLY']);

/** A function of a date field, or null for a name that is none. */
export function dateFunctionOperand(scope: Scope, call: Extract<Expression, { kind: 'call' }>): Operand<Row> | null {
  const compute = FUNCTIONS[call.name];
  if ((!compute && call.name !== 'DAY_ONLY') || call.argument === null) return null;
  const argument = pathOperand(scope, call.argument);
  const accepted: readonly FieldType[] = ONLY_FOR_TIMES.has(call.name) ? ['datetime'] : ['date', 'datetime'];
  if (!accepted.includes(argument.type)) {
    throw problemAt(
      scope.source,
      call.at,
      'MALFORMED_QUERY',
      `field ${argument.label} does not support the date function ${call.name}`,
    );
  }
  return {
    label: `${call.name}(${argument.label})`,
    type: compute ? 'int' : 'date',
    filterable: true,
    at: call.at,
    read(row) {
      const value = argument.read(row);
      if (typeof value !== 'string') return null;
      return compute ? compute(new Date(value)) : value.slice(0, 10);
    },
  };
}
