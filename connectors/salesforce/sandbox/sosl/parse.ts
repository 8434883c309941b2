import { SalesforceError } from '../errors.ts';
import type { Query } from '../soql/ast.ts';
import { parseList, parseSelectItem, parseTail } from '../soql/parse.ts';
import { RESERVED } from '../soql/reserved-words.ts';
import { problemAt } from '../soql/soql-error.ts';
import { TokenCursor } from '../soql/token-cursor.ts';
import { parseTerm, type TermTest } from './terms.ts';

export type FieldGroup = 'ALL' | 'NAME' | 'EMAIL' | 'PHONE';

/** One object of RETURNING: the fields to give back, and a condition on top of the search. */
export interface Returning extends Pick<Query, 'select' | 'where' | 'orderBy' | 'limit' | 'offset'> {
  readonly object: string;
  readonly at: number;
}

export interface Search {
  /** What stands behind the search term; positions in `returning` count in it. */
  readonly source: string;
  readonly test: TermTest;
  readonly group: FieldGroup;
  readonly returning: readonly Returning[] | null;
  readonly limit: number;
}

const MAX_RESULTS = 2000;

function parseReturning(cursor: TokenCursor): Returning {
  const { text: object, at } = cursor.expectName(RESERVED);
  if (!cursor.takeSymbol('(')) return { object, at, select: [], where: null, orderBy: [], limit: null, offset: 0 };
  const select = parseList(cursor, parseSelectItem);
  const unfit = select.find((item) => item.kind !== 'expression');
  if (unfit) throw problemAt(cursor.source, at, 'MALFORMED_SEARCH', `RETURNING ${object} takes fields only`);
  const tail = parseTail(cursor);
  cursor.expectSymbol(')');
  return { object, at, select, ...tail };
}

function parseLimit(cursor: TokenCursor): number {
  if (!cursor.takeWords('LIMIT')) return MAX_RESULTS;
  const token = cursor.next();
  if (token.kind !== 'number' || !/^\d+$/.test(token.text)) throw cursor.unexpected(token);
  return Math.min(Number(token.text), MAX_RESULTS);
}

/** Clauses that need a feature which this org has not. */
function refuseWith(cursor: TokenCursor): void {
  const clause = cursor.isAtWords('WITH')
    ? `WITH ${cursor.peek(1).text}`
    : cursor.isAtWords('UPDATE')
      ? 'UPDATE'
      : null;
  if (clause === null) return;
  throw problemAt(
    cursor.source,
    cursor.peek().at,
    'MALFORMED_SEARCH',
    `${clause} is not supported in this organization`,
  );
}

/** Each object once, and OFFSET for a single one. */
function refuseSeveral(cursor: TokenCursor, returning: readonly Returning[]): void {
  const refuse = ({ at }: Returning, reason: string) => problemAt(cursor.source, at, 'MALFORMED_SEARCH', reason);
  for (const [index, member] of returning.entries()) {
    const isRepeated =
      returning.findIndex(({ object }) => object.toLowerCase() === member.object.toLowerCase()) < index;
    if (isRepeated) throw refuse(member, `RETURNING names ${member.object} twice`);
    if (returning.length > 1 && member.offset > 0) throw refuse(member, 'OFFSET needs RETURNING of a single object');
  }
}

function parseClauses(term: string, source: string): Search {
  const cursor = new TokenCursor(source);
  let group: FieldGroup = 'ALL';
  if (cursor.takeWords('IN')) {
    const named = (['ALL', 'NAME', 'EMAIL', 'PHONE'] as const).find((word) => cursor.takeWords(word));
    if (!named) throw cursor.unexpected();
    group = named;
    cursor.expectWord('FIELDS');
  }
  let returning: Returning[] | null = null;
  if (cursor.takeWords('RETURNING')) {
    returning = [parseReturning(cursor)];
    while (cursor.takeSymbol(',')) returning.push(parseReturning(cursor));
    refuseSeveral(cursor, returning);
  }
  refuseWith(cursor);
  const limit = parseLimit(cursor);
  if (cursor.peek().kind !== 'end') throw cursor.unexpected();
  return { source, test: parseTerm(term), group, returning, limit };
}

/** A refusal of the query grammar, with the code of the search. */
export function asSearchProblem(error: unknown): unknown {
  return error instanceof SalesforceError && error.code === 'MALFORMED_QUERY'
    ? new SalesforceError('MALFORMED_SEARCH', error.message)
    : error;
}

/**
 * Parses a SOSL search.
 * @throws MALFORMED_SEARCH for everything that this sandbox does not know
 */
export function parseSearch(sosl: string): Search {
  const match = /^\s*FIND\s*\{((?:[^}\\]|\\.)*)\}/is.exec(sosl);
  if (!match) {
    throw new SalesforceError('MALFORMED_SEARCH', 'No search term found. The search term must be enclosed in braces.');
  }
  const rest = ' '.repeat(match[0].length) + sosl.slice(match[0].length);
  return parseClauses(match[1] ?? '', rest);
}
