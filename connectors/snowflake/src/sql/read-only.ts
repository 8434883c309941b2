import { checkCall, checkIdentifier, checkNextval, checkStage } from './check-call.ts';
import { AGGREGATES, READING_FUNCTIONS } from './functions.ts';
import { checkSign, patternEnd } from './match-recognize.ts';
import { closing, isSymbol, isWord } from './positions.ts';
import { refused, type Token, tokenize, withoutComments } from './tokens.ts';

/** A statement that was checked, and what its shape says about the size of its result. */
export interface ReadingStatement {
  /** What is sent: without comments and without the last semicolon. */
  sql: string;
  kind: 'query' | 'show' | 'describe' | 'explain';
  /** A query that gives every row of what it reads: no LIMIT, TOP, FETCH, SAMPLE, GROUP BY, DISTINCT or aggregate. */
  unbounded: boolean;
}

/** Verbs and words that only statements with effects have; as a name they go in double quotes. */
const NEVER = new Set(
  `ALTER ATTACH BEGIN CALL COMMIT COPY CREATE DECLARE DELETE DROP EXECUTE GRANT IMMEDIATE INSERT INTO LET MERGE
PROCEDURE PUT REMOVE RETURN REVOKE ROLLBACK SET TRUNCATE UNDROP UNSET UPDATE USE`.split(/\s+/),
);

/** Of those, the words that Snowflake reserves: a column of that name is always quoted. */
const NEVER_A_NAME = new Set('ALTER CREATE DELETE DROP GRANT INSERT INTO REVOKE SET UPDATE'.split(' '));
const BEFORE_A_NAME = new Set(
  'AND AS BETWEEN BY CASE DISTINCT ELSE IN LIKE NOT ON OR SELECT THEN WHEN WHERE'.split(' '),
);
const AFTER_A_NAME = new Set(
  'AND AS ASC BETWEEN DESC ELSE END FROM GROUP HAVING IN IS LIKE LIMIT NOT NULLS OR ORDER QUALIFY THEN UNION WHEN'.split(
    ' ',
  ),
);

const QUERY_STARTS = new Set(['SELECT', 'WITH', 'VALUES']);
const MAX_DEPTH = 64;

/**
 * Checks that a statement can only read. The rule is a list of what is allowed, not of what is not: one query, SHOW,
 * DESCRIBE or EXPLAIN, made of known signs and of functions known to have no effect.
 *
 * @param allowed further functions that the connection's settings name, in upper case
 * @throws RK_INVALID_REQUEST that says what is refused and what to write instead
 */
export function checkReadOnly(sql: string, allowed: ReadonlySet<string> = new Set()): ReadingStatement {
  const tokens = tokenize(sql);
  const first = tokens.find(({ text }) => text !== '(');
  if (!first) throw refused('There is no statement.', 'Write one SELECT.');
  const text = withoutComments(sql).trimEnd();
  checkParentheses(tokens);
  switch (first.kind === 'word' ? first.text : '') {
    case 'SELECT':
    case 'WITH':
    case 'VALUES':
      checkQuery(tokens, allowed);
      return { sql: text, kind: 'query', unbounded: isUnbounded(tokens) };
    case 'EXPLAIN':
      checkQuery(tokens.slice(explainedFrom(tokens)), allowed);
      return { sql: text, kind: 'explain', unbounded: false };
    case 'SHOW':
      checkNames(tokens, 'SHOW');
      return { sql: text, kind: 'show', unbounded: false };
    case 'DESC':
    case 'DESCRIBE':
      checkNames(tokens, 'DESCRIBE');
      return { sql: text, kind: 'describe', unbounded: false };
    default:
      throw refused(
        `${first.text} is not a statement that only reads.`,
        'Only SELECT, WITH … SELECT, VALUES, SHOW, DESCRIBE and EXPLAIN are run; to change data, ask a person to do it in Snowflake.',
      );
  }
}

function checkParentheses(tokens: readonly Token[]): void {
  const open: string[] = [];
  const pairs: Record<string, string> = { ')': '(', ']': '[', '}': '{' };
  for (const { kind, text } of tokens) {
    if (kind !== 'symbol') continue;
    if ('([{'.includes(text)) open.push(text);
    const opening = pairs[text];
    if (opening && open.pop() !== opening) throw refused(`A \`${text}\` closes nothing.`, 'Balance the parentheses.');
    if (open.length > MAX_DEPTH) throw refused('The parentheses are too deep.', 'Simplify the query.');
  }
  if (open.length > 0) throw refused(`A \`${open.at(-1)}\` is not closed.`, 'Balance the parentheses.');
}

function explainedFrom(tokens: readonly Token[]): number {
  const using = tokens[1]?.text === 'USING';
  if (using && !/^(?:TEXT|JSON|TABULAR)$/.test(tokens[2]?.text ?? ''))
    throw refused('EXPLAIN USING takes TEXT, JSON or TABULAR.', 'Write EXPLAIN USING TEXT SELECT …');
  return using ? 3 : 1;
}

function checkQuery(tokens: readonly Token[], allowed: ReadonlySet<string>): void {
  const start = tokens.find(({ text }) => text !== '(');
  if (start?.kind !== 'word' || !QUERY_STARTS.has(start.text))
    throw refused(`${start?.text ?? 'Nothing'} is not a query.`, 'Write SELECT or WITH … SELECT.');
  // a pattern is left at its closing parenthesis
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] as Token;
    const pattern = patternEnd(tokens, index);
    if (pattern !== undefined) {
      index = pattern;
      continue;
    }
    checkSign(token);
    checkNextval(tokens, index);
    checkStage(tokens, index);
    if (isWord(token, 'WITH') && isQueryStart(tokens, index)) checkWith(tokens, index);
    if (token.kind === 'word' && NEVER.has(token.text) && !isName(tokens, index))
      throw refused(
        `${token.text} belongs to statements that change something.`,
        `Write a plain SELECT; a column of that name goes in double quotes ("${token.text}").`,
      );
    if (!isSymbol(tokens[index + 1], '(')) continue;
    if (token.kind === 'symbol' && (token.text === ')' || token.text === ']' || token.text === '}'))
      throw refused('A parenthesis follows another.', 'Put a comma or an operator between them.');
    if (token.kind === 'string') throw refused('A parenthesis follows a text.', 'Write the function by its name.');
    if (token.kind === 'word' || token.kind === 'quoted') checkCall(tokens, index, allowed);
  }
}

