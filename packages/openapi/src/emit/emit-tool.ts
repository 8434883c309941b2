import type { Operation, Parameter, Writing } from '../operation/operation.ts';
import { longPlaces } from '../shape/long-places.ts';
import type { Shape } from '../shape/shape.ts';
import type { WriteOnly } from '../shape/write-only.ts';
import { keyOf, memberOf, quoted, zodSource } from '../shape/zod-source.ts';
import { nameOf, type Sent } from '../tool/arguments.ts';
import type { PagingGuess } from '../tool/paging.ts';
import type { OtherOutput, ToolModel } from '../tool/tool-model.ts';
import { camel } from '../words.ts';

/** Name of the constant that holds a tool. */
export function constantOf(tool: ToolModel): string {
  return camel([tool.verb, ...tool.object].map((word) => word.replace(/[^a-z0-9]/g, '')).filter(Boolean));
}

export function itemHandler(tool: ToolModel, answers: readonly string[], connector: string): string {
  const input = tool.arguments.sent.length > 0 ? 'input, ' : '';
  return [
    `async handler({ ${input}connection: http, signal }) {`,
    answered(tool, requestSource(tool, 'signal'), answers, connector),
    '},',
  ].join('\n');
}

/** @param written what an undo keeps of the answer */
export function answered(
  { operation, others, access }: ToolModel,
  request: string,
  answers: readonly string[],
  connector: string,
  written?: (answer: string) => string,
): string {
  if (operation.method === 'head')
    return `const { status } = await http.request(${request});\nreturn { item: { exists: status !== 404 } };`;
  const result = (kind: string, schema = 'z.unknown()', writeOnly?: readonly WriteOnly[]) => {
    if (kind === 'none') return 'return { item: { done: true } };';
    // what was done stays done, also when nothing is said of it
    const body = kind === 'text' ? `String(body ?? '')` : access === 'read' ? 'body' : 'body ?? {}';
    const shown = answerSource(body, writeOnly);
    const undo = written === undefined || kind === 'text' ? '' : `, ...${written(answerSource('body', writeOnly))}`;
    return `return { item: parseAnswer(${quoted(connector)}, ${schema}, ${shown})${undo} };`;
  };
  const { kind, status: main } = operation.answer;
  const byStatus = others.map(({ status, kind: other, writeOnly }, index) => {
    const test = status === '2XX' ? `status !== ${main}` : `status === ${status}`;
    return `if (${test}) ${result(other, answers[index + 1], writeOnly)}`;
  });
  const needed = [
    ...(byStatus.length > 0 ? ['status'] : []),
    ...([kind, ...others.map((one) => one.kind)].some((one) => one !== 'none') ? ['body'] : []),
  ];
  const taken = needed.length > 0 ? `const { ${needed.join(', ')} } = ` : '';
  return [
    `${taken}await http.request(${request});`,
    ...byStatus,
    result(kind, answers[0], operation.answer.writeOnly),
  ].join('\n');
}

/** An answer without the members that it may not show. */
export function answerSource(body: string, writeOnly: readonly WriteOnly[] = []): string {
  return writeOnly.length === 0 ? body : `shownOf(${body}, ${literal(writeOnly)})`;
}

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
  if (shape.kind === 'union') return shape.options.every((one) => formOfText(one) === 'json') ? 'json' : 'any';
  return shape.kind === 'any' ? 'any' : 'json';
}

function takesNull(row: Shape | undefined): boolean {
  return row?.nullable === true || (row?.kind === 'union' && row.options.some(takesNull));
}

