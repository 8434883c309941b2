import {
  ACCOUNT_USAGE_FAMILY,
  AGGREGATE_FAMILY,
  CORE_FAMILY,
  type Family,
  FROM_FAMILY,
  INFORMATION_SCHEMA_FAMILY,
  MATCH_RECOGNIZE_FAMILY,
  READING_FAMILIES,
} from './function-families.ts';
import { REFUSED_FAMILIES } from './refused-functions.ts';

const namesOf = ({ names }: Pick<Family, 'names'>): string[] => names.split(/\s+/).filter(Boolean);

/**
 * Functions that only compute: Snowflake's built-in scalar, aggregate, window and table functions without effects. A
 * function that is not here (a user-defined or external one, a model, a procedure) may write, call out or cost money, and
 * is not called unless the connection's settings name it.
 */
export const READING_FUNCTIONS: ReadonlySet<string> = new Set([...READING_FAMILIES, AGGREGATE_FAMILY].flatMap(namesOf));

export const AGGREGATES: ReadonlySet<string> = new Set(namesOf(AGGREGATE_FAMILY));

export const MATCH_RECOGNIZE_FUNCTIONS: ReadonlySet<string> = new Set(namesOf(MATCH_RECOGNIZE_FAMILY));

export const FROM_FUNCTIONS: ReadonlySet<string> = new Set(namesOf(FROM_FAMILY));

const INFORMATION_SCHEMA_FUNCTIONS = new Set(namesOf(INFORMATION_SCHEMA_FAMILY));
const ACCOUNT_USAGE_FUNCTIONS = new Set(namesOf(ACCOUNT_USAGE_FAMILY));
const CORE_FUNCTIONS = new Set(namesOf(CORE_FAMILY));

/** True for a function of Snowflake's own schemas that only reads, by its whole name in upper case. */
export function isReadingByWholeName(name: string): boolean {
  const [, schema, last = ''] = /^((?:[^.]+\.)?[^.]+)\.([^.]+)$/.exec(name) ?? [];
  if (schema === 'SNOWFLAKE.CORE') return CORE_FUNCTIONS.has(last);
  if (schema === 'SNOWFLAKE.ACCOUNT_USAGE') return ACCOUNT_USAGE_FUNCTIONS.has(last);
  return /^(?:[^.]+\.)?INFORMATION_SCHEMA$/.test(schema ?? '') && INFORMATION_SCHEMA_FUNCTIONS.has(last);
}

/** What a built-in function does beside reading; undefined for one that is not known. */
export function effectOf(name: string): string | undefined {
  const last = name.slice(name.lastIndexOf('.') + 1);
  return REFUSED_FAMILIES.find((family) => namesOf(family).includes(last) || family.like?.test(name))?.does;
}
