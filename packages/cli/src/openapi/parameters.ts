import type { OperationHead } from './operations.ts';
import { isCredential } from './security.ts';
import type { Shape } from './shape.ts';
import { shapeOf } from './shape-of.ts';
import { exampleIn, objectOf, type Spec, type SpecNode, textOf } from './spec.ts';
import { proseOf } from './words.ts';

/** How several values are written into a query. */
export type Style = 'plain' | 'csv' | 'repeat' | 'deep' | 'json';

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie';
  required: boolean;
  shape: Shape;
  style: Style;
  node: SpecNode;
}

/** Sent by the connection, whatever a description says of them. */
const OF_THE_CONNECTION = /^(?:accept|content-type|content-length|authorization|user-agent|host|cookie)$/i;
const COOKIE_NAME = /^[!#$%&'*+\-.^_`|~\w]+$/;

/** The parameters of an operation and of its path, the operation's own first. */
export function parametersOf(spec: Spec, { node, pathItem, path }: OperationHead): Parameter[] {
  const given = [...spec.items(spec.at(node, 'parameters')), ...spec.items(spec.at(pathItem, 'parameters'))];
  const found = new Map<string, Parameter>();
  for (const at of given) {
    const parameter = parameterOf(spec, at);
    if (!parameter) continue;
    const key = `${parameter.in} ${parameter.name}`;
    if (!found.has(key)) found.set(key, parameter);
  }
  for (const [, name = ''] of path.matchAll(/\{([^}]*)\}/g)) {
    if (found.has(`path ${name}`)) continue;
    spec.findings.warning('openapi/path-parameter', node, `{${name}} of the path is not described: taken as a text.`);
    found.set(`path ${name}`, { name, in: 'path', required: true, shape: text(), style: 'plain', node });
  }
  return [...found.values()].filter((one) => one.in !== 'path' || path.includes(`{${one.name}}`));
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
  if (place === 'header' && OF_THE_CONNECTION.test(name)) return undefined;
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
  return {
    name,
    in: place as Parameter['in'],
    required: place === 'path' || own.required === true,
    ...sendable(
      {
        ...shape,
        ...(description ? { description } : {}),
        ...(example === undefined ? {} : { example }),
      } as Shape,
      own,
      place,
      content !== undefined,
    ),
    node: at,
  };
}

/** What a path, a query or a header can carry, and how. */
function sendable(
  shape: Shape,
  own: Record<string, unknown>,
  place: string,
  asJson: boolean,
): { shape: Shape; style: Style } {
  const { nullable: _, ...bare } = shape;
  const told = shape.description ? { description: shape.description } : {};
  if (asJson) return { shape: bare as Shape, style: 'json' };
  switch (shape.kind) {
    case 'string':
      return {
        shape: place === 'path' ? { ...(bare as typeof shape), min: Math.max(shape.min ?? 1, 1) } : (bare as Shape),
        style: 'plain',
      };
    case 'number':
    case 'integer':
    case 'boolean':
    case 'enum':
      return { shape: bare as Shape, style: 'plain' };
    case 'array': {
      const { items } = shape;
      const isScalar = ['string', 'number', 'integer', 'boolean', 'enum'].includes(items.kind);
      const isRepeated =
        own.collectionFormat === 'multi' ||
        (own.collectionFormat === undefined &&
          own.schema !== undefined &&
          own.explode !== false &&
          own.style !== 'pipeDelimited' &&
          own.style !== 'spaceDelimited');
      const list = { ...bare, items: isScalar ? items : { kind: 'string' } } as Shape;
      return { shape: list, style: isRepeated && place === 'query' ? 'repeat' : 'csv' };
    }
    case 'object':
    case 'record':
      return { shape: bare as Shape, style: own.style === 'deepObject' ? 'deep' : 'json' };
    default:
      return { shape: { ...text(place === 'path' ? 1 : undefined), ...told }, style: 'plain' };
  }
}

function text(min?: number): Shape {
  return { kind: 'string', ...(min === undefined ? {} : { min }) };
}