export function listHandler(tool: ToolModel, answer: string, connector: string): string {
  const { list } = tool;
  const isEmptyList = tool.operation.answer.others.some(({ kind }) => kind === 'none');
  const input = tool.arguments.sent.length > 0 ? 'input, ' : '';
  return [
    `async handler({ ${input}connection: http, limit, cursor, signal }) {`,
    'const page = await listPage(http, {',
    `request: ${requestSource(tool, undefined)},`,
    `paging: ${pagingSource(list?.paging ?? { kind: 'none', in: 'query' })},`,
    `rows: (body) => ${isEmptyList ? 'body === undefined ? [] : ' : ''}rowsAt(${answerSource('body', tool.operation.answer.writeOnly)}, ${quoted(list?.rows ?? '')}),`,
    'cursor,',
    'limit,',
    'signal,',
    '});',
    `const items = parseAnswer(${quoted(connector)}, z.array(${answer}), page.items${takesNull(list?.row) ? '.filter((row) => row !== null)' : ''}, 'a row');`,
    'return { items, next: page.next, total: page.total, notes: page.notes ?? [] };',
    '},',
  ].join('\n');
}

/** The arguments as a schema. */
export function inputSource(tool: ToolModel): string {
  return zodSource(tool.input).replace('z.strictObject', 'z.object');
}

/** Values by their names at the API; of two with one name, the second by that of its argument. */
export function membersSource(sent: readonly Sent[]): string {
  const names = new Set<string>();
  return sent
    .map((one) => {
      const name = names.has(nameOf(one)) ? one.arg : nameOf(one);
      names.add(name);
      return `${keyOf(name)}: ${shownSource(one)}`;
    })
    .join(', ');
}

/** A value as a person reads it before it is sent: of a file its size and digest, and its text if it is one. */
export function shownSource(one: Sent): string {
  const value = memberOf('input', one.arg);
  if (!('shape' in one)) return value;
  if (one.shape.file) return `shownFile(${value})`;
  return isFiles(one.shape) ? `${value}?.map(shownFile)` : value;
}

function isFiles(shape: Shape): boolean {
  return shape.kind === 'array' && shape.items.file === true;
}

/** A field of a body. */
function partSource(one: Extract<Sent, { in: 'field' }>): string {
  if (one.shape.file) return `fileOf(${memberOf('input', one.arg)})`;
  return isFiles(one.shape) ? `${memberOf('input', one.arg)}?.map(fileOf)` : exactSource(one);
}

/** A value as it is written into JSON: long whole numbers as such, not as texts of their digits. */
function exactSource(one: Sent): string {
  const value = memberOf('input', one.arg);
  const places = longPlaces('shape' in one ? one.shape : one.parameter.shape);
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
  const query = sent.flatMap((one) =>
    one.in === 'query' && one.parameter.writing.style === 'plain'
      ? [`${keyOf(one.parameter.name)}: ${memberOf('input', one.arg)},`]
      : [],
  );
  if (query.length > 0) parts.push(`query: {\n${query.join('\n')}\n},`);
  const body = sent.find((one) => one.in === 'body');
  const fields = sent.flatMap((one) => (one.in === 'field' ? [`${keyOf(one.name)}: ${partSource(one)},`] : []));
  const { kind: bodyKind = 'json', mediaType } = operation.body ?? {};
  const written = sent.flatMap((one) =>
    one.in === 'field' ? [writtenSource(one.name, exactSource(one), operation.body?.writings?.get(one.name))] : [],
  );
  if (body) parts.push(`${BODIES[bodyKind].whole(exactSource(body))},`);
  else if (bodyKind === 'form' && written.length > 0) parts.push(`body: formOf(${written.join(', ')}),`);
  else if (fields.length > 0) parts.push(`${BODIES[bodyKind].members(`{\n${fields.join('\n')}\n}`)},`);
  const headers = sent.flatMap((one) =>
    one.in === 'header' ? [`${keyOf(one.parameter.name)}: ${simpleSource(one)},`] : [],
  );
  const cookies = sent.flatMap((one) => (one.in === 'cookie' ? [cookieSource(one)] : []));
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
      const one = sent.find((each) => each.in === 'path' && `{${each.parameter.name}}` === part);
      if (one?.in !== 'path') return templateText(encodeURIComponent(part));
      const value = memberOf('input', one.arg);
      const { name, writing } = one.parameter;
      if (writing.style === 'plain') return `\${segment(${value})}`;
      if (writing.style === 'json') return `\${segment(textOf(${exactSource(one)}))}`;
      return `\${pathPart(${[quoted(name), exactSource(one), quoted(writing.style), ...(writing.explode ? ['true'] : [])].join(', ')})}`;
    })
    .join('');
  return text.includes('${') ? `\`${text}\`` : quoted(text.replaceAll('\\`', '`').replaceAll('\\\\', '\\'));
}

