import { exampleIn, objectOf, type Spec, textOf } from '../description/spec.ts';
import type { SpecNode } from '../description/spec-node.ts';
import type { Property, Shape } from '../shape/shape.ts';
import { shapeOf } from '../shape/shape-of.ts';
import { proseOf } from '../words.ts';
import { concrete, isBinary, isForm, isJson, isMultipart, mediaTypesOf, preferred, vendorType } from './media-types.ts';
import { type Body, type OperationHead, ownAndInherited, type Writing } from './operation.ts';
import { writingOf } from './parameters.ts';
import { isCredential } from './security.ts';

/** What an operation takes as its body: of Swagger 2.0 from `body` and `formData`, of OpenAPI 3 from `requestBody`. */
export function bodyOf(spec: Spec, head: OperationHead): Body | 'unsupported' | undefined {
  const { node, method } = head;
  const parameters = ownAndInherited(spec, head, 'parameters');
  const whole = parameters.find((at) => objectOf(at)?.in === 'body');
  if (whole)
    return {
      kind: 'json',
      shape: shapeOf(spec, spec.at(whole, 'schema'), 'input'),
      required: objectOf(whole)?.required === true,
      ...jsonType(preferred(mediaTypesOf(spec, node, 'consumes').filter(isJson))),
    };
  const fields = parameters.filter((at) => objectOf(at)?.in === 'formData');
  if (fields.length > 0) return formOf(spec, fields, node);
  const requestBody = spec.get(node, 'requestBody');
  if (!objectOf(requestBody) || method === 'get' || method === 'head') return undefined;
  const content = spec.at(requestBody, 'content');
  const types = Object.keys(objectOf(content) ?? {});
  const type =
    preferred(types.filter(isJson)) ??
    [isForm, isMultipart, isBinary].map((fits) => types.find(fits)).find((found) => found !== undefined);
  if (type === undefined) {
    if (types.length === 0) return undefined;
    spec.findings.warning('openapi/body', content, `No tool can send ${types.join(', ')}: the operation is left out.`);
    return 'unsupported';
  }
  const required = objectOf(requestBody)?.required;
  if (isBinary(type)) return { kind: 'binary', mediaType: concrete(type), shape: FILE, required: true };
  const described = withExample(
    shapeOf(spec, spec.at(content, type, 'schema'), 'input'),
    exampleIn(spec, spec.at(content, type)),
  );
  const shape = isMultipart(type) ? withFiles(described, spec.at(content, type, 'encoding')) : described;
  // many descriptions forget it: a body with required members is meant to be sent
  const isNeeded = shape.kind === 'object' && [...shape.properties.values()].some(({ required }) => required);
  const kind = isJson(type) ? 'json' : isMultipart(type) ? 'multipart' : 'form';
  const writings = kind === 'form' ? encodingsOf(spec, spec.at(content, type, 'encoding')) : undefined;
  return {
    kind,
    shape,
    required: required === true || (required === undefined && isNeeded),
    ...(writings ? { writings } : {}),
    ...(kind === 'json' ? jsonType(type) : {}),
  };
}

function jsonType(type: string | undefined): { mediaType?: string } {
  const mediaType = vendorType(type);
  return mediaType === undefined ? {} : { mediaType };
}

/** `encoding` of a form: a style, or JSON where it says so. */
function encodingsOf(spec: Spec, encoding: SpecNode): Map<string, Writing> {
  const writings = new Map<string, Writing>();
  for (const [name, at] of spec.entries(encoding)) {
    const own = objectOf(at) ?? {};
    if (own.style !== undefined || own.explode !== undefined || own.allowReserved !== undefined)
      writings.set(name, writingOf({ ...own, schema: {} }, 'query'));
    else if (typeof own.contentType === 'string' && isJson(own.contentType))
      writings.set(name, { style: 'json', explode: false });
  }
  return writings;
}

/** Members of an example belong to the arguments that they become. */
function withExample(shape: Shape, example: unknown): Shape {
  if (example === undefined || shape.kind !== 'object') return example === undefined ? shape : { ...shape, example };
  const values = typeof example === 'object' && example !== null ? new Map(Object.entries(example)) : new Map();
  const properties = [...shape.properties].map(([name, property]): [string, Property] =>
    values.has(name)
      ? [name, { ...property, shape: { ...property.shape, example: values.get(name) } }]
      : [name, property],
  );
  return { ...shape, properties: new Map(properties) };
}

const FILE_BYTES = 64 * 1024;

/**
 * A file of a call. Its content comes with the call, and so with what a person approves: nothing is read from a disk, which
 * would let a model choose among files that are not its own.
 */
export const FILE: Shape = {
  kind: 'object',
  open: false,
  file: true,
  description: 'The file.',
  properties: new Map<string, Property>([
    ['name', { shape: { kind: 'string', min: 1, max: 200, description: 'With its ending.' }, required: true }],
    [
      'text',
      { shape: { kind: 'string', max: FILE_BYTES, description: 'Its content, if that is text.' }, required: false },
    ],
    [
      'base64',
      {
        shape: {
          kind: 'string',
          max: Math.ceil(FILE_BYTES / 3) * 4,
          description: 'Else its content in Base64, at most 64 KiB.',
        },
        required: false,
      },
    ],
  ]),
  example: { name: 'example.txt', text: 'An example.' },
};

/** The shape of a form, its binary members as files. */
function withFiles(shape: Shape, encoding: SpecNode): Shape {
  if (shape.kind !== 'object') return shape;
  const types = objectOf(encoding) ?? {};
  const properties = [...shape.properties].map(([name, property]): [string, Property] => {
    const type = (types[name] as { contentType?: unknown } | undefined)?.contentType;
    const sent = typeof type === 'string' && type.split(',').some((part) => isBinary(part.trim()));
    return [name, { ...property, shape: asFile(property.shape, sent) }];
  });
  return { ...shape, properties: new Map(properties) };
}

function asFile(shape: Shape, isSent: boolean): Shape {
  if (shape.kind === 'array') return { ...shape, items: asFile(shape.items, isSent) };
  const isFile =
    (shape.kind === 'string' && shape.format === 'binary') || (isSent && ['any', 'string'].includes(shape.kind));
  return isFile ? { ...FILE, description: shape.description ?? FILE.description } : shape;
}

function formOf(spec: Spec, fields: readonly SpecNode[], node: SpecNode): Body {
  const properties = new Map<string, Property>();
  const consumed = mediaTypesOf(spec, node, 'consumes');
  const writings = new Map<string, Writing>();
  let isMany = consumed.some(isMultipart) && !consumed.some(isForm);
  for (const at of fields) {
    const own = objectOf(at);
    const isFile = own?.type === 'file';
    isMany ||= isFile;
    if (typeof own?.name !== 'string' || own.name === '__proto__') continue;
    const text = textOf(spec, at, 'description');
    if (isCredential(spec, own.name, 'query', text)) continue;
    const description = proseOf(text, 160);
    const shape = { ...(isFile ? FILE : shapeOf(spec, at, 'input')), ...(description ? { description } : {}) };
    properties.set(own.name, { shape, required: own.required === true });
    if (shape.kind === 'array' && !isFile) writings.set(own.name, writingOf(own, 'query'));
  }
  return {
    kind: isMany ? 'multipart' : 'form',
    shape: { kind: 'object', properties, open: false },
    required: true,
    writings,
  };
}
