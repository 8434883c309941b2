import { errors } from '../errors.ts';
import { isNode, mapTree, type Node, parseSnowflake, visitTree } from './syntax-tree.ts';

/** What a FROM clause of Snowflake means: names of columns of VALUES, samples by rows, ASOF joins; and GROUP BY ALL beside QUALIFY. */
export function withSources(statement: Node): Node {
  return mapTree(statement, (node) => {
    if (isNode(node.select)) return { select: withSelect(node.select) };
    if (isNode(node.table) && isNode(node.table.table_sample)) return sampled(node, node.table);
    if (isNode(node.table_sample) && Object.keys(node).length === 1) return sampledQuery(node.table_sample);
    if (isNode(node.pivot)) return pivoted(node.pivot);
    if (isNode(node.window_function)) return { window_function: bySequence(node.window_function) };
    return node;
  }) as Node;
}

function withSelect(select: Node): Node {
  const from = isNode(select.from) ? select.from : undefined;
  const sources = ((from?.expressions ?? []) as Node[]).map(named);
  const joins = ((select.joins ?? []) as Node[]).map((join) => asOf({ ...join, this: named(join.this as Node) }));
  const list = (select.expressions ?? []) as Node[];
  if (sources.length === 1 && joins.length === 0 && isGenerator(sources[0]) && list.some((node) => isNode(node.star)))
    throw errors.noColumns();
  const columns = sources.length === 1 && joins.length === 0 ? columnsOf(sources[0]) : undefined;
  const whole: Node = { ...select, ...(from ? { from: { ...from, expressions: sources } } : {}), joins };
  return byPosition(groupedByAll(whole), columns);
}

/** A VALUES without names has COLUMN1, COLUMN2 … */
function named(source: Node): Node {
  const inner = isNode(source.values) ? 'values' : isNode(source.subquery) ? 'subquery' : undefined;
  if (inner === undefined) return source;
  const part = source[inner] as Node;
  const values =
    inner === 'values' ? part : isNode(part.this) && isNode(part.this.values) ? part.this.values : undefined;
  if (!values) return source;
  const width = (((values.expressions as Node[])[0]?.expressions ?? []) as Node[]).length;
  const own = Array.isArray(part.column_aliases) ? part.column_aliases.length : 0;
  if (own > 0 && own !== width) throw errors.unsupported(`${own} names for the ${width} columns of VALUES`);
  if (own > 0) return source;
  const names = Array.from({ length: width }, (_, index) => `COLUMN${index + 1}`).join(', ');
  const alias = isNode(part.alias) ? part.alias : undefined;
  const [parsed] = parseSnowflake(`SELECT 1 FROM (VALUES (1)) AS VALUES_ (${names})`);
  const [template] = (parsed as { select: { from: { expressions: Node[] } } }).select.from.expressions;
  const subquery = (template as { subquery: Node }).subquery;
  return {
    subquery: {
      ...subquery,
      this: { values: { ...values, alias: null, column_aliases: [] } },
      alias: alias ?? subquery.alias,
    },
  };
}

function columnsOf(source: Node | undefined): string[] | undefined {
  const part = isNode(source?.subquery) ? source.subquery : isNode(source?.values) ? source.values : undefined;
  const aliases = part?.column_aliases;
  return Array.isArray(aliases) ? aliases.map((alias) => String((alias as Node).name).toUpperCase()) : undefined;
}

