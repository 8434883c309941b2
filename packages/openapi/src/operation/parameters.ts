import { exampleIn, objectOf, type Spec, textOf } from '../description/spec.ts';
import type { SpecNode } from '../description/spec-node.ts';
import type { Shape } from '../shape/shape.ts';
import { shapeOf } from '../shape/shape-of.ts';
import { proseOf } from '../words.ts';
import { isJson } from './media-types.ts';
import { type OperationHead, ownAndInherited, type Parameter, type Style, type Writing } from './operation.ts';
import { isCredential } from './security.ts';

/** Sent by the connection, whatever a description says of them. */
const OF_THE_CONNECTION = /^(?:accept|content-type|content-length|authorization|user-agent|host|cookie)$/i;
const COOKIE_NAME = /^[!#$%&'*+\-.^_`|~\w]+$/;

/** The parameters of an operation and of its path, the operation's own first. */
export function parametersOf(spec: Spec, head: OperationHead): Parameter[] {
  const { node, path } = head;
  const found = new Map<string, Parameter>();
  for (const at of ownAndInherited(spec, head, 'parameters')) {
    const parameter = parameterOf(spec, at);
    if (!parameter) continue;
    const key = `${parameter.in} ${parameter.name}`;
    if (!found.has(key)) found.set(key, parameter);
  }
  for (const [, name = ''] of path.matchAll(/\{([^}]*)\}/g)) {
    if (found.has(`path ${name}`)) continue;
    spec.findings.warning('openapi/path-parameter', node, `{${name}} of the path is not described: taken as a text.`);
    found.set(`path ${name}`, { name, in: 'path', required: true, shape: text(), writing: PLAIN, node });
  }
  return [...found.values()].filter((parameter) => parameter.in !== 'path' || path.includes(`{${parameter.name}}`));
}

function parameterOf(spec: Spec, at: SpecNode): Parameter | undefined {
  const own = objectOf(at);
  const place = own?.in;
  const name = own?.name;
  if (!own || typeof name !== 'string' || typeof place !== 'string' || name === '__proto__') return undefined;
  if (place === 'body' || place === 'formData') return undefined;
  if (!['path', 'query', 'header', 'cookie'].includes(place) || (place === 'cookie' && !COOKIE_NAME.test(name))) {
    spec.findings.note('openapi/parameter', at, `The ${place} parameter ${name} is left out.`);
    return undefined;
  }
  if (place === 'header' && OF_THE_CONNECTION.test(name)) {
    spec.findings.note('openapi/parameter', at, `The header ${name} is left out: the connection sends its own.`);
    return undefined;
  }
  if (place !== 'path' && isCredential(spec, name, place, textOf(spec, at, 'description'))) {
    spec.findings.note(
      'openapi/credential',
      at,
      `${name} is a credential: it is a setting of the connection, no argument.`,
    );
    return undefined;
  }
  const content = Object.keys(objectOf(spec.at(at, 'content')) ?? {})[0];
  const schema =
    content !== undefined
      ? spec.at(at, 'content', content, 'schema')
      : own.schema === undefined
        ? at
        : spec.at(at, 'schema');
  const { description: _, ...shape } = shapeOf(spec, schema, 'input');
  const description = proseOf(textOf(spec, at, 'description') ?? textOf(spec, spec.deref(schema), 'description'), 160);
  const example = exampleIn(spec, at);
  noteLeftOut(spec, at, { name, place, content, shape: shape as Shape });
  return {
    name,
    in: place as Parameter['in'],
    required: place === 'path' || own.required === true,
    ...sendable(
      { ...shape, ...(description ? { description } : {}), ...(example === undefined ? {} : { example }) } as Shape,
      own,
      place,
      content !== undefined && isJson(content),
    ),
    node: at,
  };
}

