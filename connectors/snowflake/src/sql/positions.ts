import type { Token } from './tokens.ts';

/** Index of the parenthesis that closes the one at `open`. */
export function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    if (isSymbol(tokens[at], '(')) depth++;
    if (isSymbol(tokens[at], ')') && --depth === 0) return at;
  }
  return tokens.length;
}

/** Index of the parenthesis that opens the one at `close`, -1 for none. */
export function opening(tokens: readonly Token[], close: number): number {
  let depth = 0;
  for (let at = close; at >= 0; at--) {
    if (isSymbol(tokens[at], ')')) depth++;
    if (isSymbol(tokens[at], '(') && --depth === 0) return at;
  }
  return -1;
}

/** Index of the parenthesis that the token at `index` is in, -1 for none. */
export function enclosing(tokens: readonly Token[], index: number): number {
  let depth = 0;
  for (let at = index - 1; at >= 0; at--) {
    if (isSymbol(tokens[at], ')')) depth++;
    if (isSymbol(tokens[at], '(') && depth-- === 0) return at;
  }
  return -1;
}

/** The last of these words before the token, in the same parenthesis. */
export function lastWord(tokens: readonly Token[], index: number, words: ReadonlySet<string>): number {
  let depth = 0;
  for (let at = index - 1; at >= 0; at--) {
    if (isSymbol(tokens[at], ')')) depth++;
    if (isSymbol(tokens[at], '(') && depth-- === 0) return -1;
    const { kind, text } = tokens[at] as Token;
    if (depth === 0 && kind === 'word' && words.has(text)) return at;
  }
  return -1;
}

const CLAUSE_STARTS = new Set('SELECT FROM JOIN WHERE BY HAVING QUALIFY ON USING VALUES WITH WINDOW LIMIT'.split(' '));
const SELECT = new Set(['SELECT']);

/** True where a table is named: behind FROM and JOIN, and behind a comma of a FROM clause, in parentheses or not. */
export function isTablePlace(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1];
  if (isSymbol(before, '(') || isWord(before, 'LATERAL')) return isTablePlace(tokens, index - 1);
  if (isWord(before, 'JOIN')) return true;
  if (isWord(before, 'FROM')) return isFromClause(tokens, index - 1);
  if (!isSymbol(before, ',')) return false;
  const clause = lastWord(tokens, index - 1, CLAUSE_STARTS);
  return isWord(tokens[clause], 'JOIN') || (isWord(tokens[clause], 'FROM') && isFromClause(tokens, clause));
}

/** Not the FROM of EXTRACT, TRIM and IS DISTINCT FROM. */
function isFromClause(tokens: readonly Token[], from: number): boolean {
  if (isWord(tokens[from - 1], 'DISTINCT') && /^(?:IS|NOT)$/.test(tokens[from - 2]?.text ?? '')) return false;
  return lastWord(tokens, from, SELECT) >= 0;
}

export function isSymbol(token: Token | undefined, text: string): boolean {
  return token?.kind === 'symbol' && token.text === text;
}

export function isWord(token: Token | undefined, text: string): boolean {
  return token?.kind === 'word' && token.text === text;
}

/** `(a, "b")`: names and commas only. */
export function holdsNames(tokens: readonly Token[], open: number): boolean {
  return tokens
    .slice(open + 1, closing(tokens, open))
    .every((token) => token.kind === 'word' || token.kind === 'quoted' || isSymbol(token, ','));
}
