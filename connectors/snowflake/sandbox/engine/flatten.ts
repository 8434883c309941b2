import { errors } from '../errors.ts';
import { call, expressionText, literalOf } from './build-nodes.ts';
import { pathOf } from './dialect.ts';
import { AGGREGATE } from './from-clause.ts';
import { isNode, mapTree, type Node, parseSnowflake, visitTree } from './syntax-tree.ts';

/** `LATERAL FLATTEN(…) f`, `TABLE(FLATTEN(…)) f` and `TABLE(SPLIT_TO_TABLE(…)) f` as subqueries that give their rows in order. */
export function withFlatten(statement: Node): Node {
  const laterals: { alias: string; keys: string[] }[] = [];
  const changed = mapTree(statement, (node) => {
    const renamed = isNode(node.alias) ? withAlias(node.alias) : undefined;
    if (renamed) return renamed;
    const inner = isNode(node.lateral) ? node.lateral : isNode(node.alias) ? node.alias : undefined;
    const bare = inner === undefined && isNode(node.function) && node.function.name === 'TABLE' ? node : undefined;
    const called = functionIn(bare ?? (inner?.this as Node | undefined));
    if (!called) return node;
    const named = inner?.alias;
    const alias = typeof named === 'string' ? named : String((named as Node | undefined)?.name ?? UNNAMED);
    const isFlatten = called.name === 'FLATTEN';
    const query = isFlatten ? flattened(called.args, statement) : split(called.args, statement);
    const isDeep = /FROM JSON_TREE/.test(query.sql);
    const keys = isDeep
      ? ['SF_PATH_ORDER(#.PATH)']
      : isFlatten
        ? ['CAST(#.THIS AS VARCHAR)', '#.INDEX', '#.KEY']
        : ['#.INDEX'];
    if (has(query.inputs, (input) => isNode(input.column))) laterals.push({ alias, keys });
    return lateral(query.sql, alias, query.inputs);
  }) as Node;
  return laterals.length === 0 ? changed : ordered(changed, laterals);
}

/** Elements come in the order of their array where the query has no other: a join would turn it around. */
function ordered(statement: Node, laterals: readonly { alias: string; keys: string[] }[]): Node {
  const select = isNode(statement.select) ? statement.select : undefined;
  const isPlain = select && !select.order_by && !select.group_by && select.distinct !== true;
  if (!select || !isPlain || has(select.expressions, isAggregate)) return statement;
  const direct = JSON.stringify([select.from, select.joins]);
  const keys = laterals
    .filter(({ alias }) => direct.includes(`"name":"${alias}"`))
    .flatMap(({ alias, keys: own }) => own.map((key) => key.replace('#', alias)));
  if (keys.length === 0) return statement;
  const [parsed] = parseSnowflake(`SELECT 1 FROM T ORDER BY ${keys.join(', ')}`);
  return { select: { ...select, order_by: (parsed as { select: Node }).select.order_by } };
}

function isAggregate(node: Node): boolean {
  return Object.keys(node).some((key) => isNode(node[key]) && AGGREGATE.test(key));
}

const UNNAMED = 'FLATTENED_';

/** `TABLE(…) f`: what is in TABLE was replaced before its name was seen. */
function withAlias({ this: inner, alias, column_aliases: columns }: Node): Node | undefined {
  const kind = isNode(inner) ? Object.keys(inner)[0] : undefined;
  const part = kind !== undefined && isNode(inner) && isNode(inner[kind]) ? (inner[kind] as Node) : undefined;
  if (kind === undefined || (part?.alias as Node | undefined)?.name !== UNNAMED) return undefined;
  return { [kind]: { ...part, alias, column_aliases: columns ?? [] } };
}

interface Query {
  sql: string;
  /** What stands for X in it. */
  inputs: Node;
}

function functionIn(node: Node | undefined): { name: string; args: Node[] } | undefined {
  const outer = isNode(node?.function) ? node.function : undefined;
  if (!outer) return undefined;
  const name = String(outer.name).toUpperCase();
  const args = (outer.args ?? []) as Node[];
  if (name === 'TABLE') return functionIn(args[0]);
  return name === 'FLATTEN' || name === 'SPLIT_TO_TABLE' ? { name, args } : undefined;
}

