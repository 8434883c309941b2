import { percentKindOf } from './percent.ts';

const MONEY = /dollar|euro|pound|franc|yen|[$€£¥]|\b[A-Z]{3}\b/;

/** How numbers of one chart are written: all with the same digits, as many as their size makes worth reading. */
export function numberFormat(values: readonly number[], unit: string): (value: number) => string {
  const largest = Math.max(...values.map(Math.abs));
  const small = largest > 0 && largest < 0.1;
  const decimals = Math.max(...values.map(decimalsOf));
  const digits = largest >= 10_000 ? 0 : decimals === 1 && MONEY.test(unit) ? 2 : decimals;
  const format = small
    ? new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 })
    : new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return (value) => format.format(value).replace('-', '−') + suffixOf(unit);
}

/** A change as a label shows it: with its sign. */
export function withSign(value: number, words: string): string {
  return value > 0 ? `+${words}` : words;
}

/** Vega's expression for the labels of an axis of numbers. */
export function axisNumbers(largest: number, unit: string): string {
  const [size, word] = largest >= 1e9 ? [1e9, ' bn'] : largest >= 1e6 ? [1e6, ' M'] : [1, ''];
  return `format(datum.value / ${size}, ',~f') + ${JSON.stringify(word + suffixOf(unit))}`;
}

/** Decimals that a value has, at most two. */
function decimalsOf(value: number): number {
  const cents = Math.round(Math.abs(value) * 100);
  return cents % 100 === 0 ? 0 : cents % 10 === 0 ? 1 : 2;
}

function suffixOf(unit: string): string {
  const kind = percentKindOf(unit);
  return kind === 'percent' ? '%' : kind === 'points' ? ' pp' : '';
}
