import { closing, enclosing, isSymbol, isWord } from './positions.ts';
import { refused, type Token } from './tokens.ts';

/** Signs of a pattern, and of no other part of a query. */
const PATTERN_ONLY = new Set(['^', '|', '$']);
const PATTERN_SIGNS = new Set(['^', '|', '$', '+', '*', '(', ')', '{', '}', '-', ',']);

/** True inside of the parentheses of MATCH_RECOGNIZE. */
export function isInMatchRecognize(tokens: readonly Token[], index: number): boolean {
  for (let open = enclosing(tokens, index); open >= 0; open = enclosing(tokens, open))
    if (isWord(tokens[open - 1], 'MATCH_RECOGNIZE')) return true;
  return false;
}

/** The end of `PATTERN (…)` of a MATCH_RECOGNIZE, which holds symbols and signs and calls nothing; undefined for another word. */
export function patternEnd(tokens: readonly Token[], index: number): number | undefined {
  if (!isWord(tokens[index], 'PATTERN') || !isSymbol(tokens[index + 1], '(')) return undefined;
  if (!isWord(tokens[enclosing(tokens, index) - 1], 'MATCH_RECOGNIZE')) return undefined;
  const end = closing(tokens, index + 1);
  for (const { kind, text } of tokens.slice(index + 1, end)) {
    const known = kind === 'symbol' ? PATTERN_SIGNS.has(text) : kind !== 'string';
    if (!known)
      throw refused(`A pattern does not go with ${text}.`, 'Write symbols and quantifiers: PATTERN (a b+ c*).');
  }
  return end;
}

/** @throws RK_INVALID_REQUEST for a sign of a pattern elsewhere */
export function checkSign({ kind, text }: Token): void {
  if (kind === 'symbol' && PATTERN_ONLY.has(text))
    throw refused(`The character "${text}" is not part of a query.`, 'Only a PATTERN of MATCH_RECOGNIZE has it.');
}
