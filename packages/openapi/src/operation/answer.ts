import { exampleIn, objectOf, type Spec } from '../description/spec.ts';
import type { SpecNode } from '../description/spec-node.ts';
import { shapeOf } from '../shape/shape-of.ts';
import { type WriteOnly, writeOnlyOf } from '../shape/write-only.ts';
import { bareType, isJson, mediaTypesOf, preferred, vendorType } from './media-types.ts';
import type { Answer, OperationHead, StatusAnswer } from './operation.ts';

const NOTHING = { kind: 'none', shape: { kind: 'any' }, schema: undefined } as const;
/** They have no body, whatever a description says (RFC 9110, 15.3.5 and 15.3.6). */
const BODILESS = ['204', '205'];

/** The answers of success: first the lowest 2xx with something in it, else an empty one. */
export function answerOf(spec: Spec, { node, method }: OperationHead): Answer | 'unsupported' {
  if (method === 'head') return { status: 200, ...NOTHING, link: false, others: [] };
  const responses = spec.at(node, 'responses');
  const statuses = Object.keys(objectOf(responses) ?? {});
  const successes = statuses.filter((status) => /^2(?:\d\d|XX)$/i.test(status)).sort();
  if (successes.length === 0 && statuses.includes('default')) successes.push('default');
  if (successes.length === 0)
    spec.findings.warning('openapi/answer', node, 'No answer of success is described: its result is any value.');
  const produces = mediaTypesOf(spec, node, 'produces');
  const answers: StatusAnswer[] = [];
  const unanswerable: { at: SpecNode; what: string }[] = [];
  for (const status of successes) {
    const at = spec.get(responses, status);
    const found = statusAnswer(spec, at, status, produces);
    if ('types' in found) unanswerable.push({ at, what: found.types.join(', ') });
    else answers.push({ ...found, status: status.toUpperCase() });
  }
  const [main] = answers.filter(({ kind }) => kind !== 'none');
  const [other] = unanswerable;
  if (!main && other) {
    spec.findings.warning('openapi/answer', other.at, `No tool can answer ${other.what}: the operation is left out.`);
    return 'unsupported';
  }
  for (const { at, what } of unanswerable)
    spec.findings.warning('openapi/answer', at, `No tool can answer ${what}: this answer is an error.`);
  const first = main ?? answers[0];
  const link = answers.some(({ status }) => hasLink(spec, spec.get(responses, status)));
  if (!first) return { status: 200, kind: 'json', shape: { kind: 'any' }, schema: undefined, link, others: [] };
  const status = /^\d+$/.test(first.status) ? Number(first.status) : 200;
  const others = answers.filter((answer) => answer !== first);
  // a read that describes nothing may answer anything
  if (!main && method === 'get' && !BODILESS.includes(first.status)) {
    const isText = produces.length > 0 && produces.every((type) => /^text\//i.test(type));
    return {
      ...first,
      status,
      kind: isText ? 'text' : 'json',
      shape: { kind: isText ? 'string' : 'any' },
      link,
      others,
    };
  }
  return { ...first, status, link, others };
}

function statusAnswer(
  spec: Spec,
  at: SpecNode,
  status: string,
  produces: readonly string[],
): Omit<StatusAnswer, 'status'> | { types: string[] } {
  if (BODILESS.includes(status)) return NOTHING;
  // Swagger 2.0 has the schema right here
  if (objectOf(at)?.schema !== undefined) {
    const type = preferred(produces.filter(isJson));
    const isText = type === undefined && produces.some(isPlain);
    if (produces.length > 0 && type === undefined && !isText) return { types: [...produces] };
    const schema = spec.at(at, 'schema');
    if (isText) return { kind: 'text', shape: { kind: 'string' }, schema: undefined };
    return { kind: 'json', shape: shapeOf(spec, schema, 'output'), schema, ...hiding(spec, schema), ...typed(type) };
  }
  const content = spec.at(at, 'content');
  const types = Object.keys(objectOf(content) ?? {});
  const json = preferred(types.filter(isJson));
  if (json !== undefined) {
    const schema = spec.at(content, json, 'schema');
    const example = exampleIn(spec, spec.at(content, json));
    const shape = { ...shapeOf(spec, schema, 'output'), ...(example === undefined ? {} : { example }) };
    const described = schema.value === undefined ? undefined : schema;
    return { kind: 'json', shape, schema: described, ...hiding(spec, schema), ...typed(json) };
  }
  const text = types.find(isPlain);
  if (text !== undefined) return { kind: 'text', shape: { kind: 'string' }, schema: undefined, type: bareType(text) };
  return types.length > 0 ? { types } : NOTHING;
}

function hiding(spec: Spec, schema: SpecNode): { writeOnly?: readonly WriteOnly[] } {
  const writeOnly = writeOnlyOf(spec, schema);
  return writeOnly.length === 0 ? {} : { writeOnly };
}

function typed(type: string | undefined): { type?: string } {
  const own = vendorType(type);
  return own === undefined ? {} : { type: own };
}

function isPlain(type: string): boolean {
  return /^text\/(?:plain|csv)/i.test(type);
}

function hasLink(spec: Spec, at: SpecNode): boolean {
  return Object.keys(objectOf(spec.at(at, 'headers')) ?? {}).some((name) => name.toLowerCase() === 'link');
}
