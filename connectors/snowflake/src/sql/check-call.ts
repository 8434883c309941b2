import { isSyntax } from './clauses.ts';
import {
  effectOf,
  FROM_FUNCTIONS,
  isReadingByWholeName,
  MATCH_RECOGNIZE_FUNCTIONS,
  READING_FUNCTIONS,
} from './functions.ts';
import { isInMatchRecognize } from './match-recognize.ts';
import { closing, isSymbol, isTablePlace, isWord } from './positions.ts';
import { refused, type Token } from './tokens.ts';

/** @throws RK_INVALID_REQUEST for a word before a parenthesis that is no syntax and no function known to only read */
export function checkCall(tokens: readonly Token[], index: number, allowed: ReadonlySet<string>): void {
  const token = tokens[index] as Token;
  const qualified = isSymbol(tokens[index - 1], '.');
  if (!qualified && isWord(token, 'TABLE')) checkTable(tokens, index);
  else if (!qualified && isWord(token, 'IDENTIFIER')) checkIdentifier(tokens, index);
  else if (qualified || !isSyntax(tokens, index)) checkFunction(tokens, index, qualified, allowed);
}

function checkFunction(
  tokens: readonly Token[],
  index: number,
  qualified: boolean,
  allowed: ReadonlySet<string>,
): void {
  const token = tokens[index] as Token;
  const name = qualifiedName(tokens, index);
  if (allowed.has(name)) return;
  if (token.kind === 'word' && (qualified ? isReadingByWholeName(name) : isReading(tokens, index))) return;
  const effect = token.kind === 'word' ? effectOf(name) : undefined;
  if (effect !== undefined)
    throw refused(
      `${name} ${effect}.`,
      'Leave it out, or have it allowed by name in the settings of the connection (SNOWFLAKE_ALLOWED_FUNCTIONS).',
    );
  throw refused(
    `${name} is not a function known to only compute.`,
    'Use a built-in function. User-defined and external functions run when the connection allows them by name (SNOWFLAKE_ALLOWED_FUNCTIONS). An alias with columns needs AS.',
  );
}

function isReading(tokens: readonly Token[], index: number): boolean {
  const { text } = tokens[index] as Token;
  if (READING_FUNCTIONS.has(text)) return true;
  if (MATCH_RECOGNIZE_FUNCTIONS.has(text)) return isInMatchRecognize(tokens, index);
  return FROM_FUNCTIONS.has(text) && isTablePlace(tokens, index);
}

/** `TABLE(…)` takes a function by its name: a text, a bind or a variable would hide which. */
function checkTable(tokens: readonly Token[], index: number): void {
  const inner = tokens[index + 2];
  const end = closing(tokens, index + 1);
  const calls = tokens.slice(index + 2, end).some((token) => isSymbol(token, '('));
  if (inner?.kind === 'word' && inner.text !== 'IDENTIFIER' && calls) return;
  throw refused('TABLE(…) holds something other than a table function.', 'Name the table itself, without TABLE().');
}

const IDENTIFIER = /^(?:[A-Za-z_][\w$]*|"(?:[^"\\]|"")+")(?:\.(?:[A-Za-z_][\w$]*|"(?:[^"\\]|"")+"))*$/;

/** `IDENTIFIER('db.schema.table')` names an object by a text that stands there: not a stage, a sequence or a function. */
export function checkIdentifier(tokens: readonly Token[], index: number): void {
  const text = tokens[index + 2];
  const end = index + 3;
  const name = /^(?:'([^'\\]*)'|\$\$([^$\\]*)\$\$)$/
    .exec(text?.kind === 'string' ? text.text : '')
    ?.slice(1)
    .join('');
  if (!name || !IDENTIFIER.test(name) || !isSymbol(tokens[end], ')'))
    throw refused('IDENTIFIER takes a name in single quotes.', "Write IDENTIFIER('DB.SCHEMA.TABLE').");
  if (isNextval(name.split('.').at(-1) ?? '')) throw movesSequence();
}

/** The value of a sequence is written as a column of it, quoted or not; reading it moves the sequence. */
export function checkNextval(tokens: readonly Token[], index: number): void {
  const { kind, text } = tokens[index] as Token;
  const named = kind === 'word' || (kind === 'quoted' && isSymbol(tokens[index - 1], '.'));
  if (named && isNextval(text) && !isSymbol(tokens[index - 1], ':')) throw movesSequence();
}

function isNextval(text: string): boolean {
  return text.replaceAll('"', '').toUpperCase() === 'NEXTVAL';
}

function movesSequence() {
  return refused('NEXTVAL moves a sequence.', 'Leave it out; ROW_NUMBER() OVER (…) numbers rows without an effect.');
}

/** A text where a table stands is a stage or a file. */
export function checkStage(tokens: readonly Token[], index: number): void {
  if (tokens[index]?.kind === 'string' && isTablePlace(tokens, index))
    throw refused('A text stands where a table is named: stages and files are not read.', 'Name a table or a view.');
}

function qualifiedName(tokens: readonly Token[], index: number): string {
  let name = plain(tokens[index]);
  for (let at = index; isSymbol(tokens[at - 1], '.') && at >= 2; at -= 2) name = `${plain(tokens[at - 2])}.${name}`;
  return name;
}

function plain(token: Token | undefined): string {
  if (!token) return '';
  return token.kind === 'quoted' ? token.text.slice(1, -1).replaceAll('""', '"') : token.text;
}