/** A WITH that begins a query, not one of START WITH or WITH UNMATCHED ROWS. */
function isQueryStart(tokens: readonly Token[], index: number): boolean {
  return tokens.slice(0, index).every((token) => isSymbol(token, '(')) || isSymbol(tokens[index - 1], '(');
}

/**
 * True where the word is a name or a built-in function, and begins no statement: `t.update`, `v:call`, `INSERT('ab', 1, 0, 'x')`,
 * and for words that Snowflake does not reserve `MIN(begin)`.
 */
function isName(tokens: readonly Token[], index: number): boolean {
  const { text } = tokens[index] as Token;
  const [before, next] = [tokens[index - 1], tokens[index + 1]];
  if (isSymbol(before, '.') || isSymbol(before, ':')) return true;
  if (isSymbol(next, '(')) return (text === 'INSERT' || text === 'TRUNCATE') && READING_FUNCTIONS.has(text);
  if (NEVER_A_NAME.has(text) || !before) return false;
  const begins =
    before.kind === 'symbol' ? !'])}.'.includes(before.text) : before.kind === 'word' && BEFORE_A_NAME.has(before.text);
  const ends =
    !next ||
    (next.kind === 'symbol' ? !'([{'.includes(next.text) : next.kind === 'word' && AFTER_A_NAME.has(next.text));
  return begins && ends;
}

/** Every WITH at the top holds queries, and a query follows: not a procedure, not a CALL. */
function checkWith(tokens: readonly Token[], from: number): void {
  let at = from + (tokens[from + 1]?.text === 'RECURSIVE' ? 2 : 1);
  for (;;) {
    const name = tokens[at];
    if (!name || (name.kind !== 'word' && name.kind !== 'quoted')) throw badWith();
    at++;
    if (tokens[at]?.text === '(') at = closing(tokens, at) + 1;
    if (tokens[at]?.text !== 'AS' || tokens[at + 1]?.text !== '(') throw badWith();
    const body = tokens.slice(at + 2).find(({ text }) => text !== '(');
    if (body?.kind !== 'word' || !QUERY_STARTS.has(body.text)) throw badWith();
    at = closing(tokens, at + 1) + 1;
    if (tokens[at]?.text !== ',') break;
    at++;
  }
  const main = tokens.slice(at).find(({ text }) => text !== '(');
  if (main?.kind !== 'word' || main.text !== 'SELECT') throw badWith();
}

function badWith() {
  return refused('A WITH holds something other than queries.', 'Write WITH name AS (SELECT …) SELECT …');
}

/** SHOW and DESCRIBE: names, texts and numbers, nothing that computes. */
function checkNames(statement: readonly Token[], verb: string): void {
  const tokens = withoutIdentifiers(statement);
  const odd = tokens.find(
    ({ kind, text }, index) =>
      kind === 'bind' ||
      (kind === 'symbol' && text !== '.' && text !== '=') ||
      (index > 0 && NEVER.has(text) && kind === 'word'),
  );
  if (odd)
    throw refused(
      `${verb} does not go with ${odd.text}.`,
      `Write ${verb} TABLES IN SCHEMA "DB"."SCHEMA", for example.`,
    );
}

/** `IDENTIFIER('a.b')`, checked, as the name that it is. */
function withoutIdentifiers(tokens: readonly Token[]): Token[] {
  const at = tokens.findIndex((token, index) => isWord(token, 'IDENTIFIER') && isSymbol(tokens[index + 1], '('));
  if (at < 0) return [...tokens];
  checkIdentifier(tokens, at);
  return [...tokens.slice(0, at), ...tokens.slice(at + 2, at + 3), ...withoutIdentifiers(tokens.slice(at + 4))];
}

function isUnbounded(tokens: readonly Token[]): boolean {
  let depth = 0;
  let reads = false;
  const base = tokens.findIndex(({ text }) => text !== '(');
  for (const [index, { kind, text }] of tokens.entries()) {
    if (kind === 'symbol' && '([{'.includes(text)) depth++;
    if (kind === 'symbol' && ')]}'.includes(text)) depth--;
    if (kind !== 'word') continue;
    if (text === 'FROM') reads = true;
    if (depth > base) continue;
    if (/^(?:LIMIT|TOP|FETCH|SAMPLE|TABLESAMPLE|GROUP|DISTINCT)$/.test(text) && tokens[index - 1]?.text !== '.')
      return false;
    if (AGGREGATES.has(text) && tokens[index + 1]?.text === '(' && !isWindow(tokens, index)) return false;
  }
  return reads;
}

function isWindow(tokens: readonly Token[], index: number): boolean {
  const end = closing(tokens, index + 1);
  const after = tokens.slice(end + 1, end + 4).map(({ text }) => text);
  if (after[0] === 'OVER') return true;
  if (after[0] !== 'WITHIN' && after[0] !== 'IGNORE' && after[0] !== 'RESPECT') return false;
  return after[0] !== 'WITHIN' ? after[2] === 'OVER' : tokens[closing(tokens, end + 3) + 1]?.text === 'OVER';
}
