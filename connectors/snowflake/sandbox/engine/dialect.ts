import { errors } from '../errors.ts';
import {
  call,
  castTo,
  isNull,
  isNumber,
  isText,
  list,
  literalOf,
  number,
  expressionText as text,
} from './build-nodes.ts';
import { formatOf, partOf } from './date-parts.ts';
import { added, difference, partNumber, time, truncated, wordOf } from './dates.ts';
import { expression, isNode, type Node } from './syntax-tree.ts';
import { isDocument } from './variants.ts';

/** What the functions need of the session. */
export interface DialectContext {
  /** The session parameter WEEK_START, 0 to 7. */
  weekStart: number;
  /** The session parameter WEEK_OF_YEAR_POLICY, 0 or 1. */
  weekOfYearPolicy: number;
  /** Columns that hold VARIANTs. */
  documents: ReadonlySet<string>;
}

function parsed(name: string, args: Node[], whole: (value: Node) => Node, trying: boolean): Node {
  const [value, format] = args as [Node, Node | undefined];
  if (format === undefined) return whole(value);
  if (isNumber(format)) return call('SF_SCALED_TIME', [value, format]);
  const pattern = literalOf(format);
  if (pattern === undefined) throw errors.unsupported(`${name} with a format that is not a constant`);
  if (/^auto$/i.test(pattern)) return whole(value);
  const kind = name.endsWith('DATE') ? 'DATE' : 'TIME';
  return call(`SF_${trying ? 'TRY_' : ''}PARSE_${kind}`, [value, text(formatOf(pattern).replace('%g', '%f'))]);
}

/** A number of a text or of another number, by its precision and scale. */
export function decimal(name: string, args: Node[], trying: boolean, { documents }: DialectContext): Node {
  const [value, precision, scale] = args as [Node, Node?, Node?];
  if (isText(precision)) throw errors.unsupported(`${name} with a format`);
  const type = `DECIMAL(${literalOf(precision) ?? 38}, ${literalOf(scale) ?? 0})`;
  const plain = isDocument(value, documents) ? call('SF_TEXT', [value]) : value;
  return castTo(call(trying ? 'SF_TRY_DIGITS' : 'SF_DIGITS', [plain]), type, trying ? 'TRY_CAST' : 'CAST');
}

/** A path behind a colon as DuckDB writes it: `a.b[0]` is `$."a"."b"[0]`. */
export function pathOf(path: string): string {
  return `$${path.replace(/\.?(?:\[?"([^"]*)"\]?|\['([^']*)'\]|(\[\d+\])|([^.[\]"]+))/g, (_, quoted, bracket, index, word) => index ?? `."${quoted ?? bracket ?? word}"`)}`;
}

export function element(value: unknown, index: Node | undefined): Node {
  const key = literalOf(index);
  if (key === undefined) throw errors.unsupported('an element by an expression');
  return call('SF_GET', [value, text(isNumber(index) ? `$[${key}]` : `$."${key}"`)]);
}

/** What is asked of a regular expression besides its pattern: only whether case matters is known here. */
function flags(name: string, options: Node | undefined): Node {
  const given = literalOf(options) ?? (options === undefined ? 'c' : '?');
  if (!(name === 'REGEXP_SUBSTR' ? /^[cei]*$/ : /^[ci]*$/).test(given))
    throw errors.unsupported(`${name} with these parameters`);
  return text(given.lastIndexOf('i') > given.lastIndexOf('c') ? 'i' : 'c');
}

/** The macro of a regular expression with its flag, which DuckDB wants as a constant. */
const flagged = (name: string, options: Node | undefined): string =>
  `SF_${name}_${literalOf(flags(name, options))?.toUpperCase()}`;

/** NULL as a number. */
export const NUMBER_NULL: Node = castTo(expression('NULL'), 'DECIMAL(38, 6)');

type Rewrite = (args: Node[], context: DialectContext, name: string) => Node | undefined;

const substring: Rewrite = ([value, from, count]) => call('SF_SUBSTR', [value, from, count ?? number(2_147_483_647)]);

const padded =
  (macro: string): Rewrite =>
  ([value, count, pad]) =>
    call(macro, [value, count, pad ?? text(' ')]);

/** What is a text already stays: `SF_TEXT` repeats its argument, and so would multiply with each further part. */
function textual(value: Node): Node {
  const { name } = isNode(value.function) ? value.function : {};
  return isText(value) || name === 'SF_CONCAT' || name === 'SF_TEXT' ? value : call('SF_TEXT', [value]);
}

