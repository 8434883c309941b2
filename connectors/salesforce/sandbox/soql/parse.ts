import type { Expression, OrderItem, Path, Query, SelectItem, TypeOf } from './ast.ts';
import { parseCondition, parseExpression } from './parse-condition.ts';
import { RESERVED } from './reserved-words.ts';
import { problemAt } from './soql-error.ts';
import { TokenCursor } from './token-cursor.ts';

// Words that end the FROM clause and therefore cannot be its alias.
const AFTER_FROM: ReadonlySet<string> = new Set([...RESERVED, 'FOR', 'UPDATE', 'ALL']);
const MAX_SUBTOTAL_FIELDS = 3;
const MAX_OFFSET = 2000;

function parseTypeOf(cursor: TokenCursor): TypeOf {
  const relationship = cursor.expectPath(RESERVED);
  const whens: { object: string; at: number; fields: Path[] }[] = [];
  while (cursor.takeWords('WHEN')) {
    const { text: object, at } = cursor.expectName(RESERVED);
    cursor.expectWord('THEN');
    whens.push({ object, at, fields: parseList(cursor, (inner) => inner.expectPath(RESERVED)) });
  }
  if (whens.length === 0) throw cursor.unexpected();
  const otherwise = cursor.takeWords('ELSE') ? parseList(cursor, (inner) => inner.expectPath(RESERVED)) : null;
  cursor.expectWord('END');
  return { kind: 'typeof', relationship, whens, otherwise };
}

/** One entry of SELECT, or of RETURNING in a search. */
export function parseSelectItem(cursor: TokenCursor): SelectItem {
  if (cursor.takeSymbol('(')) {
    const query = parseSelect(cursor);
    cursor.expectSymbol(')');
    return { kind: 'subquery', query };
  }
  if (cursor.isAtWords('FIELDS') && cursor.isAtSymbol('(', 1)) {
    const { at } = cursor.next();
    cursor.expectSymbol('(');
    const scope = (['ALL', 'STANDARD', 'CUSTOM'] as const).find((word) => cursor.takeWords(word));
    if (!scope) throw cursor.unexpected();
    cursor.expectSymbol(')');
    return { kind: 'fields', scope, at };
  }
  if (cursor.takeWords('TYPEOF')) return parseTypeOf(cursor);
  const expression = parseExpression(cursor);
  const following = cursor.peek();
  const hasAlias = following.kind === 'word' && !RESERVED.has(following.text.toUpperCase());
  return { kind: 'expression', expression, alias: hasAlias ? cursor.next().text : null };
}

export function parseList<T>(cursor: TokenCursor, parseItem: (cursor: TokenCursor) => T): T[] {
  const items = [parseItem(cursor)];
  while (cursor.takeSymbol(',')) items.push(parseItem(cursor));
  return items;
}

function parseOrderItem(cursor: TokenCursor): OrderItem {
  const expression = parseExpression(cursor);
  const descending = cursor.takeWords('DESC');
  if (!descending) cursor.takeWords('ASC');
  const nullsLast = cursor.takeWords('NULLS', 'LAST');
  if (!nullsLast) cursor.takeWords('NULLS', 'FIRST');
  return { expression, descending, nullsLast };
}

function parseCount(cursor: TokenCursor, word: 'LIMIT' | 'OFFSET'): number | null {
  if (!cursor.takeWords(word)) return null;
  const token = cursor.next();
  if (token.kind !== 'number' || !/^\d+$/.test(token.text)) throw cursor.unexpected(token);
  const count = Number(token.text);
  if (word === 'OFFSET' && count > MAX_OFFSET) {
    throw problemAt(
      cursor.source,
      token.at,
      'NUMBER_OUTSIDE_VALID_RANGE',
      `Maximum SOQL offset allowed is ${MAX_OFFSET}`,
    );
  }
  return count;
}

/** The keys of GROUP BY; with ROLLUP or CUBE all of them stand in its parentheses. */
function parseGroupBy(cursor: TokenCursor): { groupBy: Expression[]; subtotals: Query['subtotals'] } {
  if (!cursor.takeWords('GROUP', 'BY')) return { groupBy: [], subtotals: null };
  const subtotals = (['ROLLUP', 'CUBE'] as const).find((word) => cursor.isAtWords(word) && cursor.isAtSymbol('(', 1));
  if (!subtotals) return { groupBy: parseList(cursor, parseExpression), subtotals: null };
  const { at } = cursor.next();
  cursor.expectSymbol('(');
  const groupBy = parseList(cursor, parseExpression);
  cursor.expectSymbol(')');
  if (groupBy.length > MAX_SUBTOTAL_FIELDS) {
    const reason = `GROUP BY ${subtotals} takes at most ${MAX_SUBTOTAL_FIELDS} fields`;
    throw problemAt(cursor.source, at, 'MALFORMED_QUERY', reason);
  }
  return { groupBy, subtotals };
}

