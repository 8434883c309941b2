import { errors } from '../errors.ts';
import {
  call,
  castTo,
  expressionOf,
  isNull,
  isNumber,
  literalOf,
  number,
  expressionText as text,
} from './build-nodes.ts';
import { intervalOf, partOf } from './date-parts.ts';
import { added, difference, moment, partNumber, time } from './dates.ts';
import { CALLS, type DialectContext, decimal, element, joined, NUMBER_NULL, object, pathOf } from './dialect.ts';
import { expression, isNode, type Node, visitTree } from './syntax-tree.ts';
import { isDocument } from './variants.ts';

const part = ({ unit, field }: Node): string => String(unit ?? (isNode(field) ? field.Custom : field) ?? '');

/** Expressions that the parser knows by a kind of their own. */
const KINDS: Readonly<Record<string, (node: Node, context: DialectContext) => Node | undefined>> = {
  add: (node, context) => shifted(node, 1) ?? computed('add', node, context),
  sub: (node, context) => shifted(node, -1) ?? computed('sub', node, context),
  mul: (node, context) => computed('mul', node, context),
  div: ({ left, right }, context) => {
    if (isNull(left) || isNull(right)) return NUMBER_NULL;
    const name = hasQuotient(left) || hasQuotient(right) ? 'SF_DIV_ONCE' : 'SF_DIV';
    return call(name, [operand(left, context), operand(right, context)]);
  },
  mod: ({ left, right }, context) => call('SF_MOD', [operand(left, context), operand(right, context)]),
  mod_func: ({ this: left, expression: right }, context) =>
    call('SF_MOD', [operand(left, context), operand(right, context)]),
  concat: ({ left, right }) => joined(left as Node, right as Node),
  eq: (node, context) => compared('eq', node, context),
  neq: (node, context) => compared('neq', node, context),
  lt: (node, context) => compared('lt', node, context),
  lte: (node, context) => compared('lte', node, context),
  gt: (node, context) => compared('gt', node, context),
  gte: (node, context) => compared('gte', node, context),
  add_months: ({ this: value, expression: amount }) => call('SF_ADD_MONTHS', [time(value as Node), amount]),
  array_contains: ({ this: value, expression: array }) => call('SF_CONTAINS', [value, array]),
  array_func: ({ expressions }, context) => CALLS.ARRAY_CONSTRUCT?.(expressions as Node[], context, ''),
  array_size: ({ this: array }) => call('SF_SIZE', [array]),
  avg: (node, context) => {
    const of = (sql: string): Node => aggregated(sql, node, operand(node.this, context));
    return call('SF_AVG', [of('SUM(X)'), of('COUNT(X)')]);
  },
  count: (node, context) => counted(node, context),
  sum: (node, context) =>
    isDocument(node.this, context.documents) ? aggregated('SUM(X)', node, operand(node.this, context)) : undefined,
  max: ({ this: value }, context) => extreme('MAX_BY', value, context),
  min: ({ this: value }, context) => extreme('MIN_BY', value, context),
  like: quantified('like'),
  i_like: quantified('i_like'),
  collation: () => {
    throw errors.unsupported('COLLATE');
  },
  match_recognize: () => {
    throw errors.unsupported('MATCH_RECOGNIZE');
  },
  regexp_like: ({ this: value, pattern, flags }) => (flags ? undefined : call('REGEXP_FULL_MATCH', [value, pattern])),
  date_diff: ({ this: end, expression: start, unit }, context) =>
    difference(String(unit ?? 'day'), start, end, context),
  day_of_week: ({ this: value }, context) => partNumber('dayofweek', value as Node, context),
  week_of_year: ({ this: value }, context) => partNumber('week', value as Node, context),
  ends_with: ({ this: value, expression: end }) => call('SUFFIX', [value, end]),
  extract: (node, context) => partNumber(partOf(part(node)), node.this as Node, context),
  initcap: ({ this: value, delimiters }) => {
    if (delimiters) throw errors.unsupported('INITCAP with delimiters');
    return call('SF_INITCAP', [value]);
  },
  j_s_o_n_extract: ({ this: value, expression: path }) =>
    call('SF_GET', [value, text(pathOf(literalOf(path as Node) ?? ''))]),
  last_day: ({ this: value, unit }, { weekStart }) =>
    String(unit ?? '').toLowerCase() === 'week' ? call('SF_LAST_WEEK', [moment(value), number(weekStart)]) : undefined,
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
  to_number: (node, context) => {
    if (node.format) throw errors.unsupported('TO_NUMBER with a format');
    const args = [node.this, node.precision, node.scale].filter(isNode);
    return decimal('TO_NUMBER', args, isNode(node.safe), context);
  },
  typeof: ({ this: value }) => call('SF_TYPEOF', [plainOf(value)]),
  window_function: (node) => overWindow(node),
};

/** An aggregate of another kind over the same rows: distinct ones, when this one is. */
function aggregated(sql: string, node: Node, argument: unknown): Node {
  const [kind = '', inner] = Object.entries(expressionOf(sql, argument))[0] ?? [];
  return { [kind]: { ...(inner as Node), distinct: node.distinct ?? false } };
}