export const joined = (left: Node, right: Node): Node => call('SF_CONCAT', [textual(left), textual(right)]);

export const CALLS: Readonly<Record<string, Rewrite>> = {
  ADD_MONTHS: ([value, amount]) => call('SF_ADD_MONTHS', [time(value as Node), amount]),
  ARRAY_CAT: (args) => call('SF_CAT', args),
  ARRAY_CONSTRUCT: (args) => call('SF_ARRAY', [list(args.map((node) => call('SF_ITEM', [node])))]),
  ARRAY_TO_STRING: (args) => call('SF_JOIN', args),
  BITXOR: (args) => call('XOR', args),
  CONCAT: (args) => args.slice(1).reduce(joined, textual(args[0] as Node)),
  CONCAT_WS: ([separator, ...parts], context, name) =>
    CALLS.CONCAT?.(
      parts.flatMap((part, index) => (index === 0 ? [part] : [separator as Node, part])),
      context,
      name,
    ),
  COUNT: (args) =>
    args.length > 1
      ? call('COUNT', [args.slice(1).reduce((left, right) => call('SF_BOTH', [left, right]), args[0] as Node)])
      : undefined,
  CBRT: (args) => call('SF_CBRT', args),
  CONVERT_TIMEZONE: ({ length }) => {
    if (length < 3) throw errors.unsupported('CONVERT_TIMEZONE with two arguments (TIMESTAMP_TZ)');
    return undefined;
  },
  DATE: (args, _, name) => parsed(`${name}`, args, (value) => call('SF_DATE', [value]), false),
  DATEDIFF: ([part, start, end], context) => difference(wordOf(part), start, end, context),
  DATEADD: ([part, amount, value]) => added(partOf(wordOf(part)), amount, value as Node),
  DATE_PART: ([part, value], context) => partNumber(partOf(wordOf(part)), value as Node, context),
  DATE_TRUNC: ([part, value], context) => truncated(partOf(wordOf(part)), value as Node, context),
  DIV0: ([a, b]) => (isNull(a) || isNull(b) ? NUMBER_NULL : call('SF_DIV0', [a, b, expression('FALSE')])),
  DIV0NULL: ([a, b]) =>
    isNull(a) ? NUMBER_NULL : isNull(b) ? call('SF_ZERO', [a]) : call('SF_DIV0', [a, b, expression('TRUE')]),
  GET: ([value, index]) => element(value, index),
  GET_PATH: ([value, path]) => call('SF_GET', [value, text(pathOf(literalOf(path) ?? ''))]),
  HAVERSINE: (args) => call('SF_HAVERSINE', args),
  HEX_ENCODE: ([value, small]) => {
    if (small !== undefined) throw errors.unsupported('HEX_ENCODE with a case');
    return call('SF_HEX', [value]);
  },
  IS_NULL_VALUE: (args) => call('SF_IS_NULL_VALUE', args),
  LEFT: (args) => call('SF_LEFT', args),
  LPAD: padded('SF_LPAD'),
  OBJECT_CONSTRUCT: (args) => object('SF_MEMBER', args),
  OBJECT_CONSTRUCT_KEEP_NULL: (args) => object('SF_MEMBER_OR_NULL', args),
  OBJECT_KEYS: (args) => call('SF_KEYS', args),
  REGEXP_COUNT: ([value, pattern, from, options]) => {
    return call(flagged('REGEXP_COUNT', options), [value, pattern, from ?? number(1)]);
  },
  REGEXP_INSTR: ([value, pattern, from, which, end, options, group]) => {
    if (group !== undefined) throw errors.unsupported('REGEXP_INSTR of a group');
    const args = [value, pattern, from ?? number(1), which ?? number(1), end ?? number(0)];
    return call(flagged('REGEXP_INSTR', options), args);
  },
  REGEXP_LIKE: ([value, pattern, options]) => {
    return call('REGEXP_FULL_MATCH', [value, pattern, flags('REGEXP_LIKE', options)]);
  },
  REGEXP_REPLACE: ([value, pattern, replacement, from, which, options]) => {
    const count = literalOf(which) ?? (which === undefined ? '0' : undefined);
    if (count === undefined) throw errors.unsupported('REGEXP_REPLACE of an occurrence that is not a constant');
    if (count !== '0') {
      if (/\^|\$|\\B/.test(literalOf(pattern) ?? '^'))
        throw errors.unsupported('REGEXP_REPLACE of one occurrence of a pattern that is bound to a place');
      return call(flagged('REGEXP_REPLACE_ONE', options), [
        value,
        pattern,
        replacement ?? text(''),
        from ?? number(1),
        which,
      ]);
    }
    return call(flagged('REGEXP_REPLACE', options), [value, pattern, replacement ?? text(''), from ?? number(1)]);
  },
  REGEXP_SUBSTR: ([value, pattern, from, which, options, group]) => {
    const wanted = group ?? number(literalOf(options)?.includes('e') ? 1 : 0);
    const args = [value, pattern, from ?? number(1), which ?? number(1), wanted, flags('REGEXP_SUBSTR', options)];
    return call('SF_REGEXP_SUBSTR', args);
  },
  RIGHT: (args) => call('SF_RIGHT', args),
  RPAD: padded('SF_RPAD'),
  SHA2: ([value, bits]) => {
    if (bits !== undefined && literalOf(bits) !== '256') throw errors.unsupported('SHA2 of other sizes than 256');
    return call('SHA256', [value]);
  },
  SPLIT: (args) => call('SF_SPLIT', args),
  SQUARE: ([value]) => call('POWER', [value, number(2)]),
  SUBSTR: substring,
  SUBSTRING: substring,
  TIME: ([value]) => castTo(value, 'TIME'),
  TIME_SLICE: (args) => call('SF_LIKE', [call('TIME_SLICE', args), args[0]]),
  TO_DOUBLE: ([value], { documents }) =>
    castTo(call('SF_REAL', [isDocument(value, documents) ? call('SF_TEXT', [value]) : value]), 'DOUBLE'),
  TO_VARIANT: (args) => call('SF_JSON', args),
  TRY_PARSE_JSON: (args) => call('SF_TRY_PARSE', args),
  TRY_TO_BOOLEAN: ([value]) => castTo(value, 'BOOLEAN', 'TRY_CAST'),
  TRY_TO_DOUBLE: ([value]) => castTo(call('SF_TRY_REAL', [value]), 'DOUBLE', 'TRY_CAST'),
  TRY_TO_TIME: ([value]) => castTo(value, 'TIME', 'TRY_CAST'),
  TRUNC: (args, context) =>
    isText(args[1]) ? truncated(partOf(wordOf(args[1])), args[0] as Node, context) : undefined,
  WEEK: (args, context) => partNumber('week', args[0] as Node, context),
  WIDTH_BUCKET: (args) => call('SF_WIDTH_BUCKET', args),
  YEAROFWEEK: (args, context) => partNumber('yearofweek', args[0] as Node, context),
};

