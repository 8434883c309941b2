import type { Operation } from '../operation/operation.ts';
import { keyOf, literal, memberOf, quoted } from '../shape/literals.ts';
import { nameOf } from '../tool/arguments.ts';
import type { ToolModel } from '../tool/tool-model.ts';
import { answeredOnly, bodyFieldsOf, canUndo, changesOf, tellsOf } from '../tool/undo-gaps.ts';
import { capital } from '../words.ts';
import { inputSource, membersSource, shownSource } from './arguments-source.ts';
import { answered, answerSource } from './handler-source.ts';
import { requestSource } from './request-source.ts';

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
  const isOfMembers = bodyFieldsOf(tool).length > 0;
  const key = tool.arguments.idempotencyHeader ? ', idempotencyKey: string' : '';
  return [
    `const ${names.input} = ${inputSource(tool)};`,
    '',
    ...(isOfMembers ? [`const ${names.fields} = ${literal(fields)};`, ''] : []),
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
  const ids = sent.flatMap((argument) => (argument.in === 'path' ? [memberOf('input', argument.arg)] : []));
  const summary = (current: string, title = tool.title) =>
    `summaryOf(${[quoted(title), `[${ids.join(', ')}]`, sent.length > 0 ? 'input' : '{}', ...(current ? [current] : [])].join(', ')})`;
  const fields = changesOf(tool);
  const bodyArgument = fields.find((argument) => argument.in === 'body');
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
    ? `const { body } = await http.request(${requestSource(readOf(tool, before), 'signal')});`
    : '';
  const place = isUndoable && before ? (tellsOf(before.answer.shape, tool) ?? '') : '';
  // a body beside parameters stands under its own name
  const under = bodyArgument && fields.length > 1 ? `${keyOf(nameOf(bodyArgument))}: ` : '';
  const named = (now: string) => (under === '' ? now : `{ ${under}${now} }`);
  const isBesideQuery = fields.some((field) => field.in === 'query');
  const ofBody = !isBesideQuery
    ? ''
    : bodyArgument
      ? `, [${quoted(nameOf(bodyArgument))}]`
      : `, Object.values(${names.fields})`;
  const insideOf = (answer: string) => (place === '' ? answer : `readAt(${answer}, ${quoted(place)})`);
  const inside = `const current = ${insideOf(answerSource('body', before?.answer.writeOnly))};`;
  const plan: string[] = [];
  if (before) {
    plan.push(`async plan({ ${usesInput}connection: http, signal }) {`, reading, inside);
    if (access === 'destructive')
      plan.push(`return { summary: ${summary('current')}, before: recordOf(current), after: null };`);
    else {
      const whole = tool.operation.method === 'put';
      plan.push(
        `const after = ${values};`,
        `const before = currentOf(${isUndoable ? named('current') : 'current'}, after);`,
        isUndoable
          ? `return { summary: ${summary('current')}, before, after, ...${undoSource(tool, names, place, whole)} };`
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
    answered(
      tool,
      request,
      answers,
      connector,
      isUndoable ? (answer) => `writtenOf(${named(insideOf(answer))}, plan.after ?? {}${ofBody})` : undefined,
    ),
    '},',
  ].join('\n');
  if (!isUndoable) return [plan.join('\n'), apply];
  const undo = [
    'undo: {',
    'async plan({ input: done, connection: http, signal }) {',
    `const input = ${names.input}.parse(done.undo.input);`,
    reading,
    inside,
    `checkUnchanged(${named('current')}, done${ofBody});`,
    `const after = ${values};`,
    `return { summary: ${summary('current', `Undo: ${tool.title}`)}, before: currentOf(${named('current')}, after), after };`,
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

/** The GET of the same path, with those parameters of the write that it takes too. */
function readOf(tool: ToolModel, before: Operation): ToolModel {
  const sent = tool.arguments.sent.filter(
    (argument) =>
      argument.in === 'path' ||
      ('parameter' in argument &&
        before.parameters.some(({ in: place, name }) => place === argument.in && name === argument.parameter.name)),
  );
  const own = { ...tool.arguments, sent, idempotencyHeader: undefined };
  return { ...tool, operation: before, access: 'read', others: [], arguments: own };
}

function undoSource(tool: ToolModel, names: ReturnType<typeof undoNames>, place: string, whole: boolean): string {
  const body = changesOf(tool).find((change) => change.in === 'body');
  if (body?.in !== 'body' || !tool.before)
    return `undoOf({ schema: ${names.input}, input, current, fields: ${names.fields}, whole: ${whole} })`;
  const left = literal(answeredOnly(tool.before.answer.shape, place, body.shape));
  return `undoOfBody({ schema: ${names.input}, input, current, argument: ${quoted(body.arg)}, whole: ${whole}, left: ${left} })`;
}
