import { isObject } from '@rolekit/sdk/internal';
import { ExpressionError } from './values.ts';

/** `{ $each: { peer: … }, $make: … }`: a list with one value for each of a list's. */
export interface Repetition {
  /** Name of one value inside `$make`. */
  name: string;
  list: unknown;
  make: unknown;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The repetition that an object is, or undefined for any other object. @throws ExpressionError for half of one */
export function repetitionIn(value: Record<string, unknown>): Repetition | undefined {
  if (!('$each' in value) && !('$make' in value)) return undefined;
  const { $each: each, $make: make, ...others } = value;
  const [named, ...more] = isObject(each) ? Object.entries(each) : [];
  if (!named || more.length > 0 || make === undefined || Object.keys(others).length > 0 || !NAME.test(named[0])) {
    throw new ExpressionError(
      '`$each` and `$make` must be the only keys, and `$each` has one name',
      0,
      "Write `$each: { row: '${rows}' }` and below it `$make: …`, which may use `row`.",
    );
  }
  return { name: named[0], list: named[1], make };
}
