import type { Operation, Parameter, Writing } from '../operation/operation.ts';
import { keyOf, literal, quoted } from '../shape/literals.ts';
import { longPlaces } from '../shape/long-places.ts';
import type { Shape } from '../shape/shape.ts';
import type { Sent } from '../tool/arguments.ts';
import type { OtherOutput, ToolModel } from '../tool/tool-model.ts';
import { type Locals, type Member, memberSource, objectSource } from './locals.ts';

type OfParameter = Extract<Sent, { parameter: Parameter }>;
type OfField = Extract<Sent, { in: 'field' }>;

/** How a body is read where that is not JSON, whatever it is labelled. */
export function readAs({ answer, method }: Operation, others: readonly OtherOutput[]): 'json' | 'text' | 'any' {
  if (method === 'head') return 'json';
  const forms = [answer, ...others.map(({ kind, output }) => ({ kind, shape: output }))].flatMap(({ kind, shape }) =>
    kind === 'none' ? [] : [kind === 'text' ? 'text' : formOfText(shape)],
  );
  const [form = 'json'] = new Set(forms);
  return new Set(forms).size > 1 ? 'any' : form;
}

function formOfText(shape: Shape): 'json' | 'text' | 'any' {
  if (shape.kind === 'string') return shape.nullable ? 'any' : 'text';
  if (shape.kind === 'union') return shape.options.every((option) => formOfText(option) === 'json') ? 'json' : 'any';
  return shape.kind === 'any' ? 'any' : 'json';
}

/** The arguments that are handed on as one object: members of the body, else parameters of the query. */
export function groupOf({ operation, arguments: { sent } }: ToolModel): { name: string; members: Member[] } {
  const fields = fieldsOf(sent);
  const { kind = 'json' } = operation.body ?? {};
  if (fields.length > 0 && kind !== 'form') return { name: kind, members: fields.map(memberOf) };
  const query = sent.flatMap((argument) =>
    isPlainQuery(argument) ? [{ name: argument.parameter.name, arg: argument.arg }] : [],
  );
  return { name: 'query', members: query };
}

/** Arguments that are named one by one. */
export function singlesOf(tool: ToolModel): string[] {
  const group = new Set(groupOf(tool).members.map(({ arg }) => arg));
  return tool.arguments.sent.map(({ arg }) => arg).filter((arg) => !group.has(arg));
}

function memberOf({ name, arg, shape }: OfField): Member {
  if (shape.file) return { name, arg, made: (value) => `fileOf(${value})` };
  return { name, arg, ...(isFiles(shape) ? { made: (value: string) => `${value}?.map(fileOf)` } : {}) };
}

/** A value as a person reads it before it is sent: of a file its size and digest, and its text if it is one. */
export function shownMember({ arg, ...argument }: Sent, name = arg): Member {
  const shape = 'shape' in argument ? argument.shape : argument.parameter.shape;
  if (shape.file) return { name, arg, made: (value) => `shownFile(${value})` };
  return { name, arg, ...(isFiles(shape) ? { made: (value: string) => `${value}?.map(shownFile)` } : {}) };
}

function isFiles(shape: Shape): boolean {
  return shape.kind === 'array' && shape.items.file === true;
}

function fieldsOf(sent: readonly Sent[]): OfField[] {
  return sent.flatMap((field) => (field.in === 'field' ? [field] : []));
}

function isPlainQuery(argument: Sent): argument is OfParameter {
  return argument.in === 'query' && isPlain(argument.parameter);
}

/** Scalars, and lists that are repeated, are what a query takes as they are. */
function isPlain({ shape, writing }: Parameter): boolean {
  return writing.style === 'plain' || (shape.kind === 'array' && isUsual(writing));
}

function isUsual({ style, explode, reserved }: Writing): boolean {
  return style === 'form' && explode && reserved !== true;
}

/** What a request has beside its method and path, as members of an object. */
export function requestMembers(tool: ToolModel, locals: Locals): string[] {
  const {
    operation: { method, answer, body: { kind = 'json' } = {} },
    access,
    others,
    arguments: { sent, idempotencyHeader },
  } = tool;
  const query = sent.filter(isPlainQuery).map(({ arg, parameter }) => ({ name: parameter.name, arg }));
  const headers = headersSource(tool, locals);
  const as = readAs(tool.operation, others);
  const isKeyed = idempotencyHeader !== undefined && access !== 'read';
  const policy = [
    ...(isKeyed && idempotencyHeader.toLowerCase() !== 'idempotency-key'
      ? [`idempotencyHeader: ${quoted(idempotencyHeader)}`]
      : []),
    // what is asked is whether it is there
    ...(method === 'head' ? ["rules: [{ status: 404, action: 'ignore' }]"] : []),
  ];
  return [
    ...(query.length > 0 ? [memberSource('query', objectSource(locals.members(query)))] : []),
    ...bodySource(tool, kind, locals),
    ...(headers === undefined ? [] : [`headers: ${headers}`]),
    ...(isKeyed ? ['idempotencyKey'] : []),
    ...(policy.length > 0 ? [`policy: { ${policy.join(', ')} }`] : []),
    ...(as === 'json' || answer.kind === 'none' ? [] : [`as: '${as}'`]),
  ];
}

