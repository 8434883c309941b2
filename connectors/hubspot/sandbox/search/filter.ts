import { compareDecimals, plainDecimal } from '@rolekit/sdk';
import { invalid } from '../errors.ts';
import { objectType, type TypeName } from '../schema/object-types.ts';
import { type PropertyDef, propertiesOf } from '../schema/properties.ts';
import type { Store, StoredObject } from '../store/store.ts';
import { timeOf } from '../store/validate.ts';

export const OPERATORS = [
  'EQ',
  'NEQ',
  'LT',
  'LTE',
  'GT',
  'GTE',
  'BETWEEN',
  'IN',
  'NOT_IN',
  'HAS_PROPERTY',
  'NOT_HAS_PROPERTY',
  'CONTAINS_TOKEN',
  'NOT_CONTAINS_TOKEN',
] as const;
export type Operator = (typeof OPERATORS)[number];

export type Matcher = (object: StoredObject) => boolean;

/** One filter as a function. @throws VALIDATION_ERROR */
export function compileFilter(store: Store, type: TypeName, filter: unknown): Matcher {
  const { propertyName, operator, value, highValue, values } = (filter ?? {}) as Record<string, unknown>;
  if (typeof propertyName !== 'string' || typeof operator !== 'string')
    throw invalid(
      'Invalid input JSON: Cannot build Filter, some of required attributes are not set [propertyName, operator]',
    );
  if (!OPERATORS.includes(operator as Operator))
    throw invalid(
      `Invalid input JSON: ${JSON.stringify(operator)} is not one of the values accepted: [${OPERATORS.join(', ')}]`,
    );
  const associated = objectType(/^associations\.(\w+)$/.exec(propertyName)?.[1] ?? '');
  if (associated && operator === 'EQ')
    return (object) => store.associations.of(object.type, object.id, associated.name).includes(String(value));
  const property = propertiesOf(type).get(propertyName);
  if (!property)
    throw invalid('There was a problem with the request.', {
      errors: [
        {
          message: `Property '${propertyName}' does not exist`,
          code: 'PROPERTY_DOESNT_EXIST',
          context: { propertyName: [propertyName] },
        },
      ],
    });
  const test = compileTest(property, operator as Operator, { value, highValue, values });
  return (object) => test(object.values.get(propertyName));
}

interface Operands {
  value: unknown;
  highValue: unknown;
  values: unknown;
}

function compileTest(
  property: PropertyDef,
  operator: Operator,
  operands: Operands,
): (value: string | undefined) => boolean {
  const one = () => operand(property, operator, operands.value, 'value');
  switch (operator) {
    case 'HAS_PROPERTY':
      return (value) => value !== undefined;
    case 'NOT_HAS_PROPERTY':
      return (value) => value === undefined;
    case 'EQ': {
      const wanted = one();
      return (value) => value !== undefined && compare(property, value, wanted) === 0;
    }
    case 'NEQ': {
      const wanted = one();
      return (value) => value === undefined || compare(property, value, wanted) !== 0;
    }
    case 'LT':
    case 'LTE':
    case 'GT':
    case 'GTE': {
      const limit = one();
      return (value) => value !== undefined && holds(operator, compare(property, value, limit));
    }
    case 'BETWEEN': {
      const low = one();
      const high = operand(property, operator, operands.highValue, 'highValue');
      return (value) =>
        value !== undefined && compare(property, value, low) >= 0 && compare(property, value, high) <= 0;
    }
    case 'IN':
    case 'NOT_IN': {
      if (!Array.isArray(operands.values) || operands.values.length === 0)
        throw invalid(`operator ${operator} requires values`);
      const wanted = operands.values.map((each) => operand(property, operator, each, 'values'));
      // the vendor compares texts with the list in small letters
      const isIn = (value: string) =>
        property.type === 'string'
          ? wanted.includes(value.toLowerCase())
          : wanted.some((each) => compare(property, value, each) === 0);
      return operator === 'IN'
        ? (value) => value !== undefined && isIn(value)
        : (value) => value === undefined || !isIn(value);
    }
    case 'CONTAINS_TOKEN':
    case 'NOT_CONTAINS_TOKEN': {
      const has = tokenTest(one());
      return operator === 'CONTAINS_TOKEN'
        ? (value) => value !== undefined && has(value)
        : (value) => value === undefined || !has(value);
    }
  }
}

function operand(property: PropertyDef, operator: string, value: unknown, name: string): string {
  if (value === undefined || value === null || typeof value === 'object')
    throw invalid(`operator ${operator} requires ${name}`);
  const text = String(value);
  const isWrong =
    (property.type === 'number' && plainDecimal(text) === undefined) ||
    ((property.type === 'date' || property.type === 'datetime') && timeOf(text) === undefined);
  if (isWrong) throw invalid(`${text} is not a valid ${property.type} for ${property.name}`);
  return text;
}

function holds(operator: 'LT' | 'LTE' | 'GT' | 'GTE', order: number): boolean {
  if (operator === 'LT') return order < 0;
  if (operator === 'LTE') return order <= 0;
  return operator === 'GT' ? order > 0 : order >= 0;
}

/** By the property's type; text without regard to case. */
export function compare({ type }: PropertyDef, a: string, b: string): number {
  if (type === 'number') return compareDecimals(a, b);
  if (type === 'date' || type === 'datetime') return (timeOf(a) ?? 0) - (timeOf(b) ?? 0);
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Every word of the text must be there; `*` at either end stands for anything. */
function tokenTest(text: string): (value: string) => boolean {
  const wanted = wordsOf(text, /[^\p{L}\p{N}*]+/u).map((word) => new RegExp(`^${word.split('*').join('.*')}$`, 'u'));
  return (value) => {
    const words = wordsOf(value, /[^\p{L}\p{N}]+/u);
    return wanted.length > 0 && wanted.every((each) => words.some((word) => each.test(word)));
  };
}

function wordsOf(text: string, separator: RegExp): string[] {
  return text
    .toLowerCase()
    .split(separator)
    .filter((word) => word !== '');
}
