import type { z } from 'zod';
import { isNamed } from './named-ids.ts';

type Values = Record<string, unknown>;

const MAX_TRIES = 8;

/**
 * The arguments with which a write sets back what it changed: without members that the vendor answers and the tool does not take.
 * Undefined where the tool cannot write them.
 */
export function fittedArguments(schema: z.ZodType, values: Values): Values | undefined {
  const fitted = structuredClone(
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, bare(value)])),
  );
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const parsed = schema.safeParse(fitted);
    if (parsed.success) return parsed.data as Values;
    const issues = parsed.error.issues.flatMap((issue) => surplusIn(issue));
    if (issues.some((issue) => issue === undefined)) return undefined;
    for (const issue of issues) {
      const holder = issue?.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)?.[key], fitted);
      for (const key of issue?.keys ?? []) delete (holder as Values)[key];
    }
  }
  return undefined;
}

/** A plan shows ids with their names. */
function bare(value: unknown): unknown {
  if (isNamed(value)) return value.id;
  return Array.isArray(value) ? value.map(bare) : value;
}

interface Surplus {
  path: PropertyKey[];
  keys: string[];
}

/** The members too many that an issue names; of a union those of the choice that takes most. Undefined for any other issue. */
function surplusIn(issue: z.core.$ZodIssue, above: readonly PropertyKey[] = []): (Surplus | undefined)[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') return [{ path, keys: issue.keys }];
  if (issue.code !== 'invalid_union') return [undefined];
  const ways = issue.errors.map((issues) => issues.flatMap((inner) => surplusIn(inner, path)));
  const count = (way: (Surplus | undefined)[]) => way.reduce((sum, surplus) => sum + (surplus?.keys.length ?? 0), 0);
  const [best] = ways.filter((way) => way.length > 0 && !way.includes(undefined)).sort((a, b) => count(a) - count(b));
  return best ?? [undefined];
}

/** Of the answer to a write: the values that it changed, as the vendor has them now; undefined where it does not say all. */
export function writtenIn(item: unknown, before: Values | null): Values | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  const names = Object.keys(before ?? {});
  if (names.length === 0 || !names.every((name) => Object.hasOwn(item, name))) return undefined;
  return Object.fromEntries(names.map((name) => [name, item[name as keyof object]]));
}

/** Names of values that are none of those that were written. */
export function changedSince(now: Values, ...written: readonly Values[]): string[] {
  return Object.keys(now).filter(
    (name) => written.some((values) => name in values) && !written.some((values) => holds(now[name], values[name])),
  );
}

/** The members that were written have these values; a vendor may answer more of them, and numbers as texts. */
function holds(now: unknown, written: unknown): boolean {
  if (typeof written !== 'object' || written === null) {
    const isScalar = typeof now !== 'object' && now !== undefined;
    return now === written || (isScalar && written !== null && String(now) === String(written));
  }
  if (typeof now !== 'object' || now === null || Array.isArray(now) !== Array.isArray(written)) return false;
  if (Array.isArray(written) && written.length !== (now as unknown[]).length) return false;
  return Object.entries(written).every(([name, value]) => value === undefined || holds((now as Values)[name], value));
}
