import { isObject } from '@rolekit/sdk/internal';
import { evaluate } from './evaluate.ts';
import { type Expression, parseExpression } from './expression.ts';
import { repetitionIn } from './repetition.ts';
import { ExpressionError, kindOf, type Scope } from './values.ts';

/** A text of a playbook, cut at its `${…}`. */
export type TemplatePart = { kind: 'text'; text: string } | { kind: 'value'; expression: Expression; at: number };

/** Cuts `Hello ${name}`; `$${` stands for a plain `${`. @throws ExpressionError with a place in the whole text */
export function parseTemplate(text: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let literal = '';
  let at = 0;
  while (at < text.length) {
    if (text.startsWith('$${', at)) {
      literal += '${';
      at += 3;
    } else if (text.startsWith('${', at)) {
      const end = closing(text, at + 2);
      if (literal) parts.push({ kind: 'text', text: literal });
      literal = '';
      parts.push({ kind: 'value', expression: parseAt(text.slice(at + 2, end), at + 2), at: at + 2 });
      at = end + 1;
    } else {
      literal += text[at];
      at += 1;
    }
  }
  if (literal) parts.push({ kind: 'text', text: literal });
  return parts;
}

/** A text that is one `${…}` keeps the value's type; among other text it becomes text. */
export function fillTemplate(parts: readonly TemplatePart[], scope: Scope): unknown {
  const [only] = parts;
  if (parts.length === 1 && only?.kind === 'value') return evaluate(only.expression, scope);
  return parts
    .map((part) => (part.kind === 'text' ? part.text : textOf(evaluate(part.expression, scope), part.at)))
    .join('');
}

/** Fills every text below a value: objects and lists are walked, `$each` makes a list, other values stay. */
export function fillDeep(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string') return value.includes('${') ? fillTemplate(parseTemplate(value), scope) : value;
  if (Array.isArray(value)) return value.map((item) => fillDeep(item, scope));
  if (isObject(value)) {
    const repeated = repetitionIn(value);
    if (repeated) {
      const list = fillDeep(repeated.list, scope);
      if (!Array.isArray(list)) throw new ExpressionError(`\`$each\` needs a list, found ${kindOf(list)}`, 0);
      return list.map((item) => fillDeep(repeated.make, { ...scope, [repeated.name]: item }));
    }
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, fillDeep(field, scope)]));
  }
  return value;
}

function textOf(value: unknown, at: number): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new ExpressionError(
    `${kindOf(value)} cannot be part of a text`,
    at,
    'Use `quote(…)` or `join(…)` for a list, and a path to one of its fields for an object.',
  );
}

function parseAt(source: string, offset: number): Expression {
  try {
    return parseExpression(source);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new ExpressionError(error.message, error.at + offset, error.fix);
  }
}

/** Index of the `}` that closes a `${`; one inside quotes does not. */
function closing(text: string, from: number): number {
  let quote = '';
  for (let at = from; at < text.length; at++) {
    const character = text[at] ?? '';
    if (quote) {
      if (character === '\\') at += 1;
      else if (character === quote) quote = '';
    } else if (character === '}') return at;
    else if (character === "'" || character === '"') quote = character;
  }
  throw new ExpressionError('`${` is not closed', from - 2, 'Add `}`, or write `$${` for a plain `${`.');
}
