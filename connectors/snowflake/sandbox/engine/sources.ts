import { errors } from '../errors.ts';
import { isNode, mapTree, type Node, parseSnowflake, visitTree } from './tree.ts';

/** What a FROM clause of Snowflake means: names of columns of VALUES, samples by rows, ASOF joins; and GROUP BY ALL beside QUALIFY. */
export function withSources(statement: Node): Node {
  return mapTree(statement, (node) => {
    if (isNode(node.select)) return { select: withSelect(node.select) };
    if (isNode(node.table) && isNode(node.table.table_sample)) return sampled(node, node.table);
    if (isNode(node.subquery) && isNode(node.subquery.table_sample)) return sampled(node, node.subquery);
    if (isNode(node.pivot) && !Array.isArray(node.pivot.unpivot)) checkPivot(node.pivot);
    return node;
  }) as Node;
}

function withSelect(select: Node): Node {
  const from = isNode(select.from) ? select.from : undefined;
  const sources = ((from?.expressions ?? []) as Node[]).map(named);
  const joins = ((select.joins ?? []) as Node[]).map((join) => asOf({ ...join, this: named(join.this as Node) }));
  const list = (select.expressions ?? []) as Node[];
  if (sources.length === 1 && joins.length === 0 && isGenerator(sources[0]) && list.some((one) => isNode(one.star)))
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
  if (!values || (Array.isArray(part.column_aliases) && part.column_aliases.length > 0)) return source;
  const width = (((values.expressions as Node[])[0]?.expressions ?? []) as Node[]).length;
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
  return Array.isArray(aliases) ? aliases.map((one) => String((one as Node).name).toUpperCase()) : undefined;
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

function isGenerator(source: Node | undefined): boolean {
  return /"name":"GENERATOR"/i.test(JSON.stringify(source ?? null));
}

/** A sample of rows is a number of them, in no order; of the probabilities, Snowflake's default goes by row. */
function sampled(node: Node, source: Node): Node {
  const sample = source.table_sample as Node;
  if (sample.method !== 'Row' && sample.unit_after_size !== true) return node;
  if (sample.seed) throw errors.unsupported('SEED with a number of rows');
  const size = (isNode(sample.size) && isNode(sample.size.literal) && sample.size.literal.value) || undefined;
  if (size === undefined) throw errors.unsupported('a sample of an expression');
  const alias = isNode(source.alias) ? source.alias : source.name;
  const [parsed] = parseSnowflake(`SELECT 1 FROM (SELECT * FROM T ORDER BY RANDOM() LIMIT ${Number(size)}) AS A`);
  const [template] = (parsed as { select: { from: { expressions: Node[] } } }).select.from.expressions;
  const bare = isNode(node.table)
    ? { table: { ...source, table_sample: null, alias: null } }
    : { subquery: { ...source, table_sample: null } };
  const filled = mapTree(template, (one) =>
    isNode(one.table) && isNode(one.table.name) && one.table.name.name === 'T' ? bare : one,
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
  const bare = ((select.expressions ?? []) as Node[]).map((one) =>
    isNode(one.alias) ? (one.alias.this as Node) : one,
  );
  return {
    ...select,
    group_by: { ...select.group_by, all: null, expressions: bare.filter((one) => !aggregates(one)) },
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

/** Columns of a PIVOT are named by the texts of their values, quotes and all, unless they get names. */
function checkPivot(pivot: Node): void {
  const named = Array.isArray(pivot.column_aliases) ? pivot.column_aliases : [];
  const fields = JSON.stringify(pivot.fields ?? []);
  if (named.length === 0 && !/"alias":\{/.test(fields)) throw errors.unsupported('PIVOT without names for its columns');
}