const ALIASES: Readonly<Record<string, string>> = {
  TIMEADD: 'DATEADD',
  TIMEDIFF: 'DATEDIFF',
  TIMESTAMPDIFF: 'DATEDIFF',
  TIMESTAMPADD: 'DATEADD',
  TO_DATE: 'DATE',
  TO_TIME: 'TIME',
  WEEKOFYEAR: 'WEEK',
  TRUNCATE: 'TRUNC',
};

export function object(member: string, args: Node[]): Node {
  const members: Node[] = [];
  for (let index = 0; index + 1 < args.length; index += 2) members.push(call(member, [args[index], args[index + 1]]));
  return call('SF_OBJECT', [list(members)]);
}

/** A call of one of Snowflake's functions, with the meaning that its documentation gives; undefined where DuckDB's is the same. */
export function rewriteFunction(name: string, args: Node[], context: DialectContext): Node | undefined {
  const trying = name.startsWith('TRY_');
  if (/^(?:TRY_)?TO_TIMESTAMP_TZ$/.test(name)) throw errors.unsupported('TIMESTAMP_TZ');
  if (/^(?:TRY_)?TO_TIMESTAMP_LTZ$/.test(name))
    return parsed(name, args, (value) => call(trying ? 'SF_TRY_LTZ' : 'SF_LTZ', [value]), trying);
  if (/^(?:TRY_)?TO_TIMESTAMP(?:_NTZ)?$/.test(name))
    return parsed(name, args, (value) => call(trying ? 'SF_TRY_NTZ' : 'SF_NTZ', [value]), trying);
  if (name === 'TRY_TO_DATE') return parsed(name, args, (value) => call('SF_TRY_DATE', [value]), true);
  if (/^(?:TRY_)?TO_(?:NUMBER|DECIMAL|NUMERIC)$/.test(name)) return decimal(name, args, trying, context);
  return CALLS[ALIASES[name] ?? name]?.(args, context, name);
}
