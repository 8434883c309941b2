import { AGGREGATES, INFORMATION_SCHEMA_FUNCTIONS, READING_FUNCTIONS } from './functions.ts';
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
  `ALTER ATTACH BEGIN CALL COMMIT COPY CREATE DECLARE DELETE DROP EXECUTE GRANT IMMEDIATE INSERT INTO LET MERGE NEXTVAL
PROCEDURE PUT REMOVE RETURN REVOKE ROLLBACK SET TRUNCATE UNDROP UNSET UPDATE USE`.split(/\s+/),
);

/** Reserved words: no function can have such a name without double quotes. */
const RESERVED = new Set(
  `ALL AND ANY BETWEEN BY CASE DISTINCT ELSE EXISTS FROM HAVING ILIKE IN INTERSECT JOIN LATERAL LIKE MINUS NOT ON OR QUALIFY RLIKE
SAMPLE SELECT SOME TABLESAMPLE THEN UNION USING VALUES WHEN WHERE WITH`.split(/\s+/),
);

/** Words of a clause, which a function could have as its name too: only where no expression can begin. */
const CLAUSES = new Set(
  'AT BEFORE CHANGES EXCEPT MATCH_CONDITION MATCH_RECOGNIZE OVER PATTERN PIVOT UNPIVOT'.split(' '),
);

/** Words that are part of a clause only right behind another word. */
const BEHIND: Readonly<Record<string, readonly string[]>> = {
  AS: [],
  BERNOULLI: ['SAMPLE', 'TABLESAMPLE'],
  BLOCK: ['SAMPLE', 'TABLESAMPLE'],
  CUBE: ['BY'],
  GROUP: ['WITHIN'],
  ROLLUP: ['BY'],
  ROW: ['SAMPLE', 'TABLESAMPLE'],
  SEED: [')'],
  SETS: ['GROUPING'],
  SYSTEM: ['SAMPLE', 'TABLESAMPLE'],
};

const TYPES = new Set(
  `ARRAY BINARY CHAR CHARACTER DEC DECIMAL MAP NUMBER NUMERIC NVARCHAR OBJECT STRING TEXT TIME TIMESTAMP TIMESTAMP_LTZ TIMESTAMP_NTZ
TIMESTAMP_TZ VARBINARY VARCHAR VECTOR`.split(/\s+/),
);

const QUERY_STARTS = new Set(['SELECT', 'WITH', 'VALUES']);
const LONGEST_DEPTH = 64;

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
    if (open.length > LONGEST_DEPTH) throw refused('The parentheses are too deep.', 'Simplify the query.');
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
  if (start.text === 'WITH') checkWith(tokens, tokens.indexOf(start));
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1];
    const next = tokens[index + 1];
    if (token.kind === 'word' && NEVER.has(token.text) && (before?.text !== '.' || token.text === 'NEXTVAL'))
      throw refused(
        `${token.text} belongs to statements that change something.`,
        `Write a plain SELECT; a column of that name goes in double quotes ("${token.text}").`,
      );
    if (next?.text !== '(' || next.kind !== 'symbol') continue;
    if (token.kind === 'symbol' && (token.text === ')' || token.text === ']' || token.text === '}'))
      throw refused('A parenthesis follows another.', 'Put a comma or an operator between them.');
    if (token.kind === 'string') throw refused('A parenthesis follows a text.', 'Write the function by its name.');
    if (token.kind === 'word' || token.kind === 'quoted') checkCall(tokens, index, allowed);
  }
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

function checkCall(tokens: readonly Token[], index: number, allowed: ReadonlySet<string>): void {
  const token = tokens[index] as Token;
  const before = tokens[index - 1];
  const qualified = before?.text === '.' && before.kind === 'symbol';
  if (before?.text === '::' || (!qualified && (isTypeOrAlias(tokens, index) || isColumnList(tokens, index)))) return;
  if (!qualified && token.kind === 'word') {
    if (token.text === 'TABLE') {
      checkTable(tokens, index);
      return;
    }
    if (token.text === 'AS' || RESERVED.has(token.text) || isClauseWord(tokens, index)) return;
  }
  const name = qualifiedName(tokens, index);
  if (allowed.has(name)) return;
  if (token.kind === 'word' && !qualified && READING_FUNCTIONS.has(token.text)) return;
  if (token.kind === 'word' && qualified && INFORMATION_SCHEMA_FUNCTIONS.has(token.text)) {
    if (/^(?:[^.]+\.)?INFORMATION_SCHEMA\.[^.]+$/.test(name)) return;
  }
  throw refused(
    `${name} is not a function known to only compute.`,
    'Use a built-in function. User-defined and external functions run when the connection allows them by name (SNOWFLAKE_ALLOWED_FUNCTIONS). An alias with columns needs AS.',
  );
}

