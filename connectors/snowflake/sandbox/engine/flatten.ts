import { isNode, mapTree, type Node, parseSnowflake } from './tree.ts';

/** `LATERAL FLATTEN(…) f` and `TABLE(FLATTEN(…)) f` as a subquery over DuckDB's own function. */
export function withFlatten(statement: Node): Node {
  return mapTree(statement, (node) => {
    const inner = isNode(node.lateral) ? node.lateral : isNode(node.alias) ? node.alias : undefined;
    const target = inner && isNode(inner.this) ? flattenArgument(inner.this) : undefined;
    if (!inner || !target) return node;
    const alias =
      typeof inner.alias === 'string' ? inner.alias : String((inner.alias as Node | undefined)?.name ?? 'F');
    const [lateral] = parseSnowflake(
      `SELECT 1 FROM T, LATERAL (SELECT 1 AS SEQ, KEY, PATH, CASE WHEN KEY RLIKE '[0-9]+' THEN KEY::INT END AS INDEX, VALUE FROM JSON_EACH(X)) AS ${alias}`,
    );
    const { from, joins } = (lateral as { select: { from: { expressions: Node[] }; joins: Node[] } }).select;
    const part = from.expressions[1] ?? joins[0]?.this;
    return mapTree(part, (one) => (isNode(one.column) && (one.column.name as Node).name === 'X' ? target : one));
  }) as Node;
}

function flattenArgument(node: Node): unknown {
  const outer = isNode(node.function) ? node.function : undefined;
  if (!outer) return undefined;
  const name = String(outer.name).toUpperCase();
  const args = (outer.args ?? []) as Node[];
  if (name === 'TABLE') return args[0] && flattenArgument(args[0]);
  if (name !== 'FLATTEN') return undefined;
  const named = args.find(
    (one) => isNode(one.named_argument) && /^input$/i.test(String(((one.named_argument as Node).name as Node).name)),
  );
  return named ? (named.named_argument as Node).value : args[0];
}
