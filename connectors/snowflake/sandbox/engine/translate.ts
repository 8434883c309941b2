import { READING_FUNCTIONS } from '../../src/sql/functions.ts';
import { DATABASE, type SessionContext, USER } from '../account.ts';
import { errors, VendorError } from '../errors.ts';
import { type Binding, bound } from './bindings.ts';
import { call, literalOf } from './build-nodes.ts';
import { rewriteCast } from './casts.ts';
import { formatOf } from './date-parts.ts';
import { rewriteFunction } from './dialect.ts';
import { rewriteKind } from './expression-kinds.ts';
import { withFlatten } from './flatten.ts';
import { withSources } from './from-clause.ts';
import { literal } from './literal.ts';
import { checkAnswered } from './supported-functions.ts';
import { columnOf, withForms } from './syntax-forms.ts';
import { duckText, expression, isNode, mapTree, type Node, parseSnowflake, textOf, visitTree } from './syntax-tree.ts';
import { documentColumns, orderedByValue } from './variants.ts';

/** A statement made ready for DuckDB. */
export interface Translated {
  kind: 'query' | 'write';
  /** What QUERY_HISTORY calls it. */
  type: string;
  duck: string;
  /** Names of the result's columns as Snowflake gives them. */
  names: (string | typeof STAR)[];
  /** Tables of the demo database that it reads or writes, `DB.SCHEMA.TABLE`. */
  tables: string[];
  waitMs: number;
}

export interface TranslateOptions {
  context: SessionContext;
  /** The session parameter WEEK_START. @default 0 */
  weekStart: number;
  /** The session parameter WEEK_OF_YEAR_POLICY. @default 0 */
  weekOfYearPolicy: number;
  bindings: Readonly<Record<string, Binding>>;
  now: Date;
}

const WRITES: Readonly<Record<string, string>> = {
  insert: 'INSERT',
  update: 'UPDATE',
  delete: 'DELETE',
  merge: 'MERGE',
  truncate: 'TRUNCATE_TABLE',
  create_table: 'CREATE_TABLE',
  create_view: 'CREATE_VIEW',
  create_schema: 'CREATE_SCHEMA',
  drop_table: 'DROP',
  drop_view: 'DROP',
  drop_schema: 'DROP',
  alter_table: 'ALTER',
};
const QUERIES = new Set(['select', 'union', 'intersect', 'except', 'values', 'subquery', 'paren']);

/** Further functions that the sandbox answers, beside those that only compute. */
const ALSO = new Set([
  'IDENTIFIER',
  'MATCH_NUMBER',
  'CLASSIFIER',
  'MATCH_SEQUENCE_NUMBER',
  'SYSTEM$WAIT',
  'TABLE',
  'ROLLUP',
  'CUBE',
  'GROUPING SETS',
]);

/** @throws VendorError for what Snowflake would not compile, and for what the sandbox cannot run */
export function translate(written: Node, sql: string, options: TranslateOptions): Translated {
  const [root = ''] = Object.keys(written);
  const type = QUERIES.has(root) ? 'SELECT' : WRITES[root];
  if (type === undefined) throw errors.unsupported(root.replaceAll('_', ' ').toUpperCase());
  const statement = withForms(written);
  checkFunctions(statement, sql);
  checkAnswered(sql);
  const local = commonTables(statement);
  const names = QUERIES.has(root) ? columnNames(statement, sql) : [];
  const tables = new Set<string>();
  const documents = documentColumns(statement);
  const wait = { ms: 0 };
  const binder = { next: 1 };
  let changed = mapTree(QUERIES.has(root) ? withSources(statement) : statement, (node) =>
    rewrite(node, { ...options, sql, local, tables, wait, binder, documents }),
  ) as Node;
  if (QUERIES.has(root)) changed = withFlatten(changed);
  return {
    kind: QUERIES.has(root) ? 'query' : 'write',
    type,
    duck: duckText(changed),
    names,
    tables: [...tables],
    waitMs: wait.ms,
  };
}

/** Splits and parses. */
export function statementsOf(sql: string): Node[] {
  return parseSnowflake(sql);
}

interface Rewriting extends TranslateOptions {
  sql: string;
  documents: ReadonlySet<string>;
  local: ReadonlySet<string>;
  tables: Set<string>;
  wait: { ms: number };
  binder: { next: number };
}