/** `CAST(x AS NUMBER(10, 2))`, and `(…) AS t (a, b)`. */
function isTypeOrAlias(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1];
  if (before?.kind !== 'word' || before.text !== 'AS') return false;
  return TYPES.has(tokens[index]?.text ?? '') || holdsNames(tokens, index + 1);
}

function isClauseWord(tokens: readonly Token[], index: number): boolean {
  const text = tokens[index]?.text ?? '';
  const before = tokens[index - 1];
  if (!before) return false;
  if (text === 'EXCLUDE' || text === 'RENAME') return isStar(tokens, index - 1);
  if (BEHIND[text]?.includes(before.text)) return true;
  if (!CLAUSES.has(text)) return false;
  // an expression cannot begin behind a name, a closing parenthesis or a number
  if (before.kind === 'symbol') return before.text === ')' || before.text === ']';
  return before.kind !== 'word' || !(RESERVED.has(before.text) || EXPRESSION_FOLLOWS.has(before.text));
}

const EXPRESSION_FOLLOWS = new Set(
  `AS ASC COLLATE CROSS CUBE DEFINE DESC ESCAPE EXCEPT FETCH FIRST FULL GROUP INNER INTERVAL IS LAST LEFT LIMIT NATURAL NEXT OFFSET
ORDER OUTER OVER PARTITION PRECEDING RECURSIVE REGEXP RETURNING RIGHT ROLLUP ROWS SEPARATOR SETS START TO TOP`.split(
    /\s+/,
  ),
);

/** `SELECT *`, `, *` and `t.*`, not a product. */
function isStar(tokens: readonly Token[], index: number): boolean {
  return tokens[index]?.text === '*' && /^(?:SELECT|DISTINCT|,|\.)$/.test(tokens[index - 1]?.text ?? '');
}

function holdsNames(tokens: readonly Token[], open: number): boolean {
  return tokens
    .slice(open + 1, closing(tokens, open))
    .every(({ kind, text }) => kind === 'word' || kind === 'quoted' || text === ',');
}

/** `TABLE(…)` takes a function by its name: a text, a bind or a variable would hide which. */
function checkTable(tokens: readonly Token[], index: number): void {
  const inner = tokens[index + 2];
  const end = closing(tokens, index + 1);
  const calls = tokens.slice(index + 2, end).some(({ text, kind }) => kind === 'symbol' && text === '(');
  if (inner?.kind === 'word' && calls) return;
  throw refused('TABLE(…) holds something other than a table function.', 'Name the table itself, without TABLE().');
}

/** `name (a, b) AS (` defines a common table expression. */
function isColumnList(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1]?.text;
  if (before !== 'WITH' && before !== 'RECURSIVE' && before !== ',') return false;
  const end = closing(tokens, index + 1);
  return tokens[end + 1]?.text === 'AS' && tokens[end + 2]?.text === '(' && holdsNames(tokens, index + 1);
}

function qualifiedName(tokens: readonly Token[], index: number): string {
  let name = plain(tokens[index]);
  for (let at = index; tokens[at - 1]?.text === '.' && at >= 2; at -= 2) name = `${plain(tokens[at - 2])}.${name}`;
  return name;
}

function plain(token: Token | undefined): string {
  if (!token) return '';
  return token.kind === 'quoted' ? token.text.slice(1, -1).replaceAll('""', '"') : token.text;
}

function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    const { kind, text } = tokens[at] as Token;
    if (kind !== 'symbol') continue;
    if (text === '(') depth++;
    if (text === ')' && --depth === 0) return at;
  }
  return tokens.length;
}

/** SHOW and DESCRIBE: names, texts and numbers, nothing that computes. */
function checkNames(tokens: readonly Token[], verb: string): void {
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
