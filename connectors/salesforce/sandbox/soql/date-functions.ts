import type { FieldType } from '../schema/fields.ts';
import { fiscalPeriodOf, inTimeZone, type OrgSettings } from '../store/settings.ts';
import type { Row } from '../store/store.ts';
import type { Call } from './ast.ts';
import { type Operand, pathOperand, type Scope } from './bind-path.ts';
import { problemAt } from './soql-error.ts';

const DAY = 86_400_000;
const dayOfYear = (date: Date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY) + 1;
const month = (date: Date) => date.getUTCMonth() + 1;
const quarter = (date: Date) => Math.ceil(month(date) / 3);
const year = (date: Date) => date.getUTCFullYear();

const FUNCTIONS: Readonly<Record<string, (date: Date, settings: OrgSettings) => number>> = {
  CALENDAR_MONTH: month,
  CALENDAR_QUARTER: quarter,
  CALENDAR_YEAR: year,
  FISCAL_MONTH: (date, settings) => fiscalPeriodOf(settings, year(date), month(date)).month,
  FISCAL_QUARTER: (date, settings) => fiscalPeriodOf(settings, year(date), month(date)).quarter,
  FISCAL_YEAR: (date, settings) => fiscalPeriodOf(settings, year(date), month(date)).year,
  DAY_IN_MONTH: (date) => date.getUTCDate(),
  DAY_IN_WEEK: (date) => date.getUTCDay() + 1,
  DAY_IN_YEAR: dayOfYear,
  WEEK_IN_MONTH: (date) => Math.ceil(date.getUTCDate() / 7),
  WEEK_IN_YEAR: (date) => Math.ceil(dayOfYear(date) / 7),
  HOUR_IN_DAY: (date) => date.getUTCHours(),
};
const ONLY_FOR_TIMES: ReadonlySet<string> = new Set(['HOUR_IN_DAY', 'DAY_ONLY']);

/** A function of a date field, or null for a name that is none. Times are read in UTC unless `convertTimezone` says otherwise. */
export function dateFunctionOperand(scope: Scope, call: Call): Operand<Row> | null {
  const compute = FUNCTIONS[call.name];
  if ((!compute && call.name !== 'DAY_ONLY') || call.argument === null) return null;
  const { settings } = scope.store;
  const isConverted = call.argument.kind === 'call' && call.argument.name === 'CONVERTTIMEZONE';
  const inner = call.argument.kind === 'call' && isConverted ? call.argument.argument : call.argument;
  if (inner?.kind !== 'path') {
    throw problemAt(scope.source, call.at, 'MALFORMED_QUERY', `${call.name} takes a field or convertTimezone(field)`);
  }
  const argument = pathOperand(scope, inner.path);
  const accepted: readonly FieldType[] =
    isConverted || ONLY_FOR_TIMES.has(call.name) ? ['datetime'] : ['date', 'datetime'];
  if (!accepted.includes(argument.type)) {
    const name = isConverted ? 'convertTimezone' : call.name;
    const reason = `field ${argument.label} does not support the date function ${name}`;
    throw problemAt(scope.source, call.at, 'MALFORMED_QUERY', reason);
  }
  return {
    label: `${call.name}(${argument.label})`,
    type: compute ? 'int' : 'date',
    filterable: true,
    at: call.at,
    read(row) {
      const value = argument.read(row);
      if (typeof value !== 'string') return null;
      const time = isConverted ? inTimeZone(settings.timeZone, new Date(value)) : new Date(value);
      return compute ? compute(time, settings) : time.toISOString().slice(0, 10);
    },
  };
}
