import { type Token, tokenize } from './tokens.ts';
import { ExpressionError } from './values.ts';

/** One step of a path: `.Name`, `['Account.Name']`, `[0]`, `[*]` or `[Stage == 'Commit']`. */
export type Selector =
  | { kind: 'key'; name: string; at: number }
  | { kind: 'index'; index: number; at: number }
  | { kind: 'each'; at: number }
  | { kind: 'where'; left: Path; compare: Comparison; right: Expression; at: number };

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

export interface Path {
  kind: 'path';
  root: string;
  selectors: Selector[];
  at: number;
}

export type Expression =
  | { kind: 'literal'; value: number | string | boolean | null; at: number }
  | Path
  | { kind: 'call'; name: string; args: Expression[]; at: number }
  | { kind: 'binary'; operator: '+' | '-' | '*' | '/'; left: Expression; right: Expression; at: number }
  | { kind: 'negate'; of: Expression; at: number };

const COMPARISONS: readonly string[] = ['==', '!=', '<', '<=', '>', '>='];
const WORDS = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/**
 * Parses an expression over captured values: numbers, quoted texts, paths such as `items[*].Amount` or
 * `items[Stage == 'Won'].Id`, `+ - * /`, and calls such as `sum(amounts)`.
 *
 * @throws ExpressionError with the place of the first problem
 */
export function parseExpression(source: string): Expression {
  const parser = new Parser(tokenize(source));
  const expression = parser.sum();
  parser.end();
  return expression;
}

/** The paths that an expression takes from outside; the left side of a filter belongs to its rows. */
export function pathsIn(expression: Expression): Path[] {
  switch (expression.kind) {
    case 'literal':
      return [];
    case 'path':
      return [
        expression,
        ...expression.selectors.flatMap((selector) => (selector.kind === 'where' ? pathsIn(selector.right) : [])),
      ];
    case 'call':
      return expression.args.flatMap(pathsIn);
    case 'binary':
      return [...pathsIn(expression.left), ...pathsIn(expression.right)];
    case 'negate':
      return pathsIn(expression.of);
  }
}

/** The functions that an expression calls. */
export function callsIn(expression: Expression): Extract<Expression, { kind: 'call' }>[] {
  switch (expression.kind) {
    case 'literal':
      return [];
    case 'path':
      return expression.selectors.flatMap((selector) => (selector.kind === 'where' ? callsIn(selector.right) : []));
    case 'call':
      return [expression, ...expression.args.flatMap(callsIn)];
    case 'binary':
      return [...callsIn(expression.left), ...callsIn(expression.right)];
    case 'negate':
      return callsIn(expression.of);
  }
}

class Parser {
  readonly #tokens: Token[];
  #next = 0;

  constructor(tokens: Token[]) {
    this.#tokens = tokens;
  }

  sum(): Expression {
    let left = this.#product();
    for (let sign = this.#sign('+', '-'); sign; sign = this.#sign('+', '-')) {
      left = { kind: 'binary', operator: sign.value as '+' | '-', left, right: this.#product(), at: sign.at };
    }
    return left;
  }

  end(): void {
    const token = this.#peek();
    if (token.kind !== 'end') throw new ExpressionError(`unexpected \`${token.value}\``, token.at);
  }

  #product(): Expression {
    let left = this.#unary();
    for (let sign = this.#sign('*', '/'); sign; sign = this.#sign('*', '/')) {
      left = { kind: 'binary', operator: sign.value as '*' | '/', left, right: this.#unary(), at: sign.at };
    }
    return left;
  }

  #unary(): Expression {
    const minus = this.#sign('-');
    return minus ? { kind: 'negate', of: this.#unary(), at: minus.at } : this.#primary();
  }

  #primary(): Expression {
    const token = this.#take();
    if (token.kind === 'number' || token.kind === 'text') return { kind: 'literal', value: token.value, at: token.at };
    if (token.kind === 'name') {
      const word = WORDS.get(token.value);
      if (word !== undefined) return { kind: 'literal', value: word, at: token.at };
      if (this.#sign('(')) return { kind: 'call', name: token.value, args: this.#args(), at: token.at };
      return this.#path(token.value, token.at);
    }
    if (token.value === '(') {
      const inner = this.sum();
      this.#expect(')');
      return inner;
    }
    const found = token.kind === 'end' ? 'the end' : `\`${token.value}\``;
    throw new ExpressionError(`expected a value, found ${found}`, token.at);
  }

  #args(): Expression[] {
    if (this.#sign(')')) return [];
    const args = [this.sum()];
    while (this.#sign(',')) args.push(this.sum());
    this.#expect(')');
    return args;
  }

  #path(root: string, at: number): Path {
    const selectors: Selector[] = [];
    for (let sign = this.#sign('.', '['); sign; sign = this.#sign('.', '[')) {
      selectors.push(sign.value === '.' ? this.#key(sign.at) : this.#bracket(sign.at));
    }
    return { kind: 'path', root, selectors, at };
  }

  #key(at: number): Selector {
    const token = this.#take();
    if (token.kind !== 'name') throw new ExpressionError('expected a field name after `.`', token.at);
    return { kind: 'key', name: token.value, at };
  }

  #bracket(at: number): Selector {
    const token = this.#peek();
    if (token.kind === 'sign' && token.value === '*') {
      this.#take();
      this.#expect(']');
      return { kind: 'each', at };
    }
    if (token.kind === 'number') {
      this.#take();
      if (!Number.isInteger(token.value))
        throw new ExpressionError('an index is a whole number', token.at, 'Write it without decimals, such as `[0]`.');
      this.#expect(']');
      return { kind: 'index', index: token.value, at };
    }
    if (token.kind === 'text') {
      this.#take();
      this.#expect(']');
      return { kind: 'key', name: token.value, at };
    }
    if (token.kind !== 'name') {
      throw new ExpressionError(
        'expected a number, `*`, a quoted field or a filter inside `[ ]`',
        token.at,
        "For example `[0]`, `[*]` or `[Stage == 'Won']`.",
      );
    }
    this.#take();
    const left = this.#path(token.value, token.at);
    const compare = this.#take();
    if (!COMPARISONS.includes(compare.value as string)) {
      throw new ExpressionError(
        'expected a comparison in the filter',
        compare.at,
        `Use one of ${COMPARISONS.join(' ')}.`,
      );
    }
    const right = this.sum();
    this.#expect(']');
    return { kind: 'where', left, compare: compare.value as Comparison, right, at };
  }

  #peek(): Token {
    const last = this.#tokens.length - 1;
    return this.#tokens[Math.min(this.#next, last)] ?? { kind: 'end', value: '', at: 0 };
  }

  #take(): Token {
    const token = this.#peek();
    this.#next += 1;
    return token;
  }

  #sign(...signs: string[]): Token | undefined {
    const token = this.#peek();
    if (token.kind !== 'sign' || !signs.includes(token.value)) return undefined;
    return this.#take();
  }

  #expect(sign: string): void {
    const token = this.#take();
    if (token.kind === 'sign' && token.value === sign) return;
    const found = token.kind === 'end' ? 'the end' : `\`${token.value}\``;
    throw new ExpressionError(`expected \`${sign}\`, found ${found}`, token.at);
  }
}
