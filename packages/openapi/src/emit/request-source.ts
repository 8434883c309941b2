import type { Operation, Parameter, Writing } from '../operation/operation.ts';
import { keyOf, literal, memberOf, quoted } from '../shape/literals.ts';
import { longPlaces } from '../shape/long-places.ts';
import type { Shape } from '../shape/shape.ts';
import type { Sent } from '../tool/arguments.ts';
import type { OtherOutput, ToolModel } from '../tool/tool-model.ts';
import { isFiles } from './arguments-source.ts';

/** How a body is read, whatever it is labelled: as what the description says of it. */
export function readAs({ answer, method }: Operation, others: readonly OtherOutput[]): string[] {
  if (method === 'head') return [];
  const forms = [answer, ...others.map(({ kind, output }) => ({ kind, shape: output }))].flatMap(({ kind, shape }) =>
    kind === 'none' ? [] : [kind === 'text' ? 'text' : formOfText(shape)],
  );
  const [form] = new Set(forms);
  if (form === undefined) return [];
  return [`as: '${new Set(forms).size > 1 ? 'any' : form}',`];
}

function formOfText(shape: Shape): 'json' | 'text' | 'any' {
  if (shape.kind === 'string') return shape.nullable ? 'any' : 'text';
  if (shape.kind === 'union') return shape.options.every((option) => formOfText(option) === 'json') ? 'json' : 'any';
  return shape.kind === 'any' ? 'any' : 'json';
}

/** A field of a body. */
function partSource(part: Extract<Sent, { in: 'field' }>): string {
  if (part.shape.file) return `fileOf(${memberOf('input', part.arg)})`;
  return isFiles(part.shape) ? `${memberOf('input', part.arg)}?.map(fileOf)` : exactSource(part);
}

/** A value as it is written into JSON: long whole numbers as such, not as texts of their digits. */
function exactSource(argument: Sent): string {
  const value = memberOf('input', argument.arg);
  const places = longPlaces('shape' in argument ? argument.shape : argument.parameter.shape);
  return places.length === 0 ? value : `withDigits(${[value, ...places.map(literal)].join(', ')})`;
}

/** The request of a tool as an object literal. */
export function requestSource(tool: ToolModel, signal: string | undefined): string {
  const {
    operation,
    access,
    arguments: { sent, idempotencyHeader },
  } = tool;
  const parts: string[] = [];
  if (operation.method !== 'get') parts.push(`method: '${operation.method.toUpperCase()}',`);
  parts.push(`path: ${pathSource(tool)}${searchSource(sent)},`);
  const query = sent.flatMap((argument) =>
    argument.in === 'query' && argument.parameter.writing.style === 'plain'
      ? [`${keyOf(argument.parameter.name)}: ${memberOf('input', argument.arg)},`]
      : [],
  );
  if (query.length > 0) parts.push(`query: {\n${query.join('\n')}\n},`);
  const body = sent.find((argument) => argument.in === 'body');
  const fields = sent.flatMap((part) => (part.in === 'field' ? [`${keyOf(part.name)}: ${partSource(part)},`] : []));
  const { kind: bodyKind = 'json', mediaType } = operation.body ?? {};
  const written = sent.flatMap((part) =>
    part.in === 'field' ? [writtenSource(part.name, exactSource(part), operation.body?.writings?.get(part.name))] : [],
  );
  if (body) parts.push(`${BODIES[bodyKind].whole(exactSource(body))},`);
  else if (bodyKind === 'form' && written.length > 0) parts.push(`body: formOf(${written.join(', ')}),`);
  else if (fields.length > 0) parts.push(`${BODIES[bodyKind].members(`{\n${fields.join('\n')}\n}`)},`);
  const headers = sent.flatMap((argument) =>
    argument.in === 'header' ? [`${keyOf(argument.parameter.name)}: ${simpleSource(argument)},`] : [],
  );
  const cookies = sent.flatMap((argument) => (argument.in === 'cookie' ? [cookieSource(argument)] : []));
  if (cookies.length > 0) headers.push(`cookie: cookiesOf(${cookies.join(', ')}),`);
  if (bodyKind === 'form' && (body || fields.length > 0))
    headers.push("'content-type': 'application/x-www-form-urlencoded',");
  if (mediaType) headers.push(`'content-type': ${quoted(mediaType)},`);
  if (operation.answer.type) headers.push(`accept: ${quoted(operation.answer.type)},`);
  if (idempotencyHeader && access !== 'read') headers.push(`${keyOf(idempotencyHeader)}: idempotencyKey,`);
  if (headers.length > 0) parts.push(`headers: headersOf({\n${headers.join('\n')}\n}),`);
  if (!['get', 'head'].includes(operation.method) && access === 'read') parts.push('repeatable: true,');
  // what is asked is whether it is there
  if (operation.method === 'head') parts.push("policy: { rules: [{ status: 404, action: 'ignore' }] },");
  parts.push(...readAs(operation, tool.others));
  if (signal) parts.push('signal,');
  return `{\n${parts.join('\n')}\n}`;
}

