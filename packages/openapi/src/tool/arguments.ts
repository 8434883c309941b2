import type { Operation, Parameter } from '../operation/operation.ts';
import type { ObjectShape, Property, Shape } from '../shape/shape.ts';
import { capital, freeName, proseOf, wordsOf } from '../words.ts';
import { type ListGuess, leftOutOfPaging } from './paging.ts';

/** Where an argument of a tool goes. */
export type Sent =
  | { in: 'path' | 'query' | 'header' | 'cookie'; arg: string; parameter: Parameter }
  | { in: 'field'; arg: string; name: string; shape: Shape }
  | { in: 'body'; arg: string; shape: Shape };

export interface Arguments {
  input: ObjectShape;
  sent: Sent[];
  /** Header for a key that the vendor remembers a write by. */
  idempotencyHeader: string | undefined;
}

const MAX_NAME_LENGTH = 64;

/** The arguments of a tool: parameters and, where it is an object, the members of the body, side by side. */
export function argumentsOf(operation: Operation, list: ListGuess | undefined): Arguments {
  const properties = new Map<string, Property>();
  const sent: Sent[] = [];
  const reserved = list ? ['limit', 'cursor'] : [];
  const isPaging = (name: string, place: string) =>
    list !== undefined &&
    (list.paging.kind !== 'none' && name === list.paging.param
      ? list.paging.in === place
      : name === list.paging.sizeParam && place !== 'header');
  const left = list ? leftOutOfPaging(operation, list) : [];
  let idempotencyHeader: string | undefined;
  const add = (name: string, shape: Shape, required: boolean): string => {
    const arg = freeName(argumentName(name), (other) => properties.has(other) || reserved.includes(other), '_');
    const description = shape.description ?? `${capital(proseOf(wordsOf(name).join(' '), 160) || 'value')}.`;
    properties.set(arg, { shape: { ...shape, description }, required });
    return arg;
  };
  for (const parameter of operation.parameters) {
    if (parameter.in === 'header' && /^(?:x-)?idempotency-?key$/i.test(parameter.name)) {
      idempotencyHeader = parameter.name;
      continue;
    }
    if (isPaging(parameter.name, parameter.in) || (parameter.in === 'query' && left.includes(parameter.name))) continue;
    sent.push({ in: parameter.in, arg: add(parameter.name, parameter.shape, parameter.required), parameter });
  }
  const { body } = operation;
  if (body?.kind !== 'binary' && body?.shape.kind === 'object' && !body.shape.open) {
    for (const [name, { shape, required }] of body.shape.properties) {
      if (isPaging(name, 'body') || left.includes(name)) continue;
      // members of an optional body are optional themselves: nothing sent is no body
      sent.push({ in: 'field', name, shape, arg: add(name, shape, required && body.required) });
    }
  } else if (body?.kind === 'binary') {
    sent.push({ in: 'body', shape: body.shape, arg: add('file', body.shape, body.required) });
  } else if (body && !(body.shape.kind === 'any' && !body.required)) {
    const { shape } = body;
    const described = shape.description ? shape : { ...shape, description: 'What is sent.' };
    sent.push({ in: 'body', shape, arg: add('body', described, body.required) });
  }
  return { input: { kind: 'object', properties, open: false }, sent, idempotencyHeader };
}

/** What an argument is called at the API. */
export function nameOf(sent: Sent): string {
  if (sent.in === 'field') return sent.name;
  if (sent.in === 'body') return sent.shape.file ? sent.arg : 'body';
  return sent.parameter.name;
}

/** Hosts take letters, digits, `_`, `.` and `-`; code is simpler without the last two. */
function argumentName(name: string): string {
  const plain = name
    .replace(/^[$@]+/, '')
    .replace(/[^A-Za-z0-9_]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, MAX_NAME_LENGTH - 3);
  return /^[A-Za-z]/.test(plain) ? plain : `value_${plain}`.replace(/_$/, '');
}
