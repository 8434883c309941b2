import { parseDate } from '../parse-values.ts';
import { nearest } from '../suggest.ts';
import { hiddenCharacters, lengthOf } from '../tree/hidden-characters.ts';
import { CURRENCY_CODES } from './currency-codes.ts';
import { daysOf, MONTHS } from './groups.ts';
import type { FiscalYear, Measure, Style } from './types.ts';

/** What is wrong with a value, as the parameters of a finding. */
export interface Broken {
  /** Second half of the code. */
  rule: string;
  message: string;
  fix: string;
}

const MAX_TEXT = 1000;
const MAX_UNIT = 30;

/** A text on one line that a person and a model read. */
export function lineProblem(name: string, value: string, max = MAX_TEXT): Broken | undefined {
  if (value.trim() === '') return { rule: 'empty', message: `${name} is empty.`, fix: 'Write it, or remove the key.' };
  const length = lengthOf(value);
  if (length > max) {
    const message = `${name} has ${length} characters, more than ${max}.`;
    return { rule: 'too-long', message, fix: `Shorten it to ${max} characters.` };
  }
  if (/[\r\n]/.test(value))
    return { rule: 'line', message: `${name} has a line break.`, fix: 'Write it on one line, or begin it with ">-".' };
  const [hidden] = hiddenCharacters(value);
  if (hidden === undefined) return undefined;
  const message = `${name} has the invisible character ${hidden.codePoint}.`;
  return { rule: 'text/hidden-character', message, fix: 'Remove it.' };
}

/** @param name how the finding names it: `currencies.reporting` */
export function currencyProblem(name: string, code: string): Broken | undefined {
  if (CURRENCY_CODES.has(code)) return undefined;
  const meant = CURRENCY_CODES.has(code.toUpperCase()) ? code.toUpperCase() : nearest(code, CURRENCY_CODES);
  const fix = meant === undefined ? 'Write three capital letters, such as "EUR".' : `Did you mean "${meant}"?`;
  return { rule: 'currency', message: `${name}: "${code}" is not a currency of ISO 4217.`, fix };
}

export function fiscalYearProblem({
  startMonth,
  startDay,
}: FiscalYear): (Broken & { key: keyof FiscalYear }) | undefined {
  const month = MONTHS[startMonth - 1];
  if (month === undefined) {
    const message = `fiscalYear.startMonth: there is no month ${startMonth}.`;
    return { key: 'startMonth', rule: 'range', message, fix: 'Write a whole number from 1 to 12: 2 for February.' };
  }
  const days = daysOf(startMonth);
  if (Number.isInteger(startDay) && startDay >= 1 && startDay <= days) return undefined;
  const message = `fiscalYear.startDay: ${month} has no day ${startDay}.`;
  return { key: 'startDay', rule: 'range', message, fix: `Write a whole number from 1 to ${days}.` };
}

/** Judges a threshold's or target's own value. */
export function measureProblem(
  name: string,
  { value, min, max }: Pick<Measure, 'value' | 'min' | 'max'>,
): Broken | undefined {
  if (typeof value === 'string') {
    if (parseDate(value) !== undefined) return undefined;
    const message = `${name}: "${value}" is neither a number nor a date.`;
    return { rule: 'type', message, fix: 'Write a number such as 30, or a date such as 2026-06-30.' };
  }
  if (!Number.isFinite(value))
    return { rule: 'type', message: `${name} is not a finite number.`, fix: 'Write a number.' };
  const isLow = min !== undefined && value < min;
  if (!isLow && (max === undefined || value <= max)) return undefined;
  const range = min === undefined ? `at most ${max}` : max === undefined ? `at least ${min}` : `from ${min} to ${max}`;
  return {
    rule: 'range',
    message: `${name} is ${value}, which is ${isLow ? 'below' : 'above'} its range.`,
    fix: `Write a number ${range}.`,
  };
}

/** Units that are none of ISO 4217: what is counted, `percent`, `x` or the reporting currency. */
export function unitProblem(name: string, unit: string): Broken | undefined {
  if (/^[A-Z]{3}$/.test(unit)) return currencyProblem(name, unit);
  if (unit.length <= MAX_UNIT && /^[a-z]+(?:[ -][a-z]+)*$/.test(unit)) return undefined;
  const fix =
    'Write "days", "percent", "x", "currency", a code such as "EUR", or what is counted, in plural and small letters.';
  return { rule: 'unit', message: `${name} "${unit}" is none that a person would read.`, fix };
}

export function styleProblem(name: string, { value, choices }: Pick<Style, 'value' | 'choices'>): Broken | undefined {
  if (typeof value === 'number') return undefined;
  const texts = typeof value === 'string' ? [value] : value;
  for (const text of texts) {
    const problem = lineProblem(name, text);
    if (problem !== undefined) return problem;
    if (choices === undefined || choices.includes(text)) continue;
    const meant = nearest(text, choices);
    const fix =
      meant === undefined
        ? `Write ${choices.map((choice) => `"${choice}"`).join(' or ')}.`
        : `Did you mean "${meant}"?`;
    return { rule: 'value', message: `${name}: "${text}" is none of its choices.`, fix };
  }
  return undefined;
}

export function isMeasureValue(value: unknown): value is Measure['value'] {
  return typeof value === 'number' || typeof value === 'string';
}

export function isStyleValue(value: unknown): value is Style['value'] {
  if (typeof value === 'number' || typeof value === 'string') return true;
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string');
}