/** COUNT of a VARIANT leaves out JSON's null; a star of one table counts rows without any null, which is refused. */
function counted(node: Node, { documents }: DialectContext): Node | undefined {
  if (isNode(node.this) && isNode(node.this.star) && isNode((node.this.star as Node).table))
    throw errors.unsupported('COUNT of all columns of a table');
  return isDocument(node.this, documents) ? { count: { ...node, this: call('SF_SQL_NULL', [node.this]) } } : undefined;
}

/** The greatest or least of VARIANTs goes by their value: numbers by number, which a text would not. */
function extreme(name: string, value: unknown, { documents }: DialectContext): Node | undefined {
  return isDocument(value, documents) ? call(name, [value, call('SF_KEY', [value])]) : undefined;
}

/** What TO_VARIANT and a cast to VARIANT were given, whose type is the VARIANT's. */
function plainOf(value: unknown): unknown {
  const inner = isNode(value) && isNode(value.function) ? value.function : undefined;
  return inner?.name === 'SF_JSON' ? ((inner.args ?? []) as Node[])[0] : value;
}

/** `x LIKE ANY ('a', 'b')` is a LIKE for each of them. */
function quantified(kind: 'like' | 'i_like'): (node: Node) => Node | undefined {
  return (node) => {
    if (typeof node.quantifier !== 'string') return undefined;
    const right = node.right as Node;
    const patterns = isNode(right.tuple) ? (right.tuple.expressions as Node[]) : [(right.paren as Node).this as Node];
    const joined = node.quantifier === 'ANY' ? 'or' : 'and';
    const [template] = Object.values(expression(`A ${joined} B`)) as [Node];
    const each = patterns.map((pattern): Node => ({ [kind]: { ...node, right: pattern, quantifier: null } }));
    const whole = each
      .slice(1)
      .reduce((left, item): Node => ({ [joined]: { ...template, left, right: item } }), each[0] as Node);
    return expressionOf('(X)', whole);
  };
}

/** Whether an operand, already translated, divides. */
function hasQuotient(operand: unknown): boolean {
  let found = false;
  visitTree(operand, ({ function: called }) => {
    if (isNode(called) && /^SF_(DIV|AVG|WINDOW_AVG|RATIO)/.test(String(called.name))) found = true;
  });
  return found;
}

/** Aggregates that are wrapped: the window goes to what is inside. RATIO_TO_REPORT is a share of the sum over its window. */
function overWindow(window: Node): Node | undefined {
  const inner = isNode(window.this) && isNode(window.this.function) ? window.this.function : undefined;
  const args = (inner?.args ?? []) as Node[];
  const over = (node: unknown): Node => ({ window_function: { ...window, this: node } });
  switch (String(inner?.name ?? '').toUpperCase()) {
    case 'RATIO_TO_REPORT':
      return call('SF_RATIO', [args[0], over(expressionOf('SUM(X)', args[0]))]);
    case 'SF_AVG':
      // three more digits than its values have, cut off: the pages of AVG and of window functions print so
      return call('SF_WINDOW_AVG', args.map(over));
    case 'SF_LISTAGG':
    case 'SF_ARRAY_AGG':
      return call(String(inner?.name), [over(args[0])]);
    default:
      return undefined;
  }
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

/** A VARIANT among numbers is a number, and a constant has room for 18 digits. */
function operand(node: unknown, { documents }: DialectContext): unknown {
  if (isDocument(node, documents)) return call('SF_NUMBER', [node]);
  return /^\d{1,18}$/.test(literalOf(node as Node) ?? '') && isNumber(node as Node) ? castTo(node, 'BIGINT') : node;
}

function computed(kind: string, node: Node, context: DialectContext): Node {
  // to a date only a small number can be added
  if (kind !== 'mul' && isNumber(node.left as Node) !== isNumber(node.right as Node) && !isLong(node)) {
    const side = (item: unknown): unknown => (isNumber(item as Node) ? item : operand(item, context));
    return { [kind]: { ...node, left: side(node.left), right: side(node.right) } };
  }
  return { [kind]: { ...node, left: operand(node.left, context), right: operand(node.right, context) } };
}

/** A number beyond 32 bits stands on one side. */
function isLong({ left, right }: Node): boolean {
  return [left, right].some((item) => isNumber(item as Node) && /^\d{10,}$/.test(literalOf(item as Node) ?? ''));
}

/** A VARIANT is compared by its value: with a number as a number, with anything else as a text. */
function compared(kind: string, node: Node, context: DialectContext): Node {
  const side = (a: unknown, b: unknown): unknown => {
    if (!isDocument(a, context.documents) || isDocument(b, context.documents)) return a;
    return isNumber(b as Node) ? operand(a, context) : call('SF_TEXT', [a]);
  };
  return { [kind]: { ...node, left: side(node.left, node.right), right: side(node.right, node.left) } };
}

/** An expression with Snowflake's meaning; undefined where DuckDB's is the same. */
export function rewriteKind(node: Node, context: DialectContext): Node | undefined {
  const [kind = '', inner] = Object.entries(node)[0] ?? [];
  return isNode(inner) && Object.keys(node).length === 1 ? KINDS[kind]?.(inner, context) : undefined;
}
