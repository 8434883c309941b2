import { isJson } from './body.ts';
import type { OperationHead } from './operations.ts';
import type { Shape } from './shape.ts';
import { shapeOf } from './shape-of.ts';
import { exampleIn, objectOf, type Spec, type SpecNode } from './spec.ts';

export interface Answer {
  status: number;
  kind: 'json' | 'text' | 'none';
  shape: Shape;
  /** The schema as it stands in the description, for its types. */
  schema: SpecNode | undefined;
  /** It has a `Link` header. */
  link: boolean;
}

/** The answer of success: the first 2xx with something in it, else an empty one. */
export function answerOf(spec: Spec, { node, method }: OperationHead): Answer | 'unsupported' {
  if (method === 'head') return { status: 200, kind: 'none', shape: { kind: 'any' }, schema: undefined, link: false };
  const responses = spec.at(node, 'responses');
  const statuses = Object.keys(objectOf(responses) ?? {});
  const successes = statuses.filter((status) => /^2(?:\d\d|XX)$/i.test(status)).sort();
  if (successes.length === 0 && statuses.includes('default')) successes.push('default');
  if (successes.length === 0)
    spec.findings.warning('openapi/answer', node, 'No answer of success is described: its result is any value.');
  const produces = spec.items(spec.at(node, 'produces')).map(({ value }) => String(value));
  const all =
    produces.length > 0 ? produces : spec.items(spec.at(spec.root, 'produces')).map(({ value }) => String(value));
  let other: { at: SpecNode; types: string[] } | undefined;
  for (const status of successes) {
    const at = spec.get(responses, status);
    const own = objectOf(at);
    const rest = { status: /^\d+$/.test(status) ? Number(status) : 200, link: hasLink(spec, at) };
    // Swagger 2.0 has the schema right here
    if (own?.schema !== undefined) {
      if (all.length > 0 && !all.some(isJson)) {
        other = { at, types: all };
        continue;
      }
      const schema = spec.at(at, 'schema');
      return { ...rest, kind: 'json', shape: shapeOf(spec, schema, 'output'), schema };
    }
    const content = spec.at(at, 'content');
    const types = Object.keys(objectOf(content) ?? {});
    const json = types.find(isJson);
    if (json !== undefined) {
      const schema = spec.at(content, json, 'schema');
      const example = exampleIn(spec, spec.at(content, json));
      const described = { ...shapeOf(spec, schema, 'output'), ...(example === undefined ? {} : { example }) };
      return { ...rest, kind: 'json', shape: described, schema: schema.value === undefined ? undefined : schema };
    }
    if (types.some((type) => /^text\/(?:plain|csv)/i.test(type)))
      return { ...rest, kind: 'text', shape: { kind: 'string' }, schema: undefined };
    if (types.length > 0) other = { at, types };
  }
  if (other) {
    const what = other.types.join(', ');
    spec.findings.warning('openapi/answer', other.at, `No tool can answer ${what}: the operation is left out.`);
    return 'unsupported';
  }
  const status = Number(successes[0] ?? 200) || 200;
  if (successes.length === 0) return { status, kind: 'json', shape: { kind: 'any' }, schema: undefined, link: false };
  // a read that describes nothing may answer anything
  if (method === 'get') {
    const isText = all.length > 0 && all.every((type) => /^text\//i.test(type));
    return {
      status,
      kind: isText ? 'text' : 'json',
      shape: { kind: isText ? 'string' : 'any' },
      schema: undefined,
      link: false,
    };
  }
  return { status, kind: 'none', shape: { kind: 'any' }, schema: undefined, link: false };
}

function hasLink(spec: Spec, at: SpecNode): boolean {
  return Object.keys(objectOf(spec.at(at, 'headers')) ?? {}).some((name) => name.toLowerCase() === 'link');
}
