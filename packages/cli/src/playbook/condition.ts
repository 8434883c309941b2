import { isDeepStrictEqual } from 'node:util';
import { fillDeep } from './template.ts';
import type { Condition } from './types.ts';
import { kindOf, type Scope } from './values.ts';

/** What is wrong with a value, or undefined when every part of the condition holds. */
export function unmet(value: unknown, condition: Condition, scope: Scope): string | undefined {
  if (condition.equals !== undefined) {
    const expected = fillDeep(condition.equals, scope);
    if (!equal(value, expected, condition.tolerance ?? 0)) {
      const within = condition.tolerance ? ` (± ${condition.tolerance})` : '';
      return `expected ${show(expected)}${within}, found ${show(value)}`;
    }
  }
  if (condition.atLeast !== undefined && !(typeof value === 'number' && value >= condition.atLeast)) {
    return `expected at least ${condition.atLeast}, found ${show(value)}`;
  }
  if (condition.atMost !== undefined && !(typeof value === 'number' && value <= condition.atMost)) {
    return `expected at most ${condition.atMost}, found ${show(value)}`;
  }
  if (condition.contains !== undefined) {
    const expected = fillDeep(condition.contains, scope);
    if (!contains(value, expected)) return `expected ${show(expected)} in ${show(value)}`;
  }
  return undefined;
}

/** A value on one line, cut where it gets long. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? kindOf(value);
  return text.length > 200 ? `${text.slice(0, 200)}… (${kindOf(value)})` : text;
}

function equal(value: unknown, expected: unknown, tolerance: number): boolean {
  if (typeof value === 'number' && typeof expected === 'number') return Math.abs(value - expected) <= tolerance;
  return isDeepStrictEqual(value, expected);
}

function contains(value: unknown, expected: unknown): boolean {
  if (typeof value === 'string') return typeof expected === 'string' && value.includes(expected);
  return Array.isArray(value) && value.some((item) => isDeepStrictEqual(item, expected));
}
