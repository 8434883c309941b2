import { RolekitError } from '@rolekit/sdk';

/** The smallest parts of a statement. Comments are not among them: what is sent to Snowflake has none. */
export interface Token {
  kind: 'word' | 'quoted' | 'string' | 'number' | 'symbol' | 'bind';
  /** As written; words in upper case. */
  text: string;
  /** Position of the first character in the statement. */
  at: number;
}

const MAX_SQL_LENGTH = 100_000;

/** Longer ones first; what is not here is not part of a query that only reads. `^`, `|` and `$` are signs of patterns. */
const SYMBOLS = ['::', '<=', '>=', '<>', '!=', '||', '=>', '->', ...'()[]{},.+-*/%=<>:^|'] as const;

/**
 * Splits a statement by Snowflake's rules. Where two readings of a text are possible (a backslash before a quote, nested
 * comments, a line break that is not a line feed), it is refused, so that what is checked is what Snowflake reads.
 *
 * @throws RK_INVALID_REQUEST
 */
export function tokenize(sql: string): Token[] {
  if (sql.length > MAX_SQL_LENGTH)
    throw refused(`The statement is longer than ${MAX_SQL_LENGTH} characters.`, 'Shorten it.');
  const tokens: Token[] = [];
  let at = 0;
  while (at < sql.length && !isLastSemicolon(sql, at)) at = skip(sql, at) ?? read(sql, at, tokens);
  return tokens;
}

/** The statement without its comments and without the last semicolon, every other character where it was: positions in the vendor's errors stay right. */
export function withoutComments(sql: string): string {
  const parts: string[] = [];
  let at = 0;
  while (at < sql.length && !isLastSemicolon(sql, at)) {
    const comment = commentEnd(sql, at);
    if (comment !== undefined) {
      parts.push(sql.slice(at, comment).replace(/[^\n]/g, ' '));
      at = comment;
      continue;
    }
    const end = skip(sql, at) ?? read(sql, at, []);
    parts.push(sql.slice(at, end));
    at = end;
  }
  return parts.join('');
}

/** A semicolon with nothing but space and comments behind it is a habit, not a second statement. */
function isLastSemicolon(sql: string, at: number): boolean {
  if (sql.charAt(at) !== ';') return false;
  let rest = at + 1;
  while (rest < sql.length) {
    const end = skip(sql, rest);
    if (end === undefined) return false;
    rest = end;
  }
  return true;
}

function skip(sql: string, at: number): number | undefined {
  return /[ \t\n\r]/.test(sql.charAt(at)) ? at + 1 : commentEnd(sql, at);
}

function commentEnd(sql: string, at: number): number | undefined {
  const two = sql.slice(at, at + 2);
  if (two === '--' || two === '//') {
    const feed = sql.indexOf('\n', at);
    const end = feed < 0 ? sql.length : feed;
    if (/[\r\v\f\u0085\u2028\u2029](?!$)/.test(sql.slice(at, end)))
      throw refused('A comment holds a line break that is not a line feed.', 'Remove the comment.');
    return end;
  }
  if (two !== '/*') return undefined;
  const close = sql.indexOf('*/', at + 2);
  if (close < 0) throw refused('A comment is not closed.', 'Close it with */, or remove it.');
  if (sql.slice(at + 2, close).includes('/*')) throw refused('A comment is inside a comment.', 'Remove the comments.');
  return close + 2;
}

function read(sql: string, at: number, tokens: Token[]): number {
  const add = (kind: Token['kind'], end: number, text = sql.slice(at, end)): number => {
    tokens.push({ kind, text, at });
    return end;
  };
  const char = sql.charAt(at);
  if (char === "'") return add('string', stringEnd(sql, at));
  if (char === '"') return add('quoted', quotedEnd(sql, at));
  if (sql.startsWith('$$', at)) {
    const close = sql.indexOf('$$', at + 2);
    if (close < 0) throw refused('A text in $$ is not closed.', 'Write it in single quotes.');
    return add('string', close + 2);
  }
  if (char === '?') return add('bind', at + 1);
  const column = match(/\$\d+/y, sql, at);
  if (column) return add('word', at + column.length);
  if (char === '$' && /[\s)]/.test(sql.charAt(at + 1))) return add('symbol', at + 1);
  const word = match(/[A-Za-z_][A-Za-z0-9_$]*/y, sql, at);
  if (word) {
    if (word.includes('$$')) throw refused(`The name ${word} has $$ in it.`, 'Put it in double quotes.');
    return add('word', at + word.length, word.toUpperCase());
  }
  const number = match(/(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y, sql, at);
  if (number) {
    const after = sql.charAt(at + number.length);
    if (/[A-Za-z_$"']/.test(after))
      throw refused(`After the number ${number} stands ${after}.`, 'Put a space between them.');
    return add('number', at + number.length);
  }
  // one sign too long would hide in a shorter one: a->>b is a pipe, not an arrow
  if (sql.startsWith('->>', at)) throw refused('`->>` chains statements.', 'Run one statement at a time.');
  const symbol = SYMBOLS.find((candidate) => sql.startsWith(candidate, at));
  if (symbol) return add('symbol', at + symbol.length);
  throw refused(UNKNOWN[char] ?? `The character ${JSON.stringify(char)} is not part of a query.`, UNKNOWN_HINT);
}

const UNKNOWN_HINT = 'Write one plain SELECT; names with other characters go in double quotes, text in single quotes.';

const UNKNOWN: Readonly<Record<string, string>> = {
  ';': 'There is more than one statement.',
  '@': 'Stages (`@…`) are not read.',
  $: 'Session variables (`$name`) do not exist here: each statement has its own session.',
  '!': 'Methods (`object!method`) can change things and are not called.',
  '&': '`&` is not an operator of Snowflake.',
};

function stringEnd(sql: string, at: number): number {
  for (let end = at + 1; end < sql.length; end++) {
    const char = sql.charAt(end);
    if (char === '\\') {
      if (sql.charAt(end + 1) === "'")
        throw refused("A backslash stands before a quote (\\').", "Write two quotes ('') for one in a text.");
      end++;
    } else if (char === "'") {
      if (sql.charAt(end + 1) !== "'") return end + 1;
      end++;
    }
  }
  throw refused('A text in single quotes is not closed.', 'Close it.');
}

function quotedEnd(sql: string, at: number): number {
  for (let end = at + 1; end < sql.length; end++) {
    if (sql.charAt(end) !== '"') continue;
    if (sql.charAt(end + 1) !== '"') return end + 1;
    end++;
  }
  throw refused('A name in double quotes is not closed.', 'Close it.');
}

function match(pattern: RegExp, sql: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(sql)?.[0];
}

/** A statement that is not run, and what to write instead. */
export function refused(reason: string, hint: string): RolekitError {
  return new RolekitError('RK_INVALID_REQUEST', { reason: `Not run: ${reason}`, hint });
}