function rewrite(node: Node, at: Rewriting): unknown {
  if (
    typeof node.name === 'string' &&
    typeof node.quoted === 'boolean' &&
    'trailing_comments' in node &&
    !('args' in node)
  )
    return node.quoted ? node : { ...node, name: node.name.toUpperCase() };
  if ('schema' in node && 'catalog' in node && isNode(node.name)) return resolveTable(node, at);
  if (isNode(node.placeholder)) return bound(String(at.binder.next++), at.bindings);
  if (isNode(node.parameter)) return bound(String(node.parameter.index ?? node.parameter.name), at.bindings);
  if (isNode(node.function)) return rewriteCall(node, node.function, at);
  if (isNode(node.select)) return { select: orderedByValue(node.select, at.documents) };
  if (isNode(node.method_call)) return methodCall(node.method_call, at);
  return rewriteCast(node, at) ?? rewriteKind(node, at) ?? node;
}

function rewriteCall(node: Node, { name, args }: Node, at: Rewriting): unknown {
  const upper = String(name).toUpperCase();
  const list = (args ?? []) as Node[];
  const text = (value: string | undefined): Node => expression(value === undefined ? 'NULL' : literal(value));
  const stamp = at.now.toISOString().replace('T', ' ').slice(0, 23);
  switch (upper) {
    case 'CURRENT_ROLE':
      return text(at.context.role);
    case 'CURRENT_USER':
      return text(USER);
    case 'CURRENT_WAREHOUSE':
      return text(at.context.warehouse);
    case 'CURRENT_DATABASE':
      return text(at.context.database);
    case 'CURRENT_SCHEMA':
      return text(at.context.schema);
    case 'CURRENT_ACCOUNT':
    case 'CURRENT_ACCOUNT_NAME':
      return text('DEMO');
    case 'CURRENT_ORGANIZATION_NAME':
      return text('BRINDLEMARK');
    case 'CURRENT_REGION':
      return text('SANDBOX');
    case 'CURRENT_VERSION':
      return text('10.38.0');
    case 'CURRENT_SESSION':
      return text('4096');
    case 'CURRENT_DATE':
      return expression(`DATE '${stamp.slice(0, 10)}'`);
    case 'CURRENT_TIME':
    case 'LOCALTIME':
      return expression(`'${stamp.slice(11)}'::TIME`);
    case 'CURRENT_TIMESTAMP':
    case 'LOCALTIMESTAMP':
    case 'GETDATE':
    case 'SYSTIMESTAMP':
      return call('SF_LTZ', [text(`${stamp}+00`)]);
    case 'SYSDATE':
      return call('SF_NTZ', [text(stamp)]);
    case 'SYSTEM$WAIT': {
      const amount = Number(literalOf(list[0]) ?? 0);
      at.wait.ms +=
        amount *
        (/^MILLI/i.test(literalOf(list[1]) ?? '') ? 1 : /^MIN/i.test(literalOf(list[1]) ?? '') ? 60_000 : 1000);
      return text(`waited ${amount} seconds`);
    }
    case 'TO_CHAR':
    case 'TO_VARCHAR': {
      const format = literalOf(list[1]);
      if (list[1] === undefined) return call('SF_TEXT', list);
      if (format === undefined) throw errors.unsupported('a format that is not a constant');
      return call('STRFTIME', [list[0], expression(literal(formatOf(format).replaceAll('\\', '\\\\')))]);
    }
    case 'TABLE':
      return list[0] && isNode(list[0].history) ? list[0].history : node;
    case 'IDENTIFIER':
      return columnOf({ name, args });
    default:
      return rewriteFunction(upper, list, at) ?? node;
  }
}

/** `INFORMATION_SCHEMA.QUERY_HISTORY(…)` becomes a table; other methods are functions that do not exist. */
function methodCall({ this: owner, method, args }: Node, at: Rewriting): Node {
  const name = String((method as Node | undefined)?.name ?? '').toUpperCase();
  if (
    !/^QUERY_HISTORY(?:_BY_(?:USER|SESSION|WAREHOUSE))?$/.test(name) ||
    !/INFORMATION_SCHEMA/i.test(JSON.stringify(owner))
  )
    throw errors.unknownFunction(at.sql, name);
  const limit = /"name":"RESULT_LIMIT".*?"value":"(\d+)"/.exec(JSON.stringify(args))?.[1] ?? '100';
  return { history: call('META.QUERY_HISTORY_TABLE', [expression(limit)]) };
}