function bodySource({ operation, arguments: { sent } }: ToolModel, kind: string, locals: Locals): string[] {
  const body = sent.find((argument) => argument.in === 'body');
  const fields = fieldsOf(sent);
  const isOptional = operation.body?.required !== true;
  if (body) {
    const value = exactSource(body, locals);
    const object = isOptional ? `${value} ?? {}` : value;
    if (kind === 'form') return [`body: formOf(...Object.entries(${object}))`];
    if (kind === 'multipart') return [`multipart: multipartOf(${object})`];
    return kind === 'binary' ? [`body: bytesOf(${value})`] : [memberSource('json', value)];
  }
  if (fields.length === 0) return [];
  if (kind === 'form') {
    const written = fields.map((field) =>
      writtenSource(field.name, exactSource(field, locals), operation.body?.writings?.get(field.name)),
    );
    return [`body: formOf(${written.join(', ')})`];
  }
  const places = fields.flatMap(({ name, shape }) => longPlaces(shape).map((place) => [name, ...place]));
  const object = objectSource(locals.members(fields.map(memberOf)));
  const exact = withDigits(object, places);
  return [memberSource(kind, kind === 'multipart' ? `multipartOf(${exact})` : exact)];
}

/** A value as it is written into JSON: long whole numbers as such, not as texts of their digits. */
function exactSource(argument: Sent, locals: Locals): string {
  const shape = 'shape' in argument ? argument.shape : argument.parameter.shape;
  return withDigits(locals.of(argument.arg), longPlaces(shape));
}

function withDigits(value: string, places: readonly (readonly string[])[]): string {
  return places.length === 0 ? value : `withDigits(${[value, ...places.map(literal)].join(', ')})`;
}

function headersSource({ operation, arguments: { sent } }: ToolModel, locals: Locals): string | undefined {
  const given = sent.flatMap((argument) =>
    argument.in === 'header' ? [memberSource(keyOf(argument.parameter.name), simpleSource(argument, locals))] : [],
  );
  const cookies = sent.flatMap((argument) => (argument.in === 'cookie' ? [cookieSource(argument, locals)] : []));
  if (cookies.length > 0) given.push(`cookie: cookiesOf(${cookies.join(', ')})`);
  const { kind = 'json', mediaType } = operation.body ?? {};
  const isForm = kind === 'form' && sent.some((argument) => argument.in === 'body' || argument.in === 'field');
  const type = isForm ? 'application/x-www-form-urlencoded' : mediaType;
  const fixed = [
    ...(type === undefined ? [] : [`'content-type': ${quoted(type)}`]),
    ...(operation.answer.type === undefined ? [] : [`accept: ${quoted(operation.answer.type)}`]),
  ];
  const all = [...given, ...fixed];
  if (all.length === 0) return undefined;
  return given.length > 0 ? `headersOf({ ${all.join(', ')} })` : `{ ${all.join(', ')} }`;
}

/** The path with its arguments, and after it what a plain query cannot hold. */
export function pathSource({ operation, arguments: { sent } }: ToolModel, locals: Locals): string {
  const pieces: string[] = [];
  let text = '';
  const end = () => {
    if (text !== '') pieces.push(text.includes('${') ? `path\`${text}\`` : quoted(untemplated(text)));
    text = '';
  };
  for (const part of operation.path.split(/(\{[^}]*\})/)) {
    const argument = sent.find((each) => each.in === 'path' && `{${each.parameter.name}}` === part);
    if (argument?.in !== 'path') {
      text += templateText(part.startsWith('{') ? encodeURIComponent(part) : encodeURI(part));
      continue;
    }
    const { name, writing } = argument.parameter;
    if (writing.style === 'plain') text += `\${${locals.of(argument.arg)}}`;
    else if (writing.style === 'json') text += `\${textOf(${exactSource(argument, locals)})}`;
    else {
      end();
      const explode = writing.explode ? ['true'] : [];
      pieces.push(
        `pathPart(${[quoted(name), exactSource(argument, locals), quoted(writing.style), ...explode].join(', ')})`,
      );
    }
  }
  end();
  const written = sent.flatMap((argument) => {
    if (argument.in !== 'query' || isPlain(argument.parameter)) return [];
    return [writtenSource(argument.parameter.name, exactSource(argument, locals), argument.parameter.writing)];
  });
  return [...pieces, ...(written.length === 0 ? [] : [`search(${written.join(', ')})`])].join(' + ');
}

/** A parameter of a query or a field of a form, with its style where it has one. */
function writtenSource(name: string, value: string, writing: Writing | undefined): string {
  const explode = writing?.reserved ? [String(writing.explode), "'reserved'"] : writing?.explode ? ['true'] : [];
  const style = writing ? [quoted(writing.style), ...explode] : [];
  return `[${[quoted(name), value, ...style].join(', ')}]`;
}

/** A cookie with its style: each item and member of an exploded one is a cookie of its own. */
function cookieSource(argument: OfParameter, locals: Locals): string {
  const { name, writing } = argument.parameter;
  return writtenSource(name, exactSource(argument, locals), writing.style === 'plain' ? undefined : writing);
}

/** A value of a header. */
function simpleSource(argument: OfParameter, locals: Locals): string {
  const value = locals.of(argument.arg);
  const { style, explode } = argument.parameter.writing;
  if (style === 'plain') return value;
  if (style === 'json') return `${value} === undefined ? undefined : textOf(${exactSource(argument, locals)})`;
  const more = style.endsWith('Delimited') ? `, false, ${quoted(style)}` : explode ? ', true' : '';
  return `simpleOf(${exactSource(argument, locals)}${more})`;
}

function templateText(text: string): string {
  return text.replace(/[\\`]|\$\{/g, '\\$&');
}

function untemplated(text: string): string {
  return text.replace(/\\([\\`]|\$\{)/g, '$1');
}
