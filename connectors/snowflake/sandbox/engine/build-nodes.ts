import { expression, isNode, type Node } from './syntax-tree.ts';

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

export const number = (value: number): Node => expression(String(value));
export const isText = (node: Node | undefined): boolean =>
  isNode(node?.literal) && (node.literal as Node).literal_type === 'string';
export const isNumber = (node: Node | undefined): boolean =>
  isNode(node?.literal) && (node.literal as Node).literal_type === 'number';

/** `[a, b]`, in DuckDB's own lists. */
export function list(items: readonly unknown[]): Node {
  const { array_func: inner } = expression('[1]') as { array_func: Node };
  return { array_func: { ...inner, expressions: items } };
}

export function castTo(node: unknown, type: string, kind: 'CAST' | 'TRY_CAST' = 'CAST'): Node {
  const [root = '', cast] = Object.entries(expression(`${kind}(X AS ${type})`))[0] ?? [];
  return { [root]: { ...(cast as Node), this: node } };
}

/** `sql` with its argument, as written by the first X in it, put in its place. */
export function expressionOf(sql: string, argument: unknown): Node {
  const [kind = '', inner] = Object.entries(expression(sql))[0] ?? [];
  return { [kind]: { ...(inner as Node), this: argument } };
}

export const isNull = (node: unknown): boolean => isNode(node) && 'null' in node;