function resolveTable(table: Node, at: Rewriting): Node {
  const part = (key: string): string | undefined =>
    isNode(table[key]) && typeof table[key].name === 'string' ? table[key].name : undefined;
  const [name = '', schema, catalog] = [part('name'), part('schema'), part('catalog')];
  if (schema === undefined && at.local.has(name.toUpperCase())) return table;
  const set = (database: string | undefined, inside: string | undefined, as = name): Node => ({
    ...table,
    name: { ...(table.name as Node), name: as },
    schema: inside === undefined ? null : identifier(inside),
    catalog: database === undefined ? null : identifier(database),
  });
  if (catalog === 'SNOWFLAKE' && schema === 'ACCOUNT_USAGE' && name === 'QUERY_HISTORY') return set('MEMORY', 'META');
  const database = catalog ?? at.context.database;
  if (database === undefined)
    throw new VendorError(
      '090105',
      '22000',
      "Cannot perform SELECT. This session does not have a current database. Call 'USE DATABASE', or use a qualified name.",
    );
  if (database !== DATABASE) throw catalog === undefined ? errors.unknownObject(name) : errors.unknownDatabase(catalog);
  if (schema === 'INFORMATION_SCHEMA') {
    if (!/^(?:DATABASES|SCHEMATA|TABLES|VIEWS|COLUMNS)$/.test(name))
      throw errors.unknownObject(`${database}.${schema}.${name}`);
    return set('MEMORY', 'META');
  }
  const inside = schema ?? at.context.schema ?? 'PUBLIC';
  at.tables.add(`${database}.${inside}.${name}`);
  return set(database, inside);
}

function identifier(name: string): Node {
  return { ...(expression('A') as { column: { name: Node } }).column.name, name, quoted: true };
}

function commonTables(statement: Node): Set<string> {
  const found = new Set<string>();
  visitTree(statement, (node) => {
    if (!Array.isArray(node.ctes)) return;
    for (const cte of node.ctes as Node[]) if (isNode(cte.alias)) found.add(String(cte.alias.name).toUpperCase());
  });
  return found;
}

function checkFunctions(statement: Node, sql: string): void {
  visitTree(statement, (node) => {
    for (const key of ['function', 'aggregate_function', 'window_function']) {
      const found = node[key];
      if (!isNode(found) || typeof found.name !== 'string') continue;
      const name = found.name.toUpperCase();
      if (!READING_FUNCTIONS.has(name) && !ALSO.has(name)) throw errors.unknownFunction(sql, name);
    }
  });
}

/** Stands for as many columns as a `*` gives. */
export const STAR = Symbol('*');

/** Names of the columns of a query: alias, column or the expression as it was written, in upper case unless quoted. */
function columnNames(statement: Node, sql: string): (string | typeof STAR)[] {
  const [kind = '', body] = Object.entries(statement)[0] ?? [];
  if (!isNode(body)) return [];
  if (kind === 'union' || kind === 'intersect' || kind === 'except') return columnNames(body.left as Node, sql);
  if (kind === 'subquery' || kind === 'paren') return isNode(body.this) ? columnNames(body.this, sql) : [];
  if (kind === 'values')
    return (((body.expressions as Node[])[0]?.expressions ?? []) as Node[]).map((_, index) => `COLUMN${index + 1}`);
  const list = (body.expressions ?? []) as Node[];
  const written = selectList(sql);
  return list.map((node, index) => nameOf(node, written.length === list.length ? written[index] : undefined));
}

function nameOf(node: Node, written: string | undefined): string | typeof STAR {
  const named = (value: unknown): string | undefined =>
    isNode(value) && typeof value.name === 'string'
      ? value.quoted
        ? value.name
        : value.name.toUpperCase()
      : undefined;
  if (isNode(node.star) || /\*$/.test(named(isNode(node.column) ? node.column.name : undefined) ?? '')) return STAR;
  if (isNode(node.alias)) return named(node.alias.alias) ?? '';
  if (isNode(node.column)) return named(node.column.name) ?? '';
  return (written ?? textOf(node)).toUpperCase();
}

/** The expressions of the outermost SELECT as they were written; empty where that is not plain. */
function selectList(sql: string): string[] {
  const start = /^\s*SELECT\s+(?:DISTINCT\s+|ALL\s+|TOP\s+\d+\s+)?/i.exec(sql);
  if (!start) return [];
  const parts = [''];
  let depth = 0;
  for (const [part] of sql
    .slice(start[0].length)
    .matchAll(/'(?:[^'\\]|''|\\.)*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\w+|[\s\S]/g)) {
    if (/^(?:--|\/\*)/.test(part)) continue;
    if (depth === 0 && (/^(?:FROM|WHERE|UNION|LIMIT|ORDER|EXCEPT|INTERSECT|MINUS)$/i.test(part) || part === ';')) break;
    if ('([{'.includes(part)) depth++;
    if (')]}'.includes(part)) depth--;
    if (depth === 0 && part === ',') parts.push('');
    else parts[parts.length - 1] += part;
  }
  return parts.map((part) => part.trim().replace(/\s+/g, ' '));
}
