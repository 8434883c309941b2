import { ExpressionError, kindOf } from './values.ts';

interface PlaybookFunction {
  /** Fewest and most arguments. */
  args: readonly [number, number];
  run(args: unknown[], at: number): unknown;
}

/** What an expression may call. Like SQL, sum, count, avg, min and max leave null out. */
export const FUNCTIONS: Readonly<Record<string, PlaybookFunction>> = {
  sum: { args: [1, 1], run: ([list], at) => numbers('sum', list, at).reduce((total, number) => total + number, 0) },
  count: { args: [1, 1], run: ([list], at) => present(rows('count', list, at)).length },
  min: { args: [1, 1], run: ([list], at) => extreme('min', list, at, (a, b) => a < b) },
  max: { args: [1, 1], run: ([list], at) => extreme('max', list, at, (a, b) => a > b) },
  avg: { args: [1, 1], run: ([list], at) => average(numbers('avg', list, at), at) },
  round: {
    args: [1, 2],
    run: ([value, digits], at) =>
      round(number('round', value, at), digits === undefined ? 0 : number('round', digits, at)),
  },
  /** Of a vendor that writes its numbers as texts; of a list, of each. */
  number: {
    args: [1, 1],
    run: ([value], at) => (Array.isArray(value) ? value.map((item) => parsed(item, at)) : parsed(value, at)),
  },
  unique: { args: [1, 1], run: ([list], at) => uniqueRows(rows('unique', list, at)) },
  sort: { args: [1, 1], run: ([list], at) => sorted(list, at) },
  /** The lists one after the other. */
  concat: { args: [2, 9], run: (lists, at) => lists.flatMap((list) => rows('concat', list, at)) },
  join: {
    args: [1, 2],
    run: ([list, separator], at) =>
      rows('join', list, at)
        .map(String)
        .join(separator === undefined ? ', ' : String(separator)),
  },
  /** Values in single quotes for a query text: `'a', 'b'`. */
  quote: { args: [1, 1], run: ([value]) => (Array.isArray(value) ? value : [value]).map(quoted).join(', ') },
};

/** The function of that name; never one that every object has. */
export function functionNamed(name: string): PlaybookFunction | undefined {
  return Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
}

function rows(name: string, value: unknown, at: number): unknown[] {
  if (Array.isArray(value)) return value;
  throw new ExpressionError(`${name} needs a list, found ${kindOf(value)}`, at);
}

function present(list: unknown[]): unknown[] {
  return list.filter((item) => item !== null && item !== undefined);
}

function number(name: string, value: unknown, at: number): number {
  if (typeof value === 'number') return value;
  throw new ExpressionError(`${name} needs a number, found ${kindOf(value)}`, at);
}

function parsed(value: unknown, at: number): number | null {
  if (value === null || typeof value === 'number') return value;
  if (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  throw new ExpressionError(`number needs a decimal number, found ${kindOf(value)}`, at);
}

function numbers(name: string, value: unknown, at: number): number[] {
  return present(rows(name, value, at)).map((item) => {
    if (typeof item === 'number') return item;
    throw new ExpressionError(`${name} needs a list of numbers, found ${kindOf(item)} in it`, at);
  });
}

function extreme(
  name: string,
  value: unknown,
  at: number,
  before: (a: number | string, b: number | string) => boolean,
): number | string | null {
  let found: number | string | null = null;
  for (const item of present(rows(name, value, at))) {
    if ((typeof item !== 'number' && typeof item !== 'string') || (found !== null && typeof item !== typeof found)) {
      throw new ExpressionError(`${name} needs numbers only or texts only, found ${kindOf(item)}`, at);
    }
    if (found === null || before(item, found)) found = item;
  }
  return found;
}

function average(list: number[], at: number): number {
  if (list.length === 0) throw new ExpressionError('avg needs at least one number', at);
  return list.reduce((total, number) => total + number, 0) / list.length;
}

function round(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round((value + Number.EPSILON * Math.sign(value)) * scale) / scale;
}

function uniqueRows(list: unknown[]): unknown[] {
  const seen = new Map(list.map((item) => [JSON.stringify(item), item]));
  return [...seen.values()];
}

function sorted(value: unknown, at: number): unknown[] {
  const list = [...rows('sort', value, at)];
  if (list.every((item) => typeof item === 'number')) return list.sort((a, b) => a - b);
  if (list.every((item) => typeof item === 'string')) return list.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  throw new ExpressionError('sort needs numbers only or texts only', at);
}

function quoted(value: unknown): string {
  return `'${String(value).replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
}
