import { isObject } from '@rolekit/sdk/internal';
import { nearest } from '@rolekit/sdk/internal/texts';
import type { Comparison, Expression, Path, Selector } from './expression.ts';
import { FUNCTIONS, functionNamed } from './functions.ts';
import { ExpressionError, kindOf, type Scope } from './values.ts';

/** The value of an expression. @throws ExpressionError for an unknown name, a path that does not fit, or wrong types */
export function evaluate(expression: Expression, scope: Scope): unknown {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'path':
      return follow(expression, scope, scope);
    case 'call': {
      const called = functionNamed(expression.name);
      if (!called) throw unknownFunction(expression.name, expression.at);
      return called.run(
        expression.args.map((argument) => evaluate(argument, scope)),
        expression.at,
      );
    }
    case 'binary':
      return calculate(
        expression.operator,
        evaluate(expression.left, scope),
        evaluate(expression.right, scope),
        expression.at,
      );
    case 'negate': {
      const value = evaluate(expression.of, scope);
      if (typeof value !== 'number')
        throw new ExpressionError(`\`-\` needs a number, found ${kindOf(value)}`, expression.at);
      return -value;
    }
  }
}

export function unknownFunction(name: string, at: number): ExpressionError {
  const meant = nearest(name, Object.keys(FUNCTIONS));
  return new ExpressionError(
    `unknown function \`${name}\``,
    at,
    meant ? `Did you mean \`${meant}\`?` : `Use one of ${Object.keys(FUNCTIONS).join(', ')}.`,
  );
}

/** Follows a path from `root`'s names; filters see the names of `scope` on their right side. */
function follow(path: Path, root: Scope, scope: Scope): unknown {
  let value = member(root, path.root, path.at);
  for (const [index, selector] of path.selectors.entries()) {
    if (selector.kind === 'each') {
      const tail: Path = { ...path, selectors: path.selectors.slice(index + 1) };
      return list(value, '[*]', selector.at).map((row) => followRest(tail, row, scope));
    }
    if (selector.kind === 'where') {
      const tail: Path = { ...path, selectors: path.selectors.slice(index + 1) };
      const kept = list(value, 'a filter', selector.at).filter((row) => fits(selector, row, scope));
      // an index or another filter goes on with the list, a field with each of its rows
      if (tail.selectors[0]?.kind !== 'key') return followRest(tail, kept, scope);
      return kept.map((row) => followRest(tail, row, scope));
    }
    value =
      selector.kind === 'key' ? member(value, selector.name, selector.at) : at(value, selector.index, selector.at);
  }
  return value;
}

function followRest(path: Path, value: unknown, scope: Scope): unknown {
  return follow({ ...path, root: 'it' }, { it: value }, scope);
}

function member(value: unknown, name: string, place: number): unknown {
  // a vendor's empty relationship: its fields are empty too
  if (value === null) return null;
  if (!isObject(value)) {
    throw new ExpressionError(
      `cannot read \`${name}\` of ${kindOf(value)}`,
      place,
      Array.isArray(value) ? 'Use `[0]` or `[*]` first.' : undefined,
    );
  }
  if (Object.hasOwn(value, name)) return value[name];
  const names = Object.keys(value);
  const meant = nearest(name, names);
  const fix = meant
    ? `Did you mean \`${meant}\`?`
    : names.length > 0
      ? `There is ${names.slice(0, 12).join(', ')}.`
      : undefined;
  throw new ExpressionError(`there is no \`${name}\``, place, fix);
}

function at(value: unknown, index: number, place: number): unknown {
  const rows = list(value, `[${index}]`, place);
  if (index < rows.length) return rows[index];
  throw new ExpressionError(`there is no [${index}] in ${kindOf(rows)}`, place);
}

function list(value: unknown, what: string, place: number): unknown[] {
  if (Array.isArray(value)) return value;
  throw new ExpressionError(`${what} needs a list, found ${kindOf(value)}`, place);
}

function fits(filter: Extract<Selector, { kind: 'where' }>, row: unknown, scope: Scope): boolean {
  if (!isObject(row))
    throw new ExpressionError(`a filter needs a list of objects, found ${kindOf(row)} in it`, filter.at);
  return compare(filter.compare, follow(filter.left, row, scope), evaluate(filter.right, scope), filter.at);
}

function compare(how: Comparison, left: unknown, right: unknown, place: number): boolean {
  if (how === '==') return left === right;
  if (how === '!=') return left !== right;
  if (left === null || right === null) return false;
  const comparable =
    (typeof left === 'number' && typeof right === 'number') || (typeof left === 'string' && typeof right === 'string');
  if (!comparable) throw new ExpressionError(`\`${how}\` cannot compare ${kindOf(left)} with ${kindOf(right)}`, place);
  if (how === '<') return left < right;
  if (how === '<=') return left <= right;
  return how === '>' ? left > right : left >= right;
}

function calculate(operator: '+' | '-' | '*' | '/', left: unknown, right: unknown, place: number): number {
  if (typeof left !== 'number' || typeof right !== 'number') {
    throw new ExpressionError(`\`${operator}\` needs numbers, found ${kindOf(left)} and ${kindOf(right)}`, place);
  }
  if (operator === '+') return left + right;
  if (operator === '-') return left - right;
  if (operator === '*') return left * right;
  if (right === 0) throw new ExpressionError('division by 0', place);
  return left / right;
}
