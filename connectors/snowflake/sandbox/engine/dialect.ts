import { errors } from '../errors.ts';
import { formatOf, intervalOf, partOf } from './parts.ts';
import { expression, isNode, type Node } from './tree.ts';

/** What the functions need of the session. */
export interface DialectContext {
  /** The session parameter WEEK_START, 0 to 7. */
  weekStart: number;
}

export function call(name: string, args: unknown[]): Node {
  return { function: { ...(expression('F(1)') as { function: Node }).function, name, args } };
}

export function literalOf(node: Node | undefined): string | undefined {
  const literal = node && isNode(node.literal) ? node.literal.value : undefined;
  return typeof literal === 'string' ? literal : undefined;
}

/** A text as an expression. */
export const expressionText = (value: string): Node =>
  expression(`'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`);

const number = (value: number): Node => expression(String(value));
const text = expressionText;
const isText = (node: Node | undefined): boolean =>
  isNode(node?.literal) && (node.literal as Node).literal_type === 'string';
const isNumber = (node: Node | undefined): boolean =>
  isNode(node?.literal) && (node.literal as Node).literal_type === 'number';

/** A text where a time is expected is a TIMESTAMP_NTZ. */
const time = (node: Node): Node => (isText(node) ? call('SF_NTZ', [node]) : node);

function list(items: readonly unknown[]): Node {
  const { array_func: inner } = expression('[1]') as { array_func: Node };
  return { array_func: { ...inner, expressions: items } };
}

function castTo(node: unknown, type: string, kind: 'CAST' | 'TRY_CAST' = 'CAST'): Node {
  const [root = '', cast] = Object.entries(expression(`${kind}(X AS ${type})`))[0] ?? [];
  return { [root]: { ...(cast as Node), this: node } };
}

/** The name of a part of a date, as a word or as a text. */
function wordOf(node: Node | undefined): string {
  const word = node && isNode(node.var) ? node.var.this : undefined;
  const column = node && isNode(node.column) ? (node.column.name as Node).name : undefined;
  return String(word ?? column ?? literalOf(node) ?? '');
}

function truncated(part: string, value: Node, { weekStart }: DialectContext): Node {
  if (part === 'week') return call('SF_TRUNC_WEEK_FROM', [time(value), number(weekStart)]);
  if (part === 'weekiso') return call('SF_TRUNC_WEEK', [time(value)]);
  if (!/^(?:year|quarter|month|day|hour|minute|second|millisecond|microsecond)$/.test(part))
    throw errors.notAPart(part);
  return call(`SF_TRUNC_${part.toUpperCase()}`, [time(value)]);
}

function added(part: string, amount: unknown, value: Node): Node {
  if (!/^(?:year|quarter|month|week|day|hour|minute|second|millisecond|microsecond)$/.test(part))
    throw errors.notAPart(part);
  return call(`SF_ADD_${part.toUpperCase()}`, [amount, time(value)]);
}

function difference(word: string, start: unknown, end: unknown, { weekStart }: DialectContext): Node {
  const part = partOf(word);
  if (/iso|^dayof|^yearof|^epoch/.test(part)) throw errors.notAPart(word);
  return call(`SF_DIFF_${part.toUpperCase()}`, [start, end, ...(part === 'week' ? [number(weekStart)] : [])]);
}

function partNumber(part: string, value: Node, context: DialectContext): Node {
  if (part === 'dayofweek') return call('SF_DAYOFWEEK', [time(value), number(context.weekStart)]);
  if (part === 'week' || part === 'yearofweek') weekOfYear(part, context);
  const duck = DUCK_PARTS[part] ?? part;
  return castTo(call(duck, [time(value)]), 'BIGINT');
}

const DUCK_PARTS: Readonly<Record<string, string>> = {
  dayofweekiso: 'ISODOW',
  dayofyear: 'DAYOFYEAR',
  week: 'WEEK',
  weekiso: 'WEEK',
  yearofweek: 'ISOYEAR',
  yearofweekiso: 'ISOYEAR',
  epoch_second: 'EPOCH',
  epoch_millisecond: 'EPOCH_MS',
  epoch_microsecond: 'EPOCH_US',
};