/** `$2` and `v.$2`: columns by their position, of a VALUES. */
function byPosition(select: Node, columns: readonly string[] | undefined): Node {
  const nameAt = (position: number): string => {
    const name = columns?.[position - 1];
    if (name === undefined) throw errors.unsupported(`$${position} of anything but VALUES`);
    return name;
  };
  const [template] = ((parseSnowflake('SELECT A')[0] as { select: Node }).select.expressions ?? []) as Node[];
  const { column } = template as { column: Node };
  return mapTree(select, (node) => {
    if (isNode(node.parameter) && node.parameter.style === 'Dollar')
      return { column: { ...column, name: { ...(column.name as Node), name: nameAt(Number(node.parameter.index)) } } };
    const name = isNode(node.column) && isNode(node.column.name) ? node.column.name : undefined;
    const position = /^\$(\d+)$/.exec(String(name?.name ?? ''))?.[1];
    if (!name || position === undefined) return node;
    return { column: { ...(node.column as Node), name: { ...name, name: nameAt(Number(position)) } } };
  }) as Node;
}

/** `ROW_NUMBER() OVER (ORDER BY SEQ4())` numbers the rows of a GENERATOR as they come. */
function bySequence(window: Node): Node {
  const over = isNode(window.over) ? window.over : undefined;
  const keys = (over?.order_by ?? []) as Node[];
  if (!over || !keys.some(isSequence)) return window;
  return { ...window, over: { ...over, order_by: keys.filter((key) => !isSequence(key)) } };
}

function isSequence({ this: key }: Node): boolean {
  return isNode(key) && isNode(key.function) && /^SEQ[1248]$/i.test(String(key.function.name));
}

function isGenerator(source: Node | undefined): boolean {
  return /"name":"GENERATOR"/i.test(JSON.stringify(source ?? null));
}

/** A sample of rows is a number of them, in no order; of the probabilities, Snowflake's default goes by row. */
function sampled(node: Node, source: Node): Node {
  const sample = source.table_sample as Node;
  if (sample.unit_after_size !== true) return { table: { ...source, table_sample: byProbability(sample) } };
  if (/^(?:Block|System)$/.test(String(sample.method)))
    throw errors.unsupported('SYSTEM or BLOCK with a number of rows');
  if (sample.seed) throw errors.unsupported('SEED with a number of rows');
  const size = (isNode(sample.size) && isNode(sample.size.literal) && sample.size.literal.value) || undefined;
  if (size === undefined) throw errors.unsupported('a sample of an expression');
  const alias = isNode(source.alias) ? source.alias : source.name;
  const [parsed] = parseSnowflake(`SELECT 1 FROM (SELECT * FROM T ORDER BY RANDOM() LIMIT ${Number(size)}) AS A`);
  const [template] = (parsed as { select: { from: { expressions: Node[] } } }).select.from.expressions;
  const bare = isNode(node.table) ? { table: { ...source, table_sample: null, alias: null } } : node;
  const filled = mapTree(template, (item) =>
    isNode(item.table) && isNode(item.table.name) && item.table.name.name === 'T' ? bare : item,
  ) as { subquery: Node };
  return { subquery: { ...filled.subquery, alias: alias ?? filled.subquery.alias } };
}

/** Rows without a match stay, with nulls. */
function asOf(join: Node): Node {
  if (join.kind !== 'AsOf' || !isNode(join.match_condition)) return join;
  const [template] = ((parseSnowflake('SELECT A AND B')[0] as { select: Node }).select.expressions ?? []) as Node[];
  const { and } = template as { and: Node };
  const on = isNode(join.on) ? { and: { ...and, left: join.on, right: join.match_condition } } : join.match_condition;
  return { ...join, kind: 'AsOfLeft', match_condition: null, on };
}

/** DuckDB has no GROUP BY ALL beside QUALIFY: the expressions of the list without an aggregate are written out. */
function groupedByAll(select: Node): Node {
  if (!isNode(select.group_by) || select.group_by.all !== true || !isNode(select.qualify)) return select;
  const bare = ((select.expressions ?? []) as Node[]).map((expression) =>
    isNode(expression.alias) ? (expression.alias.this as Node) : expression,
  );
  return {
    ...select,
    group_by: { ...select.group_by, all: null, expressions: bare.filter((node) => !aggregates(node)) },
  };
}