/** How each kind of body is written: of one argument, or of several members. */
const BODIES = {
  json: { whole: (value: string) => `json: ${value}`, members: (values: string) => `json: ${values}` },
  form: {
    whole: (value: string) => `body: formOf(...Object.entries(recordOf(${value})))`,
    // a form knows how each of its fields is written
    members: () => '',
  },
  multipart: {
    whole: (value: string) => `multipart: multipartOf(recordOf(${value}))`,
    members: (values: string) => `multipart: multipartOf(${values})`,
  },
  binary: { whole: (value: string) => `body: bytesOf(${value})`, members: () => '' },
};

export function pathSource({ operation, arguments: { sent } }: ToolModel): string {
  const text = operation.path
    .split(/(\{[^}]*\})/)
    .map((part) => {
      if (!part.startsWith('{')) return templateText(encodeURI(part));
      const argument = sent.find((each) => each.in === 'path' && `{${each.parameter.name}}` === part);
      if (argument?.in !== 'path') return templateText(encodeURIComponent(part));
      const value = memberOf('input', argument.arg);
      const { name, writing } = argument.parameter;
      if (writing.style === 'plain') return `\${segment(${value})}`;
      if (writing.style === 'json') return `\${segment(textOf(${exactSource(argument)}))}`;
      return `\${pathPart(${[quoted(name), exactSource(argument), quoted(writing.style), ...(writing.explode ? ['true'] : [])].join(', ')})}`;
    })
    .join('');
  return text.includes('${') ? `\`${text}\`` : quoted(text.replaceAll('\\`', '`').replaceAll('\\\\', '\\'));
}

function searchSource(sent: readonly Sent[]): string {
  const written = sent.flatMap((argument) =>
    argument.in === 'query' && argument.parameter.writing.style !== 'plain'
      ? [writtenSource(argument.parameter.name, exactSource(argument), argument.parameter.writing)]
      : [],
  );
  return written.length === 0 ? '' : ` + search(${written.join(', ')})`;
}

/** A parameter of a query or a field of a form, with its style where it has one. */
function writtenSource(name: string, value: string, writing: Writing | undefined): string {
  const explode = writing?.reserved ? [String(writing.explode), "'reserved'"] : writing?.explode ? ['true'] : [];
  const style = writing ? [quoted(writing.style), ...explode] : [];
  return `[${[quoted(name), value, ...style].join(', ')}]`;
}

/** A cookie with its style: each item and member of an exploded one is a cookie of its own. */
function cookieSource(argument: Extract<Sent, { parameter: Parameter }>): string {
  const { name, writing } = argument.parameter;
  return writtenSource(name, exactSource(argument), writing.style === 'plain' ? undefined : writing);
}

/** A value of a header. */
function simpleSource(argument: Extract<Sent, { parameter: Parameter }>): string {
  const value = memberOf('input', argument.arg);
  const { style, explode } = argument.parameter.writing;
  if (style === 'plain') return value;
  if (style === 'json') return `${value} === undefined ? undefined : textOf(${exactSource(argument)})`;
  const more = style.endsWith('Delimited') ? `, false, ${quoted(style)}` : explode ? ', true' : '';
  return `simpleOf(${exactSource(argument)}${more})`;
}

function templateText(text: string): string {
  return text.replace(/[\\`]|\$\{/g, '\\$&');
}
