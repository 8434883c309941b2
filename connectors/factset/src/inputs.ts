import { parseDate } from '@rolekit/sdk';
import { z } from 'zod';

// what every tool repeats is kept short: a host shows it to the model each time

/** Ids as every tool takes them. */
export const ids = (most: number) => z.array(z.string()).min(1).max(most).describe('NVRA-US, ISIN, fsym id, name.');

export const currency = z
  .string()
  .regex(/^[A-Z]{3,5}$/, 'must be an ISO 4217 code such as USD, or LOCAL')
  .optional()
  .describe('USD, … converts; LOCAL keeps each own.');

const DAY = z
  .string()
  .refine((value) => parseDate(value) !== undefined, 'must be a date such as 2026-09-30')
  .meta({ format: 'date' });

export const day = (description: string) => DAY.describe(description);
export const date = (description: string) => day(description).optional();

export const until = date('Default: no end.');

export const metrics = (example: string) => z.array(z.string()).min(1).max(40).describe(example);

export const allowMixedFiscalYears = z.boolean().optional().describe('Else refused for annual.');

/** FactSet's word for each company's own currency differs between its APIs. */
export function vendorCurrency(value: string | undefined, local: 'LOCAL' | 'ESTIMATE'): { currency: string } {
  return { currency: value === undefined || value === 'LOCAL' ? local : value };
}