/** Weeks of a year are counted from Monday; another start of the week would count others. */
function weekOfYear(what: string, { weekStart }: DialectContext): void {
  if (weekStart > 1) throw errors.unsupported(`${what.toUpperCase()} with WEEK_START ${weekStart}`);
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

function decimal(name: string, args: Node[], trying: boolean): Node {
  const [value, precision, scale] = args as [Node, Node?, Node?];
  if (isText(precision)) throw errors.unsupported(`${name} with a format`);
  const type = `DECIMAL(${literalOf(precision) ?? 38}, ${literalOf(scale) ?? 0})`;
  const plain = isDocument(value) ? call('SF_TEXT', [value]) : value;
  return castTo(plain, type, trying ? 'TRY_CAST' : 'CAST');
}

/** A path behind a colon as DuckDB writes it: `a.b[0]` is `$."a"."b"[0]`. */
export function pathOf(path: string): string {
  return `$${path.replace(/\.?(?:"([^"]*)"|\['([^']*)'\]|(\[\d+\])|([^.[\]"]+))/g, (_, quoted, bracket, index, word) => index ?? `."${quoted ?? bracket ?? word}"`)}`;
}

function element(value: unknown, index: Node | undefined): Node {
  const key = literalOf(index);
  if (key === undefined) throw errors.unsupported('an element by an expression');
  return call('SF_GET', [value, text(isNumber(index) ? `$[${key}]` : `$."${key}"`)]);
}

/** True for an expression that is a VARIANT, as far as its form tells. */
export function isDocument(node: unknown): boolean {
  if (!isNode(node)) return false;
  if (isNode(node.map_func)) return true;
  if (isNode(node.column)) return String((node.column.name as Node).name).toUpperCase() === 'VALUE';
  return isNode(node.function) && DOCUMENTS.has(String(node.function.name).toUpperCase());
}

const DOCUMENTS = new Set(
  'SF_GET SF_JSON SF_OBJECT SF_ARRAY SF_KEYS SF_SPLIT SF_CAT SF_TRY_PARSE SF_ARRAY_AGG SF_PARSE'.split(' '),
);

type Rewrite = (args: Node[], context: DialectContext, name: string) => Node | undefined;

const substring: Rewrite = ([value, from, count]) => call('SF_SUBSTR', [value, from, count ?? number(2_147_483_647)]);

const padded =
  (macro: string): Rewrite =>
  ([value, count, pad]) =>
    call(macro, [value, count, pad ?? text(' ')]);

const CALLS: Readonly<Record<string, Rewrite>> = {
  ADD_MONTHS: ([value, amount]) => call('SF_ADD_MONTHS', [time(value as Node), amount]),
  ARRAY_CAT: (args) => call('SF_CAT', args),
  ARRAY_CONSTRUCT: (args) => call('SF_ARRAY', [list(args.map((one) => call('SF_ITEM', [one])))]),
  ARRAY_TO_STRING: (args) => call('SF_JOIN', args),
  BITXOR: (args) => call('XOR', args),
  CONCAT: (args) => args.slice(1).reduce((left, right) => call('SF_CONCAT', [left, right]), call('SF_TEXT', [args[0]])),
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
  DIV0: ([a, b]) => call('SF_DIV0', [a, b, expression('FALSE')]),
  DIV0NULL: ([a, b]) => call('SF_DIV0', [a, b, expression('TRUE')]),
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
    if (options !== undefined) throw errors.unsupported('REGEXP_COUNT with parameters');
    return call('SF_REGEXP_COUNT', [value, pattern, from ?? number(1)]);
  },
  REGEXP_LIKE: ([value, pattern, options]) => {
    if (options !== undefined) throw errors.unsupported('REGEXP_LIKE with parameters');
    return call('REGEXP_FULL_MATCH', [value, pattern]);
  },
  REGEXP_REPLACE: (args) => {
    if (args.length > 3) throw errors.unsupported('REGEXP_REPLACE with a position');
    return args.length === 2 ? call('REGEXP_REPLACE', [...args, text('')]) : undefined;
  },
  REGEXP_SUBSTR: ([value, pattern, from, which, options, group]) => {
    const flags = literalOf(options) ?? (options === undefined ? 'c' : '?');
    if (!/^[cei]*$/.test(flags)) throw errors.unsupported('REGEXP_SUBSTR with these parameters');
    const wanted = group ?? number(flags.includes('e') ? 1 : 0);
    const args = [value, pattern, from ?? number(1), which ?? number(1), wanted, text(flags.includes('i') ? 'i' : 'c')];
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
  TO_DOUBLE: ([value]) => castTo(isDocument(value) ? call('SF_TEXT', [value]) : value, 'DOUBLE'),
  TO_VARIANT: (args) => call('SF_JSON', args),
  TRY_PARSE_JSON: (args) => call('SF_TRY_PARSE', args),
  TRY_TO_DOUBLE: ([value]) => castTo(value, 'DOUBLE', 'TRY_CAST'),
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

function object(member: string, args: Node[]): Node {
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
  if (name === 'TRY_TO_DATE') return parsed(name, args, (value) => castTo(value, 'DATE', 'TRY_CAST'), true);
  if (/^(?:TRY_)?TO_(?:NUMBER|DECIMAL|NUMERIC)$/.test(name)) return decimal(name, args, trying);
  return CALLS[ALIASES[name] ?? name]?.(args, context, name);
}

const part = (node: Node): string => String(node.unit ?? node.field ?? '').replace(/([a-z])([A-Z])/g, '$1$2');

/** Expressions that the parser knows by a kind of their own. */
const KINDS: Readonly<Record<string, (node: Node, context: DialectContext) => Node | undefined>> = {
  add: (node) => shifted(node, 1) ?? computed('add', node),
  sub: (node) => shifted(node, -1) ?? computed('sub', node),
  mul: (node) => computed('mul', node),
  div: ({ left, right }) => call('SF_DIV', [operand(left), operand(right)]),
  mod_func: ({ this: left, expression: right }) => call('MOD', [operand(left), operand(right)]),
  concat: ({ left, right }) => call('SF_CONCAT', [left, right]),
  eq: (node) => compared('eq', node),
  neq: (node) => compared('neq', node),
  lt: (node) => compared('lt', node),
  lte: (node) => compared('lte', node),
  gt: (node) => compared('gt', node),
  gte: (node) => compared('gte', node),
  add_months: ({ this: value, expression: amount }) => call('SF_ADD_MONTHS', [time(value as Node), amount]),
  array_contains: ({ this: value, expression: array }) => call('SF_CONTAINS', [value, array]),
  array_func: ({ expressions }) => CALLS.ARRAY_CONSTRUCT?.(expressions as Node[], { weekStart: 0 }, ''),
  array_size: ({ this: array }) => call('SF_SIZE', [array]),
  avg: (node) => call('SF_SCALED', [{ avg: node }, call('ANY_VALUE', [call('SF_SCALE', [node.this])])]),
  date_diff: ({ this: end, expression: start, unit }, context) =>
    difference(String(unit ?? 'day'), start, end, context),
  day_of_week: ({ this: value }, context) => partNumber('dayofweek', value as Node, context),
  ends_with: ({ this: value, expression: end }) => call('SUFFIX', [value, end]),
  extract: (node, context) => partNumber(partOf(part(node)), node.this as Node, context),
  initcap: ({ this: value, delimiters }) => {
    if (delimiters) throw errors.unsupported('INITCAP with delimiters');
    return call('SF_INITCAP', [value]);
  },
  j_s_o_n_extract: ({ this: value, expression: path }) =>
    call('SF_GET', [value, text(pathOf(literalOf(path as Node) ?? ''))]),
  last_day: ({ this: value, unit }, { weekStart }) =>
    String(unit ?? '').toLowerCase() === 'week' ? call('SF_LAST_WEEK', [value, number(weekStart)]) : undefined,
  list_agg: (node) =>
    call('SF_LISTAGG', [{ list_agg: { ...node, separator: isNode(node.separator) ? node.separator : text('') } }]),
  within_group: (node) => {
    const inner = isNode(node.this) && isNode(node.this.function) ? node.this.function : undefined;
    if (!inner || !/^SF_(?:LISTAGG|ARRAY_AGG)$/.test(String(inner.name))) return undefined;
    return call(String(inner.name), [{ within_group: { ...node, this: ((inner.args ?? []) as Node[])[0] } }]);
  },
  array_agg: (node) => call('SF_ARRAY_AGG', [{ array_agg: node }]),
  map_func: (node) => {
    const [keys, values] = [(node.keys ?? []) as Node[], (node.values ?? []) as Node[]];
    return node.curly_brace_syntax
      ? object(
          'SF_MEMBER',
          keys.flatMap((key, index) => [key, values[index] as Node]),
        )
      : undefined;
  },
  parse_json: ({ this: value }) => call('SF_PARSE', [value]),
  months_between: ({ this: end, expression: start }) => call('SF_MONTHS_BETWEEN', [end, start]),
  starts_with: ({ this: value, expression: start }) => call('PREFIX', [value, start]),
  subscript: ({ this: value, index }) => element(value, index as Node),
  substring: ({ this: value, start, length }) => call('SF_SUBSTR', [value, start, length ?? number(2_147_483_647)]),
  to_number: (node) => {
    if (node.format) throw errors.unsupported('TO_NUMBER with a format');
    const args = [node.this, node.precision, node.scale].filter(isNode);
    return decimal('TO_NUMBER', args, isNode(node.safe));
  },
  typeof: ({ this: value }) => call('SF_TYPEOF', [value]),
  window_function: (node) => overWindow(node),
};

/** Aggregates that are wrapped: the window goes to what is inside. RATIO_TO_REPORT is a share of the sum over its window. */
function overWindow(window: Node): Node | undefined {
  const inner = isNode(window.this) && isNode(window.this.function) ? window.this.function : undefined;
  const args = (inner?.args ?? []) as Node[];
  const over = (node: unknown): Node => ({ window_function: { ...window, this: node } });
  switch (String(inner?.name ?? '').toUpperCase()) {
    case 'RATIO_TO_REPORT':
      return call('SF_DIV', [args[0], over(expressionOf('SUM(X)', args[0]))]);
    case 'SF_SCALED':
      return call('SF_SCALED', [over(args[0]), call('SF_SCALE', [((args[0] as Node).avg as Node).this])]);
    case 'SF_LISTAGG':
    case 'SF_ARRAY_AGG':
      return call(String(inner?.name), [over(args[0])]);
    default:
      return undefined;
  }
}

function expressionOf(sql: string, argument: unknown): Node {
  const [kind = '', inner] = Object.entries(expression(sql))[0] ?? [];
  return { [kind]: { ...(inner as Node), this: argument } };
}

function shifted({ left, right }: Node, sign: 1 | -1): Node | undefined {
  if (!isNode(right) || !isNode(right.interval)) return undefined;
  const { this: amount, unit } = right.interval as Node;
  const written = literalOf(amount as Node);
  if (written === undefined) throw errors.unsupported('INTERVAL of an expression');
  const word = isNode(unit)
    ? String((unit as Node).unit ?? (isNode(unit.simple) ? (unit.simple as Node).unit : ''))
    : '';
  return intervalOf(word === '' ? written : `${written} ${word}`).reduce(
    (value, [count, name]) => added(name, number(Number(count) * sign), value),
    left as Node,
  );
}

const operand = (node: unknown): unknown => (isDocument(node) ? call('SF_NUMBER', [node]) : node);

function computed(kind: string, node: Node): Node {
  return { [kind]: { ...node, left: operand(node.left), right: operand(node.right) } };
}

/** A VARIANT is compared by its value: with a number as a number, with anything else as a text. */
function compared(kind: string, node: Node): Node {
  const side = (one: unknown, other: unknown): unknown => {
    if (!isDocument(one) || isDocument(other)) return one;
    return isNumber(other as Node) ? operand(one) : call('SF_TEXT', [one]);
  };
  return { [kind]: { ...node, left: side(node.left, node.right), right: side(node.right, node.left) } };
}

/** An expression with Snowflake's meaning; undefined where DuckDB's is the same. */
export function rewriteKind(node: Node, context: DialectContext): Node | undefined {
  const [kind = '', inner] = Object.entries(node)[0] ?? [];
  return isNode(inner) && Object.keys(node).length === 1 ? KINDS[kind]?.(inner, context) : undefined;
}

/** Casts: texts as Snowflake writes them, times without their zone, documents by their value. */
export function rewriteCast(node: Node): Node | undefined {
  const root = isNode(node.cast) ? 'cast' : isNode(node.try_cast) ? 'try_cast' : undefined;
  if (root === undefined) return undefined;
  const cast = node[root] as Node;
  const type = cast.to as Node;
  const name = String(type.name ?? type.data_type ?? '').toUpperCase();
  if (name === 'TIMESTAMP' && type.timezone === true) throw errors.unsupported('TIMESTAMP_TZ');
  if (/^(?:VARIANT|OBJECT|ARRAY|JSON)$/.test(name)) return call('SF_JSON', [cast.this]);
  if (/^(?:TEXT|VAR_CHAR|CHAR|STRING)$/.test(name)) {
    const textual = call('SF_TEXT', [cast.this]);
    return type.length === undefined || type.length === null ? textual : { [root]: { ...cast, this: textual } };
  }
  const trying = root === 'try_cast' ? 'TRY_' : '';
  if (/^(?:TIMESTAMP|TIMESTAMPNTZ)$/.test(name)) return call(`SF_${trying}NTZ`, [cast.this]);
  if (name === 'TIMESTAMPLTZ') return call(`SF_${trying}LTZ`, [cast.this]);
  if (root === 'cast' && name === 'DATE') return call('SF_DATE', [cast.this]);
  return isDocument(cast.this) ? { [root]: { ...cast, this: call('SF_TEXT', [cast.this]) } } : undefined;
}