/** Says what of a parameter is not carried over. */
function noteLeftOut(
  spec: Spec,
  at: SpecNode,
  { name, place, content, shape }: { name: string; place: string; content: string | undefined; shape: Shape },
): void {
  const { allowReserved, allowEmptyValue, deprecated } = objectOf(at) ?? {};
  const note = (message: string) => spec.findings.note('openapi/parameter', at, message);
  if (allowReserved === true && (place === 'path' || place === 'cookie'))
    note(`Reserved characters of ${name} are percent-encoded in a ${place} all the same: they could lead elsewhere.`);
  const takesEmpty = shape.kind === 'any' || (shape.kind === 'string' && !shape.min && shape.pattern === undefined);
  if (allowEmptyValue === true && place === 'query' && !takesEmpty)
    note(`${name} may be empty at the API, and is not here: its type has no empty value.`);
  if (content !== undefined && !isJson(content) && !/^text\/plain\b/i.test(content))
    note(`${name} is ${content}, which no argument is written as: it is sent as text.`);
  if (deprecated === true) note(`${name} is deprecated.`);
}

const PLAIN: Writing = { style: 'plain', explode: false };
const SCALARS = ['string', 'number', 'integer', 'boolean', 'enum'];

/** What a path, a query or a header can carry, and how. */
function sendable(
  shape: Shape,
  own: Record<string, unknown>,
  place: string,
  asJson: boolean,
): { shape: Shape; writing: Writing } {
  const { nullable: _, ...bare } = shape;
  const prose = shape.description ? { description: shape.description } : {};
  if (asJson) return { shape: bare as Shape, writing: { style: 'json', explode: false } };
  const writing = writingOf(own, place);
  // one scalar looks the same in most styles
  const ofScalar = writing.style === 'label' || writing.style === 'matrix' || writing.reserved ? writing : PLAIN;
  switch (shape.kind) {
    case 'string':
      return {
        shape: place === 'path' ? { ...(bare as typeof shape), min: Math.max(shape.min ?? 1, 1) } : (bare as Shape),
        writing: ofScalar,
      };
    case 'number':
    case 'integer':
    case 'boolean':
    case 'enum':
      return { shape: bare as Shape, writing: ofScalar };
    case 'array': {
      const items: Shape = SCALARS.includes(shape.items.kind) ? shape.items : { kind: 'string' };
      return { shape: { ...bare, items } as Shape, writing };
    }
    case 'object':
    case 'record':
      return { shape: bare as Shape, writing };
    default:
      return { shape: { ...text(place === 'path' ? 1 : undefined), ...prose }, writing: ofScalar };
  }
}

const FORMATS: Record<string, Writing> = {
  csv: { style: 'form', explode: false },
  ssv: { style: 'spaceDelimited', explode: false },
  tsv: { style: 'tabDelimited', explode: false },
  pipes: { style: 'pipeDelimited', explode: false },
  multi: { style: 'form', explode: true },
};

/**
 * `style` and `explode` of OpenAPI 3, with their defaults (`form` exploded in a query, a cookie and a form, `simple` in a path
 * and a header), or `collectionFormat` of Swagger 2.0, by default `csv`. Delimited styles exploded are `form` exploded.
 */
export function writingOf(own: Record<string, unknown>, place: string): Writing {
  const inPath = place === 'path' || place === 'header';
  const isSwagger = own.schema === undefined && (own.type !== undefined || own.collectionFormat !== undefined);
  if (isSwagger) {
    const format = FORMATS[String(own.collectionFormat ?? 'csv')] ?? FORMATS.csv;
    const isList = format?.style === 'form';
    return inPath && isList ? { style: 'simple', explode: false } : (format as Writing);
  }
  const styles: readonly Style[] = inPath
    ? ['simple', 'label', 'matrix']
    : ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'];
  const usual = inPath ? 'simple' : 'form';
  // a cookie's own style is of OpenAPI 3.2
  const isCookie = place === 'cookie' && own.style === 'cookie';
  const style = isCookie ? 'cookie' : (styles.find((known) => known === own.style) ?? usual);
  const explode = typeof own.explode === 'boolean' ? own.explode : style === 'form' || style === 'cookie';
  const reserved = place === 'query' && own.allowReserved === true ? { reserved: true as const } : {};
  return { style: explode && style.endsWith('Delimited') ? 'form' : style, explode, ...reserved };
}

function text(min?: number): Shape {
  return { kind: 'string', ...(min === undefined ? {} : { min }) };
}