/** Kinds of nodes that stand for many rows. */
export const AGGREGATE =
  /^(?:sum|avg|count|count_if|min|max|median|mode|stddev\w*|var\w*|list_agg|array_agg|any_value|approx_\w+|percentile_\w+|within_group|max_by|min_by|window_function|aggregate_function|bool\w+|corr|covar\w*|skewness|kurtosis|listagg)$/;

function aggregates(expression: Node): boolean {
  let found = false;
  visitTree(expression, (node) => {
    if (Object.keys(node).some((key) => AGGREGATE.test(key) && isNode(node[key]))) found = true;
  });
  return found;
}

interface Field {
  in: { expressions: [{ pivot_alias: Node }] };
}

/** ROW is BERNOULLI and BLOCK is SYSTEM. */
function byProbability(sample: Node): Node {
  const isBlock = /^(?:Block|System)$/.test(String(sample.method));
  return { ...sample, method: isBlock ? 'System' : 'Bernoulli', explicit_method: true };
}

/** A sample of a subquery: without a seed, which Snowflake has for tables only. */
function sampledQuery({ this: inner, sample }: Node): Node {
  if (!isNode(inner) || !isNode(inner.subquery) || !isNode(sample)) throw errors.unsupported('a sample of this');
  if (sample.seed) throw errors.unsupported('SEED with a subquery');
  if (sample.unit_after_size !== true) return { table_sample: { this: inner, sample: byProbability(sample) } };
  return sampled(inner, { ...inner.subquery, table_sample: sample });
}

/** Columns of a PIVOT are named by its alias, by their own aliases, else by their values as they are written, quotes and all. */
function pivoted(pivot: Node): Node {
  if (Array.isArray(pivot.unpivot) || pivot.unpivot === true) return { pivot };
  if (((pivot.expressions ?? []) as Node[]).some((expression) => isNode(expression.alias)))
    throw errors.unsupported('PIVOT with a name for its aggregate');
  const columns = (Array.isArray(pivot.alias_columns) ? pivot.alias_columns : []) as Node[];
  const fields = ((pivot.fields ?? []) as Node[]).map((field): Node => {
    const list = isNode(field.in) ? ((field.in.expressions ?? []) as Node[]) : [];
    if (list.length === 0 || list.some((node) => 'pivot_any' in node))
      throw errors.unsupported('PIVOT over values that are not constants');
    return { in: { ...(field.in as Node), expressions: list.map(namedAsWritten) } };
  });
  const whole = { pivot: { ...pivot, fields, alias_columns: [] } };
  if (columns.length === 0) return whole;
  const names = columns.map(({ name, quoted }) => (quoted ? `"${name}"` : String(name).toUpperCase())).join(', ');
  const alias = String((pivot.alias as Node).name);
  const [parsed] = parseSnowflake(`SELECT 1 FROM (SELECT * FROM T) AS ${alias} (${names})`);
  const [template] = (parsed as { select: { from: { expressions: Node[] } } }).select.from.expressions;
  return mapTree(template, (node) =>
    isNode(node.table) && isNode(node.table.name) && node.table.name.name === 'T'
      ? { pivot: { ...whole.pivot, alias: null } }
      : node,
  ) as Node;
}

/** A value of a PIVOT under the name that it is written as. */
function namedAsWritten(value: Node): Node {
  const literal = isNode(value.literal) ? value.literal : undefined;
  if (!literal) return value;
  const written = literal.literal_type === 'string' ? `'${literal.value}'` : String(literal.value);
  const [select] = parseSnowflake(
    `SELECT * FROM T PIVOT (SUM(V) FOR M IN ('x' AS "${written.replaceAll('"', '""')}"))`,
  );
  const [field] = (select as { select: { from: { expressions: [{ pivot: { fields: Field[] } }] } } }).select.from
    .expressions[0].pivot.fields;
  return { pivot_alias: { ...field?.in.expressions[0].pivot_alias, this: value } };
}
