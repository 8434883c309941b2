import { plainDecimal } from '@rolekit/sdk';
import type { Property } from './wire.ts';

const PROBABILITY = 'hs_deal_stage_probability';

/** HubSpot keeps percentages as fractions: 0.6 is 60 %. */
export function isFraction({ name, type, numberDisplayHint }: Property): boolean {
  return type === 'number' && (name === PROBABILITY || /^(percentage|probability)$/.test(numberDisplayHint ?? ''));
}

/** A fraction may be more than 1, as growth is; a probability may not. */
export function isProbability({ name, numberDisplayHint }: Property): boolean {
  return name === PROBABILITY || numberDisplayHint === 'probability';
}

/** A fraction as the text that HubSpot sends, in percent as all tools give it: 60 for 60 %; null for what is no number. */
export function percentOf(text: string): number | null {
  const number = plainDecimal(text);
  // toPrecision takes off the error of the binary form: 0.07 × 100 is 7.000000000000001
  return number === undefined ? null : Number((Number(number) * 100).toPrecision(15));
}
