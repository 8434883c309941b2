import type { OrderItem, Query, SelectItem } from './ast.ts';
import { TokenCursor } from './cursor.ts';
import { parseCondition, parseExpression } from './parse-condition.ts';
import { problemAt } from './problem.ts';
import { RESERVED } from './reserved.ts';

// Words that end the FROM clause and therefore cannot be its alias.
const AFTER_FROM: ReadonlySet<string> = new Set([...RESERVED, 'FOR', 'UPDATE', 'ALL']);
const MAX_OFFSET = 2000;

function parseSelectItem(cursor: TokenCursor): SelectItem {
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
  const expression = parseExpression(cursor);
  const following = cursor.peek();
  const hasAlias = following.kind === 'word' && !RESERVED.has(following.text.toUpperCase());
  return { kind: 'expression', expression, alias: hasAlias ? cursor.next().text : null };
}

function parseList<T>(cursor: TokenCursor, parseItem: (cursor: TokenCursor) => T): T[] {
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

/** SELECT … OFFSET, up to whatever follows; also the body of a subquery. */
function parseSelect(cursor: TokenCursor): Query {
  cursor.expectWord('SELECT');
  const select = parseList(cursor, parseSelectItem);
  cursor.expectWord('FROM');
  const from = cursor.expectName(AFTER_FROM);
  const following = cursor.peek();
  const hasAlias = following.kind === 'word' && !AFTER_FROM.has(following.text.toUpperCase());
  const alias = hasAlias ? cursor.next().text : null;
  const where = cursor.takeWords('WHERE') ? parseCondition(cursor, parseSelect) : null;
  const groupBy = cursor.takeWords('GROUP', 'BY') ? parseList(cursor, parseExpression) : [];
  const having = groupBy.length > 0 && cursor.takeWords('HAVING') ? parseCondition(cursor, parseSelect) : null;
  const orderBy = cursor.takeWords('ORDER', 'BY') ? parseList(cursor, parseOrderItem) : [];
  const limit = parseCount(cursor, 'LIMIT');
  const offset = parseCount(cursor, 'OFFSET') ?? 0;
  return { select, from: from.text, fromAt: from.at, alias, where, groupBy, having, orderBy, limit, offset };
}

/**
 * Parses a SOQL query.
 * @throws MALFORMED_QUERY for everything that this sandbox does not know, never a guess
 */
export function parseQuery(source: string): Query {
  const cursor = new TokenCursor(source);
  const query = parseSelect(cursor);
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
