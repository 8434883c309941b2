import { z } from 'zod';

/** What exchanges quote prices in that is no currency, with the currency and how many make one of it. */
const MINOR_UNITS: Readonly<Record<string, readonly [currency: string, parts: number]>> = {
  GBX: ['GBP', 100],
  GBp: ['GBP', 100],
  ZAC: ['ZAR', 100],
  ZAc: ['ZAR', 100],
  ZAr: ['ZAR', 100],
  ILA: ['ILS', 100],
  ILa: ['ILS', 100],
  ILs: ['ILS', 100],
  USX: ['USD', 100],
  USd: ['USD', 100],
  EUX: ['EUR', 100],
  EUr: ['EUR', 100],
  KWF: ['KWD', 1000],
  KWf: ['KWD', 1000],
  KWd: ['KWD', 1000],
};

function refusal(code: unknown): string {
  const unit = typeof code === 'string' && Object.hasOwn(MINOR_UNITS, code) ? MINOR_UNITS[code] : undefined;
  if (unit === undefined) return 'must be an ISO 4217 code such as USD';
  const [currency, parts] = unit;
  return `is a minor unit, ${parts} to one ${currency}: divide the price by ${parts} and give ${currency}`;
}

/** A currency by its ISO 4217 code. A price in pence beside a net debt in pounds would be wrong by a hundred. */
export const currencyInput = z
  .string()
  .regex(/^[A-Z]{3}$/, { abort: true, error: ({ input }) => refusal(input) })
  .refine((code) => !Object.hasOwn(MINOR_UNITS, code), { error: ({ input }) => refusal(input) });
