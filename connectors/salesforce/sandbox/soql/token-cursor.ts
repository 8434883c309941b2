import type { SalesforceError } from '../errors.ts';
import type { Path } from './ast.ts';
import { problemAt } from './soql-error.ts';
import { type Token, tokenize } from './tokenize.ts';

/** A place in the tokens of a query, moved forward by the parser. */
export class TokenCursor {
  readonly source: string;
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(source: string) {
    this.source = source;
    this.#tokens = tokenize(source);
  }

  /** The token `ahead` places further, without moving. */
  peek(ahead = 0): Token {
    return this.#tokens[this.#position + ahead] ?? { kind: 'end', text: '<EOF>', at: this.source.length };
  }

  next(): Token {
    const token = this.peek();
    this.#position += 1;
    return token;
  }

  /** True when the coming words are these, in any case. */
  isAtWords(...words: readonly string[]): boolean {
    return words.every((word, index) => {
      const token = this.peek(index);
      return token.kind === 'word' && token.text.toUpperCase() === word;
    });
  }

  /** Moves past these words if they come next. */
  takeWords(...words: readonly string[]): boolean {
    if (!this.isAtWords(...words)) return false;
    this.#position += words.length;
    return true;
  }

  isAtSymbol(symbol: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'symbol' && token.text === symbol;
  }

  takeSymbol(symbol: string): boolean {
    if (!this.isAtSymbol(symbol)) return false;
    this.#position += 1;
    return true;
  }

  expectWord(word: string): void {
    if (!this.takeWords(word)) throw this.unexpected();
  }

  expectSymbol(symbol: string): void {
    if (!this.takeSymbol(symbol)) throw this.unexpected();
  }

  /** A name that is not one of the reserved words. */
  expectName(reserved: ReadonlySet<string>): Token {
    const token = this.peek();
    if (token.kind !== 'word' || reserved.has(token.text.toUpperCase())) throw this.unexpected();
    return this.next();
  }

  /** A dotted name: `Account.Owner.Name`. */
  expectPath(reserved: ReadonlySet<string>): Path {
    const first = this.expectName(reserved);
    const parts = [first.text];
    while (this.takeSymbol('.')) {
      const part = this.next();
      if (part.kind !== 'word') throw this.unexpected(part);
      parts.push(part.text);
    }
    return { parts, at: first.at };
  }

  unexpected(token: Token = this.peek()): SalesforceError {
    return problemAt(this.source, token.at, 'MALFORMED_QUERY', `unexpected token: '${token.text}'`);
  }
}
