import { ExpressionError } from './values.ts';

export type Token =
  | { kind: 'number'; value: number; at: number }
  | { kind: 'text'; value: string; at: number }
  | { kind: 'name'; value: string; at: number }
  | { kind: 'sign'; value: string; at: number }
  | { kind: 'end'; value: ''; at: number };

const SPACE = /\s+/y;
const NUMBER = /\d+(?:\.\d+)?/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const TEXT = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/y;
const SIGN = /==|!=|<=|>=|[-+*/()[\].,<>]/y;

/** Cuts an expression into tokens. @throws ExpressionError at a character that has no meaning */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(source);
  };
  while (at < source.length) {
    const space = take(SPACE);
    if (space) {
      at += space[0].length;
      continue;
    }
    const number = take(NUMBER);
    const name = number ? null : take(NAME);
    const text = number || name ? null : take(TEXT);
    const sign = number || name || text ? null : take(SIGN);
    const found = number ?? name ?? text ?? sign;
    if (!found) throw unexpected(source, at);
    if (number) tokens.push({ kind: 'number', value: Number(number[0]), at });
    else if (name) tokens.push({ kind: 'name', value: name[0], at });
    else if (text) tokens.push({ kind: 'text', value: (text[1] ?? text[2] ?? '').replace(/\\(.)/g, '$1'), at });
    else tokens.push({ kind: 'sign', value: found[0], at });
    at += found[0].length;
  }
  tokens.push({ kind: 'end', value: '', at });
  return tokens;
}

function unexpected(source: string, at: number): ExpressionError {
  const character = source[at] ?? '';
  if (character === "'" || character === '"')
    return new ExpressionError('a text is not closed', at, `Add the closing ${character}.`);
  if (character === '=') return new ExpressionError('unexpected `=`', at, 'Compare with `==`.');
  return new ExpressionError(`unexpected \`${character}\``, at);
}
