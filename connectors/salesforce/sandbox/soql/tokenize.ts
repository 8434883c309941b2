import { problemAt } from './soql-error.ts';

export type TokenKind = 'word' | 'string' | 'number' | 'date' | 'datetime' | 'symbol' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** As written; of a string, what stands between the quotes. */
  readonly text: string;
  readonly at: number;
}

const PATTERNS: readonly (readonly [TokenKind, RegExp])[] = [
  ['datetime', /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})/y],
  ['date', /\d{4}-\d{2}-\d{2}(?![\w-])/y],
  ['number', /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w])/y],
  ['word', /[A-Za-z_]\w*/y],
  ['symbol', /<>|<=|>=|!=|[=<>(),.:]/y],
];
const STRING = /'((?:[^'\\]|\\.)*)'/sy;

/** Splits a query into tokens. @throws MALFORMED_QUERY for text that no token begins with */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    if (/\s/.test(source.charAt(at))) {
      at += 1;
      continue;
    }
    const token = nextToken(source, at);
    tokens.push(token);
    at += token.kind === 'string' ? token.text.length + 2 : token.text.length;
  }
  tokens.push({ kind: 'end', text: '<EOF>', at: source.length });
  return tokens;
}

function nextToken(source: string, at: number): Token {
  if (source.charAt(at) === "'") {
    STRING.lastIndex = at;
    const text = STRING.exec(source)?.[1];
    if (text === undefined) throw problemAt(source, at, 'MALFORMED_QUERY', "line is missing the closing quote: '");
    return { kind: 'string', text, at };
  }
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const text = pattern.exec(source)?.[0];
    if (text !== undefined) return { kind, text, at };
  }
  throw problemAt(source, at, 'MALFORMED_QUERY', `unexpected token: '${source.charAt(at)}'`);
}

/** What stands for the character behind a backslash. */
export const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  N: '\n',
  r: '\r',
  R: '\r',
  t: '\t',
  T: '\t',
  b: '\b',
  B: '\b',
  f: '\f',
  F: '\f',
  '"': '"',
  "'": "'",
  '\\': '\\',
  '%': '%',
  _: '_',
};

/** The text that a string literal stands for. @throws MALFORMED_QUERY for an unknown escape */
export function unescapeString(source: string, token: Token): string {
  return token.text.replace(/\\(.)/gs, (sequence, character: string) => {
    const plain = ESCAPES[character];
    if (plain !== undefined) return plain;
    throw problemAt(
      source,
      token.at,
      'MALFORMED_QUERY',
      `invalid string literal '${token.text}'. Illegal character sequence '${sequence}' in string literal.`,
    );
  });
}