function searchSource(sent: readonly Sent[]): string {
  const written = sent.flatMap((one) =>
    one.in === 'query' && one.parameter.writing.style !== 'plain'
      ? [writtenSource(one.parameter.name, exactSource(one), one.parameter.writing)]
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
function cookieSource(one: Extract<Sent, { parameter: Parameter }>): string {
  const { name, writing } = one.parameter;
  return writtenSource(name, exactSource(one), writing.style === 'plain' ? undefined : writing);
}

/** A value of a header. */
function simpleSource(one: Extract<Sent, { parameter: Parameter }>): string {
  const value = memberOf('input', one.arg);
  const { style, explode } = one.parameter.writing;
  if (style === 'plain') return value;
  if (style === 'json') return `${value} === undefined ? undefined : textOf(${exactSource(one)})`;
  const more = style.endsWith('Delimited') ? `, false, ${quoted(style)}` : explode ? ', true' : '';
  return `simpleOf(${exactSource(one)}${more})`;
}

function pagingSource(guess: PagingGuess): string {
  const { kind, param, sizeParam, maxSize, at, total, more, last, first, key, in: place } = guess;
  const options = Object.entries({
    ...(at === undefined ? {} : { at }),
    ...(param === undefined ? {} : { param }),
    ...(sizeParam === undefined ? {} : { sizeParam }),
    ...(maxSize === undefined ? {} : { maxSize }),
    ...(total === undefined ? {} : { total }),
    ...(more === undefined ? {} : { more }),
    ...(last === undefined ? {} : { last }),
    ...(first === undefined ? {} : { first }),
    ...(place === 'body' ? { in: 'body' } : {}),
  }).map(([name, value]) => `${name}: ${typeof value === 'string' ? quoted(value) : value}`);
  if (kind === 'none')
    return sizeParam === undefined ? 'onePage()' : `onePage(${quoted(sizeParam)}, ${Math.min(maxSize ?? 200, 200)})`;
  if (kind === 'keyset') options.push(`key: (row) => keyOf(row, ${quoted(key ?? 'id')})`);
  const make = {
    cursor: 'byCursor',
    page: 'byPage',
    offset: 'byOffset',
    keyset: 'byKeyset',
    nextUrl: 'byNextUrl',
    link: 'byLink',
  }[kind];
  return `${make}({ ${options.join(', ')} })`;
}

/** How the pages of a list are thought to follow each other, in words. */
export function guessOf({ kind, param, at }: PagingGuess): string {
  switch (kind) {
    case 'cursor':
      return `pages follow by the cursor ${at}, sent as ${param}.`;
    case 'page':
      return `pages follow by number, sent as ${param}.`;
    case 'offset':
      return `pages follow by offset, sent as ${param}.`;
    case 'keyset':
      return `pages follow after the id of the last row, sent as ${param}.`;
    case 'nextUrl':
      return `pages follow by the URL in ${at}.`;
    case 'link':
      return 'pages follow by the Link header.';
    case 'none':
      return 'the list comes whole: no parameter for its pages is known.';
  }
}

function templateText(text: string): string {
  return text.replace(/[\\`]|\$\{/g, '\\$&');
}

/** A JSON value as a literal. */
export function literal(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([name, inner]) => `${keyOf(name)}: ${literal(inner)}`);
    return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
  }
  return JSON.stringify(value) ?? 'undefined';
}