function parseScope(cursor: TokenCursor): Query['scope'] {
  if (!cursor.takeWords('USING')) return null;
  cursor.expectWord('SCOPE');
  const { text, at } = cursor.expectName(RESERVED);
  return { name: text, at };
}

/** Clauses that the vendor knows only in Apex, or that need a feature which this org has not. */
const REFUSED_CLAUSES: readonly (readonly [readonly string[], string])[] = [
  [['WITH', 'SECURITY_ENFORCED'], 'WITH SECURITY_ENFORCED is only allowed in Apex'],
  [['WITH', 'USER_MODE'], 'WITH USER_MODE is only allowed in Apex'],
  [['WITH', 'SYSTEM_MODE'], 'WITH SYSTEM_MODE is only allowed in Apex'],
  [['WITH', 'DATA', 'CATEGORY'], 'WITH DATA CATEGORY is not supported: this org has no data categories'],
  [['FOR', 'UPDATE'], 'FOR UPDATE is only allowed in Apex'],
  [['UPDATE', 'TRACKING'], 'UPDATE TRACKING is not supported: this org has no articles'],
  [['UPDATE', 'VIEWSTAT'], 'UPDATE VIEWSTAT is not supported: this org has no articles'],
  [['ALL', 'ROWS'], 'ALL ROWS is only allowed in Apex; use queryAll'],
];

function refuseClauses(cursor: TokenCursor): void {
  for (const [words, reason] of REFUSED_CLAUSES) {
    if (cursor.isAtWords(...words)) throw problemAt(cursor.source, cursor.peek().at, 'MALFORMED_QUERY', reason);
  }
}

const SEVERAL_OBJECTS = 'aliases of parents in FROM are not supported: write the path, Account.Name';

/** SELECT … OFFSET, up to whatever follows; also the body of a subquery. */
function parseSelect(cursor: TokenCursor): Query {
  cursor.expectWord('SELECT');
  const select = parseList(cursor, parseSelectItem);
  cursor.expectWord('FROM');
  const from = cursor.expectName(AFTER_FROM);
  const following = cursor.peek();
  const hasAlias = following.kind === 'word' && !AFTER_FROM.has(following.text.toUpperCase());
  const alias = hasAlias ? cursor.next().text : null;
  if (cursor.isAtSymbol(',')) throw problemAt(cursor.source, cursor.peek().at, 'MALFORMED_QUERY', SEVERAL_OBJECTS);
  const scope = parseScope(cursor);
  const where = cursor.takeWords('WHERE') ? parseCondition(cursor, parseSelect) : null;
  refuseClauses(cursor);
  const { groupBy, subtotals } = parseGroupBy(cursor);
  const having = groupBy.length > 0 && cursor.takeWords('HAVING') ? parseCondition(cursor, parseSelect) : null;
  const orderBy = cursor.takeWords('ORDER', 'BY') ? parseList(cursor, parseOrderItem) : [];
  const limit = parseCount(cursor, 'LIMIT');
  const offset = parseCount(cursor, 'OFFSET') ?? 0;
  return {
    select,
    from: from.text,
    fromAt: from.at,
    alias,
    scope,
    where,
    groupBy,
    subtotals,
    having,
    orderBy,
    limit,
    offset,
  };
}

/**
 * Parses a SOQL query.
 * @throws MALFORMED_QUERY for everything that this sandbox does not know, never a guess
 */
export function parseQuery(source: string): Query {
  const cursor = new TokenCursor(source);
  const query = parseSelect(cursor);
  refuseClauses(cursor);
  // Marks records as recently viewed with the vendor; there is no user interface here to show them in.
  if (!cursor.takeWords('FOR', 'VIEW')) cursor.takeWords('FOR', 'REFERENCE');
  if (cursor.peek().kind !== 'end') throw cursor.unexpected();
  return query;
}

/** Parses the WHERE … OFFSET part that stands inside RETURNING of a search. */
export function parseTail(cursor: TokenCursor): Pick<Query, 'where' | 'orderBy' | 'limit' | 'offset'> {
  const where = cursor.takeWords('WHERE') ? parseCondition(cursor, parseSelect) : null;
  const orderBy = cursor.takeWords('ORDER', 'BY') ? parseList(cursor, parseOrderItem) : [];
  const limit = parseCount(cursor, 'LIMIT');
  return { where, orderBy, limit, offset: parseCount(cursor, 'OFFSET') ?? 0 };
}
