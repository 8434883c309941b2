import type { FieldValue } from '../schema/fields.ts';
import { ESCAPES } from './tokenize.ts';

/** Text compares without case, as the vendor's does; everything else by value. */
function comparable(value: FieldValue): string | number {
  if (typeof value === 'string') return value.toLowerCase();
  return typeof value === 'boolean' ? Number(value) : (value ?? 0);
}

/** Negative, zero or positive, for two values that are not null. */
export function compareValues(left: FieldValue, right: FieldValue): number {
  const [a, b] = [comparable(left), comparable(right)];
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** True for values that `=` finds equal; null equals only null. */
export function equalValues(left: FieldValue, right: FieldValue): boolean {
  if (left === null || right === null) return left === right;
  return compareValues(left, right) === 0;
}

/** Values of a picklist follow the order of Setup, values that are no longer in it come last. */
export function compareInOrder(picklist: readonly string[] | undefined, left: FieldValue, right: FieldValue): number {
  if (!picklist || picklist.length === 0) return compareValues(left, right);
  const place = (value: FieldValue) => {
    const index = picklist.findIndex((entry) => entry.toLowerCase() === String(value).toLowerCase());
    return index < 0 ? picklist.length : index;
  };
  return place(left) - place(right) || compareValues(left, right);
}

/** A pattern of LIKE: `%` is any text, `_` one character, both literal behind a backslash. */
export function likePattern(raw: string): RegExp {
  const source = raw.replace(
    /\\([\s\S])|([%_])|([^\\%_])/g,
    (_match, escaped?: string, wildcard?: string, plain?: string) => {
      if (wildcard) return wildcard === '%' ? '[\\s\\S]*' : '[\\s\\S]';
      const text = escaped === undefined ? (plain ?? '') : (ESCAPES[escaped] ?? escaped);
      return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
    },
  );
  return new RegExp(`^${source}$`, 'i');
}
