import { nameIn } from '@rolekit/sdk';
import type { Operation } from '../operation/operation.ts';
import { keyOf, literal, memberOf } from '../shape/literals.ts';
import type { Shape } from '../shape/shape.ts';
import type { Sent } from '../tool/arguments.ts';
import type { ToolModel } from '../tool/tool-model.ts';
import { answeredOnly, bodyFieldsOf, canUndo, takesMembers, tellsOf } from '../tool/undo-gaps.ts';
import { around, arrowOf, callOf, type Expression, fitted } from './code-layout.ts';
import { answered, answeredByStatus, doneSource, localsFor, needsStatus, type Surroundings } from './handler-source.ts';
import { type Locals, localsOf, memberSource, objectSource } from './locals.ts';
import { pathSource, requestMembers, shownMember } from './request-source.ts';

/** The plan of a write, how it is applied and, where it can be, undone. */
export function writeSource(tool: ToolModel, surroundings: Surroundings): string[] {
  return [
    planSource(tool, surroundings),
    ...(tool.before && tool.access === 'destructive'
      ? ['// a record tells more than its values, such as when it was read', 'planAgain: false,']
      : []),
    applySource(tool, surroundings),
    ...(canUndo(tool) ? [`undo: 'restore',`] : []),
  ];
}

function applySource(tool: ToolModel, surroundings: Surroundings): string {
  const locals = localsFor(tool, surroundings);
  const key = tool.arguments.idempotencyHeader ? ', { idempotencyKey }' : '';
  const parameters = `(${locals.pattern}, api${key})`;
  const block = (statements: string) => [`async apply${parameters} {`, statements, '},'].join('\n');
  if (needsStatus(tool)) return block(answeredByStatus(tool, locals, surroundings));
  if (tool.operation.answer.kind === 'none') return block(doneSource(tool, locals));
  const { expression, isAwaited } = answered(tool, locals, surroundings.answers[0] ?? 'z.unknown()');
  return arrowOf('apply', parameters, expression, isAwaited);
}

function planSource(tool: ToolModel, surroundings: Surroundings): string {
  if (!tool.before) return planOfNew(tool);
  return tool.access === 'destructive'
    ? planOfRemoval(tool, tool.before, surroundings)
    : planOfChange(tool, tool.before, surroundings);
}

/** No GET tells what is there. */
function planOfNew({ access, arguments: { sent } }: ToolModel): string {
  const input: Locals = { pattern: 'input', of: (arg) => memberOf('input', arg), members: () => [] };
  const files = sent.map((argument) => shownMember(argument)).filter(({ made }) => made !== undefined);
  const shown = files.map(({ arg, made }) => `${keyOf(arg)}: ${made?.(input.of(arg))}`);
  const values = sent.length === 0 ? '{}' : objectSource(['...input', ...shown]);
  const details = idsSource(sent, undefined, input);
  const call = callOf('changeOf', access === 'destructive' ? [values, 'null'] : ['null', values], details);
  return arrowOf('plan', sent.length === 0 ? '()' : '(input)', call, true);
}

function planOfRemoval(tool: ToolModel, before: Operation, surroundings: Surroundings): string {
  const { sent } = tool.arguments;
  const read = readOf(tool, before);
  const locals = localsOf(sent, {
    single: read.arguments.sent.map(({ arg }) => arg),
    rest: '_',
    taken: surroundings.taken,
  });
  const { expression } = recordSource(read, before, '', locals);
  const call = callWith('changeOf', expression, ['null'], idsSource(sent, before.answer.shape, locals));
  return arrowOf('plan', `(${locals.pattern}, api)`, call, true);
}

