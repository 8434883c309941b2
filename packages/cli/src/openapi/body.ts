import type { OperationHead } from './operations.ts';
import type { Property, Shape } from './shape.ts';
import { shapeOf } from './shape-of.ts';
import { objectOf, type Spec, type SpecNode } from './spec.ts';
import { proseOf } from './words.ts';

export interface Body {
  kind: 'json' | 'form';
  shape: Shape;
  required: boolean;
}

/** What an operation takes as its body: of Swagger 2.0 from `body` and `formData`, of OpenAPI 3 from `requestBody`. */
export function bodyOf(spec: Spec, { node, pathItem, method }: OperationHead): Body | 'unsupported' | undefined {
  const parameters = [...spec.items(spec.at(node, 'parameters')), ...spec.items(spec.at(pathItem, 'parameters'))];
  const whole = parameters.find((at) => objectOf(at)?.in === 'body');
  if (whole)
    return {
      kind: 'json',
      shape: shapeOf(spec, spec.at(whole, 'schema'), 'input'),
      required: objectOf(whole)?.required === true,
    };
  const fields = parameters.filter((at) => objectOf(at)?.in === 'formData');
  if (fields.length > 0) return formOf(spec, fields);
  const requestBody = spec.get(node, 'requestBody');
  if (!objectOf(requestBody) || method === 'get') return undefined;
  const content = spec.at(requestBody, 'content');
  const types = Object.keys(objectOf(content) ?? {});
  const type = types.find(isJson) ?? types.find((one) => /x-www-form-urlencoded/i.test(one));
  if (type === undefined) {
    if (types.length === 0) return undefined;
    spec.findings.warning('openapi/body', content, `No tool can send ${types.join(', ')}: the operation is left out.`);
    return 'unsupported';
  }
  const shape = shapeOf(spec, spec.at(content, type, 'schema'), 'input');
  const said = objectOf(requestBody)?.required;
  // many descriptions forget it: a body with required members is meant to be sent
  const isNeeded = shape.kind === 'object' && [...shape.properties.values()].some(({ required }) => required);
  return { kind: isJson(type) ? 'json' : 'form', shape, required: said === true || (said === undefined && isNeeded) };
}

export function isJson(type: string): boolean {
  return /^(?:application\/(?:[\w.+-]+\+)?json|\*\/\*)\s*(?:;|$)/i.test(type);
}

const CREDENTIAL = /^(?:token|access_token)$/i;

function formOf(spec: Spec, fields: readonly SpecNode[]): Body | 'unsupported' {
  const properties = new Map<string, Property>();
  for (const at of fields) {
    const own = objectOf(at);
    if (own?.type === 'file') {
      spec.findings.warning('openapi/body', at, 'No tool can send a file: the operation is left out.');
      return 'unsupported';
    }
    if (typeof own?.name !== 'string' || own.name === '__proto__' || CREDENTIAL.test(own.name)) continue;
    const description = proseOf(typeof own.description === 'string' ? own.description : undefined, 160);
    const shape = { ...shapeOf(spec, at, 'input'), ...(description ? { description } : {}) };
    properties.set(own.name, { shape, required: own.required === true });
  }
  return { kind: 'form', shape: { kind: 'object', properties, open: false }, required: true };
}
