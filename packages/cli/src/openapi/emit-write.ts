import type { Sent } from './arguments.ts';
import {
  answered,
  inputSource,
  literal,
  membersSource,
  pathSource,
  readAs,
  requestSource,
  shownSource,
} from './emit-tool.ts';
import type { Shape } from './shape.ts';
import type { ToolModel } from './tools.ts';
import { capital } from './words.ts';
import { memberOf, quoted } from './zod-source.ts';

/** What is sent as the body, or in the query; not what names the thing that changes. */
function changesOf({ arguments: { sent } }: ToolModel): Sent[] {
  return sent.filter((one) => !['path', 'header', 'cookie'].includes(one.in));
}

function bodyFieldsOf({ arguments: { sent } }: ToolModel): Extract<Sent, { in: 'field' }>[] {
  return sent.flatMap((one) => (one.in === 'field' ? [one] : []));
}

/** An update of members that a GET of the same path tells: the values from before undo it. */
export function canUndo(tool: ToolModel): boolean {
  const { access, before, operation } = tool;
  const fields = bodyFieldsOf(tool);
  const kinds = ['json', 'form'];
  return (
    access === 'write' &&
    before !== undefined &&
    kinds.includes(operation.body?.kind ?? '') &&
    fields.length > 0 &&
    // a query may change what the request does
    changesOf(tool).length === fields.length &&
    tellsOf(before.answer.shape, fields) !== undefined
  );
}

/** Where an answer tells members of a body: at its root, or in its only object (`data`); undefined where nowhere. */
function tellsOf(shape: Shape, fields: readonly { name: string }[]): string | undefined {
  const tells = (at: Shape) => at.kind === 'object' && fields.some(({ name }) => at.properties.has(name));
  if (shape.kind !== 'object') return undefined;
  if (tells(shape)) return '';
  const inside = [...shape.properties].filter(([, property]) => property.shape.kind === 'object');
  const [only] = inside;
  return only && inside.length === 1 && !only[0].includes('.') && tells(only[1].shape) ? only[0] : undefined;
}

export function undoNames(constant: string) {
  return {
    input: `${constant}Input`,
    request: `${constant}Request`,
    fields: `${constant}Fields`,
    current: `current${capital(constant)}`,
  };
}

/** What a write and its undo share. */
export function undoDeclarations(tool: ToolModel, constant: string): string[] {
  if (!canUndo(tool)) return [];
  const names = undoNames(constant);
  const fields = Object.fromEntries(bodyFieldsOf(tool).map(({ arg, name }) => [arg, name]));
  const key = tool.arguments.idempotencyHeader ? ', idempotencyKey: string' : '';
  return [
    `const ${names.input} = ${inputSource(tool)};`,
    '',
    `const ${names.fields} = ${literal(fields)};`,
    '',
    `function ${names.request}(input: z.output<typeof ${names.input}>, signal: AbortSignal${key}): HttpRequest {`,
    `return ${requestSource(tool, 'signal')};`,
    '}',
    '',
  ];
}

/** The plan of a write, how it is applied and, where it can be, undone. */
export function writeSource(
  tool: ToolModel,
  constant: string,
  answers: readonly string[],
  connector: string,
): string[] {
  const {
    before,
    access,
    arguments: { sent, idempotencyHeader },
  } = tool;
  const ids = sent.flatMap((one) => (one.in === 'path' ? [memberOf('input', one.arg)] : []));
  const summary = (current: string, title = tool.title) =>
    `summaryOf(${[quoted(title), `[${ids.join(', ')}]`, sent.length > 0 ? 'input' : '{}', ...(current ? [current] : [])].join(', ')})`;
  const fields = changesOf(tool);
  const bodyArgument = fields.find((one) => one.in === 'body');
  const values =
    bodyArgument && fields.length === 1
      ? `recordOf(${shownSource(bodyArgument)})`
      : `given({ ${membersSource(fields)} })`;
  const identity = `given({ ${membersSource(sent)} })`;
  const usesInput = sent.length > 0 ? 'input, ' : '';
  const key = idempotencyHeader ? 'idempotencyKey, ' : '';
  const isUndoable = canUndo(tool);
  const names = undoNames(constant);
  const reading = before
    ? `const { body${isUndoable ? '' : ': current'} } = await http.request({ path: ${pathSource(tool)}, ${readAs(before, []).join(' ')} signal });`
    : '';
  const place = isUndoable && before ? (tellsOf(before.answer.shape, bodyFieldsOf(tool)) ?? '') : '';
  const inside = `const current = ${place === '' ? 'body' : `readAt(body, ${quoted(place)})`};`;
  const plan: string[] = [];
  if (before) {
    plan.push(`async plan({ ${usesInput}connection: http, signal }) {`, reading);
    if (access === 'destructive')
      plan.push(`return { summary: ${summary('current')}, before: recordOf(current), after: null };`);
    else {
      const whole = tool.operation.method === 'put';
      plan.push(
        ...(isUndoable ? [inside] : []),
        `const after = ${values};`,
        'const before = currentOf(current, after);',
        isUndoable
          ? `return { summary: ${summary('current')}, before, after, ...undoOf({ schema: ${names.input}, input, current, fields: ${names.fields}, whole: ${whole} }) };`
          : `return { summary: ${summary('current')}, before, after };`,
      );
    }
  } else {
    plan.push(`async plan(${usesInput ? '{ input }' : ''}) {`);
    if (access === 'destructive')
      plan.push(
        '// no GET tells what is there',
        `return { summary: ${summary('')}, before: ${sent.length > 0 ? identity : '{}'}, after: null };`,
      );
    else plan.push(`return { summary: ${summary('')}, before: null, after: ${sent.length > 0 ? identity : '{}'} };`);
  }
  plan.push('},');
  const request = isUndoable
    ? `${names.request}(input, signal${key ? ', idempotencyKey' : ''})`
    : requestSource(tool, 'signal');
  const apply = [
    `async apply({ ${usesInput}connection: http, ${key}${isUndoable ? 'plan, ' : ''}signal }) {`,
    answered(tool, request, answers, connector, isUndoable ? place : undefined),
    '},',
  ].join('\n');
  if (!isUndoable) return [plan.join('\n'), apply];
  const undo = [
    'undo: {',
    'async plan({ input: done, connection: http, signal }) {',
    `const input = ${names.input}.parse(done.undo.input);`,
    reading,
    inside,
    'checkUnchanged(current, done);',
    `const after = ${values};`,
    `return { summary: ${summary('current', `Undo: ${tool.title}`)}, before: currentOf(current, after), after };`,
    '},',
    `async apply({ input: done, connection: http, ${key}signal }) {`,
    `const input = ${names.input}.parse(done.undo.input);`,
    `await http.request(${request});`,
    'return { item: input };',
    '},',
    '},',
  ];
  return [plan.join('\n'), apply, undo.join('\n')];
}
