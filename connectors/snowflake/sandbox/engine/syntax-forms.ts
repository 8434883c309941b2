import { errors } from '../errors.ts';
import { literalOf } from './build-nodes.ts';
import { expression, isNode, mapTree, type Node, parseSnowflake } from './syntax-tree.ts';

/** Forms of Snowflake that the parser reads otherwise, or hands through unread: put right, or refused by name. */
export function withForms(statement: Node): Node {
  return mapTree(statement, (node) => {
    if (isNode(node.raw)) throw errors.unsupported(String(node.raw.sql));
    if (isNode(node.select)) return { select: { ...node.select, ...namedTables(node.select) } };
    if (isNode(node.like)) return aliasOutside('like', node.like);
    if (isNode(node.i_like)) return aliasOutside('i_like', node.i_like);
    return node;
  }) as Node;
}

/** `a LIKE ANY ('x') AS v`: the name is that of the whole. */
function aliasOutside(kind: string, like: Node): Node {
  const right = like.right;
  if (!isNode(right) || !isNode(right.alias)) return { [kind]: like };
  return { alias: { ...right.alias, this: { [kind]: { ...like, right: right.alias.this } } } };
}

/** `FROM IDENTIFIER('db.schema.table') AS t` is that table. */
function namedTables(select: Node): Node {
  const from = isNode(select.from) ? select.from : undefined;
  const joins = ((select.joins ?? []) as Node[]).map((join) => ({ ...join, this: tableOf(join.this as Node) }));
  return { ...(from ? { from: { ...from, expressions: (from.expressions as Node[]).map(tableOf) } } : {}), joins };
}

function tableOf(source: Node): Node {
  const outer = isNode(source.alias) ? source.alias : undefined;
  const name = identifierOf(outer ? outer.this : source);
  if (name === undefined) return source;
  const [parsed] = parseSnowflake(`SELECT 1 FROM ${name} AS A`);
  const [found] = (parsed as { select: { from: { expressions: Node[] } } }).select.from.expressions as [
    { table: Node },
  ];
  return { table: { ...found.table, alias: outer ? outer.alias : null, alias_explicit_as: outer !== undefined } };
}

const NAME = /^(?:[A-Za-z_][\w$]*|"(?:[^"]|"")+")(?:\.(?:[A-Za-z_][\w$]*|"(?:[^"]|"")+"))*$/;

function identifierOf(node: unknown): string | undefined {
  const called = isNode(node) && isNode(node.function) ? node.function : undefined;
  if (String(called?.name).toUpperCase() !== 'IDENTIFIER') return undefined;
  const name = literalOf(((called?.args ?? []) as Node[])[0]);
  if (name === undefined || !NAME.test(name)) throw errors.unsupported('IDENTIFIER of anything but a name in quotes');
  return name;
}

/** `SELECT IDENTIFIER('amount')` is that column. */
export function columnOf(called: Node): Node {
  return expression(identifierOf({ function: called }) ?? '');
}