function flattened(args: Node[], statement: Node): Query {
  const option = (name: string): Node | undefined => {
    const found = args.find(
      (node) =>
        isNode(node.named_argument) && String(((node.named_argument as Node).name as Node).name).toUpperCase() === name,
    );
    return found && ((found.named_argument as Node).value as Node);
  };
  const isTrue = (name: string): boolean =>
    isNode(option(name)?.boolean) && ((option(name) as Node).boolean as Node).value === true;
  const input = option('INPUT') ?? args[0];
  if (!input) throw errors.unsupported('FLATTEN without INPUT');
  const path = literalOf(option('PATH')) ?? '';
  const outer = isTrue('OUTER');
  const whole = path === '' ? input : call('SF_GET', [input, expressionText(pathOf(path))]);
  const mode = (literalOf(option('MODE')) ?? 'BOTH').toUpperCase();
  if (!/^(?:BOTH|ARRAY|OBJECT)$/.test(mode) || (mode !== 'BOTH' && outer))
    throw errors.unsupported(`FLATTEN with MODE ${mode}${outer ? ' and OUTER' : ''}`);
  if (isTrue('RECURSIVE')) return recursive({ input, whole, path, mode, outer }, statement);
  const target = mode === 'BOTH' ? whole : call('SF_ONLY', [whole, expressionText(mode)]);
  const entries = `SF_ENTRIES(X, '${path.replaceAll("'", "''")}', ${outer ? 'TRUE' : 'FALSE'})`;
  return { sql: `${sequence(input, statement)}SF_UNNEST(${entries}, SF_DEPTH)`, inputs: target };
}

/** Every element below, each behind the one that holds it; with MODE only those that are reached through such alone. */
function recursive(
  { input, whole, path, mode, outer }: { input: Node; whole: Node; path: string; mode: string; outer: boolean },
  statement: Node,
): Query {
  if (outer) throw errors.unsupported('FLATTEN with RECURSIVE and OUTER');
  const isIndex = "P.TYPE = 'ARRAY'";
  const columns = [
    `CASE WHEN ${isIndex} THEN NULL ELSE E.KEY END AS KEY`,
    `SF_PATH('${path.replaceAll("'", "''")}', E.FULLKEY) AS PATH`,
    `CASE WHEN ${isIndex} THEN CAST(E.KEY AS BIGINT) END AS INDEX`,
    'E.VALUE AS VALUE',
    'P.VALUE AS THIS',
  ];
  const through = {
    BOTH: '',
    ARRAY: " WHERE NOT CONTAINS(E.FULLKEY, '.')",
    OBJECT: " WHERE NOT CONTAINS(E.FULLKEY, '[')",
  };
  const tables = 'JSON_TREE(SF_JSON(X)) AS E JOIN JSON_TREE(SF_JSON(X)) AS P ON E.PARENT = P.ID';
  const sql = `${sequence(input, statement)}${columns.join(', ')} FROM ${tables}${through[mode as keyof typeof through]} ORDER BY SF_PATH_ORDER(E.FULLKEY)`;
  return { sql, inputs: whole };
}

function split(args: Node[], statement: Node): Query {
  const input = call('SF_SPLIT', args);
  return { sql: `${sequence(input, statement)}SF_UNNEST(SF_PARTS(X), SF_DEPTH)`, inputs: input };
}

/** SEQ counts the rows of the input: known for one row, and not asked for here otherwise. */
function sequence(input: Node, statement: Node): string {
  if (!has(input, (node) => isNode(node.column))) return '1 AS SEQ, ';
  const asks = has(
    statement,
    (node) => isNode(node.star) || (isNode(node.column) && /^seq$/i.test(String((node.column.name as Node).name))),
  );
  if (asks) throw errors.unsupported('SEQ of FLATTEN over several rows; name the other columns');
  return '';
}

function has(tree: unknown, test: (node: Node) => boolean): boolean {
  let found = false;
  visitTree(tree, (node) => {
    if (!found && test(node)) found = true;
  });
  return found;
}

function lateral(sql: string, alias: string, input: Node): Node {
  // what needs no other table is none of LATERAL's
  const word = has(input, (node) => isNode(node.column)) ? 'LATERAL ' : '';
  const [parsed] = parseSnowflake(`SELECT 1 FROM T, ${word}(SELECT ${sql}) AS ${alias}`);
  const { from, joins } = (parsed as { select: { from: { expressions: Node[] }; joins: Node[] } }).select;
  const part = from.expressions[1] ?? joins[0]?.this;
  return mapTree(part, (node) =>
    isNode(node.column) && (node.column.name as Node).name === 'X' ? { ...input } : node,
  ) as Node;
}
