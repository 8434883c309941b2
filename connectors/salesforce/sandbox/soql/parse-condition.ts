import { parseDate } from '../store/time.ts';
import type { Comparator, Condition, Expression, Literal, Query } from './ast.ts';
import { isPeriodName } from './periods.ts';
import { RESERVED } from './reserved-words.ts';
import { problemAt } from './soql-error.ts';
import type { TokenCursor } from './token-cursor.ts';
import { unescapeString } from './tokenize.ts';

export type ParseQuery = (cursor: TokenCursor) => Query;

const COMPARATORS: Readonly<Record<string, Comparator>> = {
  '=': '=',
  '!=': '!=',
  '<>': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

/** Functions of the vendor that need fields which this org has not. */
const UNSUPPORTED_FUNCTIONS: Readonly<Record<string, string>> = {
  DISTANCE: 'DISTANCE is not supported: no object of this org has a geolocation field',
  GEOLOCATION: 'GEOLOCATION is not supported: no object of this org has a geolocation field',
};

/** A field, or a function with nothing, a field or another function in it. */
export function parseExpression(cursor: TokenCursor): Expression {
  const token = cursor.peek();
  if (!cursor.isAtSymbol('(', 1)) return { kind: 'path', path: cursor.expectPath(RESERVED) };
  const name = cursor.expectName(RESERVED).text.toUpperCase();
  const refused = UNSUPPORTED_FUNCTIONS[name];
  if (refused) throw problemAt(cursor.source, token.at, 'MALFORMED_QUERY', refused);
  cursor.expectSymbol('(');
  const argument = cursor.isAtSymbol(')') ? null : parseExpression(cursor);
  cursor.expectSymbol(')');
  return { kind: 'call', name, argument, at: token.at };
}

function parseLiteral(cursor: TokenCursor): Literal {
  const token = cursor.peek();
  const { at } = token;
  switch (token.kind) {
    case 'string':
      cursor.next();
      return { kind: 'string', value: unescapeString(cursor.source, token), raw: token.text, at };
    case 'number':
      cursor.next();
      return { kind: 'number', value: Number(token.text), at };
    case 'date':
    case 'datetime':
      cursor.next();
      if (token.kind === 'date' && parseDate(token.text) === null)
        throw problemAt(cursor.source, at, 'INVALID_FIELD', `'${token.text}' is not a day of the calendar`);
      return { kind: token.kind, value: token.text, at };
    case 'word':
      return parseWordLiteral(cursor);
    default:
      throw cursor.unexpected();
  }
}

function parseWordLiteral(cursor: TokenCursor): Literal {
  const { at, text } = cursor.peek();
  const word = text.toUpperCase();
  if (word === 'NULL' || word === 'TRUE' || word === 'FALSE') {
    cursor.next();
    return word === 'NULL' ? { kind: 'null', at } : { kind: 'boolean', value: word === 'TRUE', at };
  }
  const money = /^([A-Z]{3})(\d+)$/.exec(word);
  if (money) {
    cursor.next();
    return { kind: 'money', currency: money[1] ?? '', value: Number(money[2]), at };
  }
  const hasCount = cursor.isAtSymbol(':', 1);
  if (!isPeriodName(word, hasCount)) throw cursor.unexpected();
  cursor.next();
  if (!cursor.takeSymbol(':')) return { kind: 'period', name: word, count: null, at };
  const count = cursor.next();
  if (count.kind !== 'number' || !/^\d{1,5}$/.test(count.text)) throw cursor.unexpected(count);
  return { kind: 'period', name: word, count: Number(count.text), at };
}

function parseSet(
  cursor: TokenCursor,
  left: Expression,
  comparator: 'IN' | 'NOT IN' | 'INCLUDES' | 'EXCLUDES',
  parseQuery: ParseQuery,
): Condition {
  cursor.expectSymbol('(');
  if ((comparator === 'IN' || comparator === 'NOT IN') && cursor.isAtWords('SELECT')) {
    const query = parseQuery(cursor);
    cursor.expectSymbol(')');
    return { kind: 'join', left, comparator, query };
  }
  const values = [parseLiteral(cursor)];
  while (cursor.takeSymbol(',')) values.push(parseLiteral(cursor));
  cursor.expectSymbol(')');
  return { kind: 'set', left, comparator, values };
}

function parseComparison(cursor: TokenCursor, parseQuery: ParseQuery): Condition {
  const left = parseExpression(cursor);
  if (cursor.takeWords('NOT', 'IN')) return parseSet(cursor, left, 'NOT IN', parseQuery);
  for (const word of ['IN', 'INCLUDES', 'EXCLUDES'] as const) {
    if (cursor.takeWords(word)) return parseSet(cursor, left, word, parseQuery);
  }
  if (cursor.takeWords('LIKE')) return { kind: 'compare', left, comparator: 'LIKE', value: parseLiteral(cursor) };
  const comparator = cursor.peek().kind === 'symbol' ? COMPARATORS[cursor.peek().text] : undefined;
  if (!comparator) throw cursor.unexpected();
  cursor.next();
  return { kind: 'compare', left, comparator, value: parseLiteral(cursor) };
}

function parseTerm(cursor: TokenCursor, parseQuery: ParseQuery): Condition {
  if (cursor.takeWords('NOT')) return { kind: 'not', term: parseTerm(cursor, parseQuery) };
  if (!cursor.takeSymbol('(')) return parseComparison(cursor, parseQuery);
  const inner = parseCondition(cursor, parseQuery);
  cursor.expectSymbol(')');
  return inner;
}

/**
 * The condition of WHERE or HAVING. As with the vendor, AND and OR on one level need parentheses:
 * the second kind of word is an unexpected token.
 */
export function parseCondition(cursor: TokenCursor, parseQuery: ParseQuery): Condition {
  const terms = [parseTerm(cursor, parseQuery)];
  const word = cursor.isAtWords('AND') ? 'AND' : 'OR';
  while (cursor.takeWords(word)) terms.push(parseTerm(cursor, parseQuery));
  const mixed = cursor.peek();
  if (cursor.isAtWords('AND') || cursor.isAtWords('OR')) {
    throw problemAt(cursor.source, mixed.at, 'MALFORMED_QUERY', `unexpected token: '${mixed.text}'`);
  }
  const [only] = terms;
  if (terms.length === 1 && only) return only;
  return { kind: word === 'AND' ? 'and' : 'or', terms };
}
