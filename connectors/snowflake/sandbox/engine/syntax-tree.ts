import { Dialect, generate, parse, transpile } from '@polyglot-sql/sdk';
import { errors, VendorError } from '../errors.ts';

/** A node of the parser's tree: an object with one key, its kind, or a part of one. */
export type Node = { [key: string]: unknown };

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses statements as Snowflake reads them. @throws VendorError 001003 */
export function parseSnowflake(sql: string): Node[] {
  const parsed = parse(sql, Dialect.Snowflake);
  if (parsed.success) return parsed.ast as unknown as Node[];
  const [, line = '1', column = '1'] = /line (\d+), column (\d+)/.exec(parsed.error ?? '') ?? [];
  const lines = sql.split('\n');
  const lineStart = lines.slice(0, Number(line) - 1).reduce((sum, value) => sum + value.length + 1, 0);
  const end = Math.min(sql.length, lineStart + Number(column) - 1);
  const word = /(\w+|\S)\s*$/.exec(sql.slice(0, end));
  throw errors.syntax(sql, word?.index ?? end, word?.[1] ?? '');
}

/** Parses one expression. */
export function expression(sql: string): Node {
  const [statement] = parseSnowflake(`SELECT ${sql}`);
  const [first] = ((statement?.select as Node | undefined)?.expressions ?? []) as Node[];
  if (!first) throw new VendorError('000603', 'XX000', `not an expression: ${sql}`);
  return first;
}

/** Text of an expression in Snowflake's dialect. */
export function textOf(node: Node): string {
  return snowflakeText({ select: { ...EMPTY_SELECT, expressions: [node] } }).replace(/^SELECT\s+/, '');
}

const EMPTY_SELECT = (parseSnowflake('SELECT 1')[0] as { select: Node }).select;

function snowflakeText(statement: Node): string {
  const generated = generate([statement] as never, Dialect.Snowflake);
  const [sql] = (generated.success && generated.sql) || [];
  if (sql === undefined) throw errors.unsupported(`statement (${generated.error})`);
  return sql;
}

/** The statement in DuckDB's dialect. */
export function duckText(statement: Node): string {
  const done = transpile(snowflakeText(statement), Dialect.Snowflake, Dialect.DuckDB);
  const [sql] = (done.success && done.sql) || [];
  if (sql === undefined) throw errors.unsupported('statement');
  // `flatten.ts` writes them in words that both dialects read
  return sql.replaceAll('SF_UNNEST(', 'UNNEST(').replaceAll(', SF_DEPTH)', ', max_depth := 2)');
}

/** Builds a copy bottom-up; `change` sees each node with its children already changed. */
export function mapTree(value: unknown, change: (node: Node) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => mapTree(item, change));
  if (!isNode(value)) return value;
  const copy: Node = {};
  for (const [key, child] of Object.entries(value)) copy[key] = mapTree(child, change);
  return change(copy);
}

export function visitTree(value: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(value)) for (const item of value) visitTree(item, visit);
  if (!isNode(value)) return;
  visit(value);
  for (const child of Object.values(value)) visitTree(child, visit);
}