function planOfChange(tool: ToolModel, before: Operation, surroundings: Surroundings): string {
  const {
    operation,
    arguments: { sent },
  } = tool;
  const isUndoable = canUndo(tool);
  const isPut = isUndoable && operation.method === 'put';
  const place = isUndoable ? (tellsOf(before.answer.shape, tool) ?? '') : '';
  const fields = bodyFieldsOf(tool);
  const body = sent.find((argument) => argument.in === 'body');
  const beside = sent.filter(({ in: at }) => at === 'query' || at === 'header' || at === 'cookie');
  const values = [...fields, ...(body ? [body] : [])].map((argument) => shownMember(argument));
  const taken = new Set([...surroundings.taken, 'record']);
  const single = sent.filter((argument) => argument.in !== 'field').map(({ arg }) => arg);
  const locals = localsOf(sent, { single, group: values, rest: 'changes', taken });
  const read = readOf(tool, before);
  const { expression, shape } = recordSource(read, before, place, locals);
  const isUnder = body !== undefined && takesMembers(body.shape) && !body.shape.file;
  const bodyValue = body && (operation.body?.required ? locals.of(body.arg) : `${locals.of(body.arg)} ?? {}`);
  const after = isUnder && bodyValue ? bodyValue : objectSource(locals.members(values));
  const optional = fields.some(({ arg }) => tool.input.properties.get(arg)?.required !== true);
  const left = isPut && isUnder ? answeredOnly(before.answer.shape, place, body.shape) : [];
  const renamed = fields.filter(({ arg, name }) => arg !== name);
  const details = [
    ...idsSource(sent, isUnder ? undefined : shape, locals),
    ...(beside.length > 0
      ? [memberSource('beside', objectSource(locals.members(beside.map((argument) => shownMember(argument)))))]
      : []),
    ...(isUndoable && isUnder ? [`under: ${literal(body.arg)}`] : []),
    ...(isPut && isUnder ? ['whole: Object.keys(record)'] : []),
    ...(isPut && fields.length > 0 && optional ? [`whole: ${literal(fields.map(({ arg }) => arg))}`] : []),
  ];
  const parameters = `(${locals.pattern}, api)`;
  if (body && !isUnder && isUndoable) {
    const wrapped = around(`{ ${keyOf(body.arg)}: `, expression, ' }');
    return arrowOf('plan', parameters, callWith('changeOf', wrapped, [after], details), true);
  }
  if (renamed.length === 0 && !(isPut && isUnder))
    return arrowOf('plan', parameters, callWith('changeOf', expression, [after], details), true);
  const names = renamed.map(({ arg, name }) => `${keyOf(name)}: ${arg}`);
  const record = names.length > 0 ? `{ ...record, ${renamed.map(({ arg }) => arg).join(', ')} }` : 'record';
  const stripped = left.length > 0 ? around('without(', expression, `, ${literal(left)})`) : expression;
  return [
    `async plan${parameters} {`,
    fitted(names.length > 0 ? `const { ${names.join(', ')}, ...record } = ` : 'const record = ', stripped, ';'),
    fitted('return ', callOf('changeOf', [record, after], details), ';'),
    '},',
  ].join('\n');
}

/** What stands there now, and its form. */
function recordSource(read: ToolModel, { answer }: Operation, place: string, locals: Locals) {
  const within = place !== '' && answer.shape.kind === 'object' ? answer.shape.properties.get(place)?.shape : undefined;
  const isRecord = takesMembers(answer.shape);
  const schema = within ? `z.object({ ${keyOf(place)}: RECORD })` : isRecord ? 'RECORD' : 'z.unknown()';
  const got = around('await ', callOf('api.get', [pathSource(read, locals), schema], requestMembers(read, locals)), '');
  const shown = answer.writeOnly?.length ? around('shownOf(', got, `, ${literal(answer.writeOnly)})`) : got;
  if (within) return { shape: within, expression: around('(', shown, `).${place}`) };
  return { shape: answer.shape, expression: isRecord ? shown : around('{ value: ', shown, ' }') };
}

/** A call whose first argument may need several lines. */
function callWith(head: string, first: Expression, args: readonly string[], members: readonly string[]): Expression {
  const all = [first.inline, ...args, ...(members.length > 0 ? [`{ ${members.join(', ')} }`] : [])];
  return {
    inline: `${head}(${all.join(', ')})`,
    broken: `${head}(\n${all.map((argument) => `${argument},`).join('\n')}\n)`,
  };
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

const ID = /^ids?$|[a-z0-9]Ids?$|_ids?$/;

/** Whose names the record does not tell: it is called by its own id, or by those of the call. */
function idsSource(sent: readonly Sent[], record: Shape | undefined, locals: Locals): string[] {
  const ids = sent.filter((argument) => argument.in === 'path');
  const others = sent
    .filter((argument) => argument.in !== 'path')
    .some((argument) => ID.test(argument.arg) || hasIds(shapeOf(argument)));
  const [first] = ids;
  const isOwn = ids.length === 1 && first && ID.test(first.arg) && isNamed(record);
  if (!others && (ids.length === 0 || isOwn)) return [];
  return [`ids: [${ids.map(({ arg }) => locals.of(arg)).join(', ')}]`];
}

/** A record that tells its id and what a person calls it. */
function isNamed(record: Shape | undefined): boolean {
  if (record?.kind !== 'object' || !record.properties.has('id')) return false;
  return nameIn(Object.fromEntries([...record.properties.keys()].map((name) => [name, 'a name']))) !== undefined;
}

function shapeOf(argument: Sent): Shape {
  return 'shape' in argument ? argument.shape : argument.parameter.shape;
}

/** Whether a value may have ids among its members. */
function hasIds(shape: Shape): boolean {
  switch (shape.kind) {
    case 'any':
    case 'record':
      return true;
    case 'array':
      return hasIds(shape.items);
    case 'union':
      return shape.options.some(hasIds);
    case 'object':
      return shape.open || [...shape.properties].some(([name, { shape: inner }]) => ID.test(name) || hasIds(inner));
    default:
      return false;
  }
}
