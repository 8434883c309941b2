import type { Spec } from '../description/spec.ts';
import type { Parameter } from '../operation/operation.ts';
import { METHODS, type Operation } from '../operation/operation.ts';
import { operationHeads, readOperation } from '../operation/operations.ts';
import type { Credentials } from '../operation/security.ts';
import { exampleOf, fits } from '../shape/example-of.ts';
import type { ObjectShape, Shape } from '../shape/shape.ts';
import type { WriteOnly } from '../shape/write-only.ts';
import { zodSource } from '../shape/zod-source.ts';
import { capital, givesOrders, proseOf, singular } from '../words.ts';
import { accessOf } from './access.ts';
import { argumentsOf } from './arguments.ts';
import { ToolNames } from './names.ts';
import { type ListGuess, leftOutOfPaging, listGuessOf, vendorPaging } from './paging.ts';
import { affordableInput, affordableOutput } from './reduce.ts';
import type { OtherOutput, ToolModel } from './tool-model.ts';
import { undoGap } from './undoing.ts';

const MAX_ENABLED = 12;
const MAX_TOKENS = 5600;

/** The tools of the chosen operations, in the order of the description. */
export function toolsOf(
  spec: Spec,
  connector: string,
  operations: readonly Operation[],
  { unmet }: Credentials,
): ToolModel[] {
  const names = new ToolNames(connector);
  const readable = new Map(operations.filter((one) => one.method === 'get').map((one) => [one.path, one]));
  const heads = operationHeads(spec);
  const beforeOf = (operation: Operation): Operation | undefined => {
    if (!['put', 'patch', 'delete'].includes(operation.method)) return undefined;
    const head = heads.find(({ method, path }) => method === METHODS[0] && path === operation.path);
    const found = readable.get(operation.path) ?? (head && readOperation(spec, head));
    const isGiven = ({ in: place, name }: Parameter) =>
      operation.parameters.some((own) => own.in === place && own.name === name && own.required);
    const needsMore = found?.parameters.some((one) => one.required && one.in !== 'path' && !isGiven(one));
    return found && !needsMore && !unmet(found) && found.answer.kind === 'json' ? found : undefined;
  };
  const deleted = new Map<string, number>();
  const tools = operations.map((operation) => {
    const off = unmet(operation);
    if (off) spec.findings.note('openapi/security', operation.node, `This operation is off: ${off}.`);
    return { ...toolOf(spec, operation, names, beforeOf(operation), deleted), off };
  });
  for (const tool of tools) sayUndo(spec, tool);
  enable(tools);
  return tools;
}

function toolOf(
  spec: Spec,
  operation: Operation,
  names: ToolNames,
  before: Operation | undefined,
  deleted: Map<string, number>,
): ToolModel {
  const { access, guessed } = accessOf(operation);
  const list = access === 'read' ? listGuessOf(operation) : undefined;
  const named = names.name({ ...operation, access, list: list !== undefined });
  const title = titleOf(named.verb, named.object);
  const description = descriptionOf(operation, title, access);
  if (givesOrders(operation.summary) || givesOrders(operation.description))
    spec.findings.warning('openapi/orders', operation.node, 'Its description gives orders to a model: left out.');
  if (operation.deprecated)
    spec.findings.note('openapi/deprecated', operation.node, 'This operation is deprecated: its tool says so.');
  const all = argumentsOf(operation, list);
  const { input, dropped, tokens } = affordableInput({ name: named.name, description }, all.input);
  sayNames(spec, operation, input);
  sayChoices(spec, operation, all.input, input);
  const sent = all.sent.filter(({ arg }) => input.properties.has(arg));
  const whole = withoutNull(outputOf(operation, list));
  const different = list ? [] : otherOutputs(operation, whole);
  const output = affordableOutput(whole, 1 + different.length);
  const others = different.map((one) => ({ ...one, output: affordableOutput(one.output, 1 + different.length) }));
  if (list) {
    sayOtherLists(spec, operation);
    sayPaging(spec, operation, list);
  }
  const tool: ToolModel = {
    ...named,
    title,
    description,
    access,
    guessedRead: guessed,
    operation,
    list,
    arguments: { ...all, input, sent },
    input,
    output,
    others,
    dropped,
    tokens,
    enabled: false,
    off: undefined,
    example: undefined,
    before,
  };
  const example = exampleInput(tool, access === 'destructive' ? lastOfThese(operation, deleted) : 1);
  return { ...tool, example: fits(input, example) ? example : undefined };
}

/** What a tool answers: a row's schema of a list, that of the whole answer, or that it was done. */
function outputOf({ answer, method }: Operation, list: ListGuess | undefined): Shape {
  if (list) return list.row;
  return answer.kind === 'none' ? flag(method === 'head' ? 'exists' : 'done') : answer.shape;
}

/** Null in the place of a row or an item says nothing. */
function withoutNull({ nullable: _, ...rest }: Shape): Shape {
  const shape = rest as Shape;
  return shape.kind === 'union' ? { ...shape, options: shape.options.map(withoutNull) } : shape;
}

function flag(name: string): Shape {
  return { kind: 'object', open: false, properties: new Map([[name, { shape: { kind: 'boolean' }, required: true }]]) };
}

/** The answers of other statuses, those alone that have another form; 2XX, which stands for all others, comes last. */
function otherOutputs({ answer }: Operation, main: Shape): OtherOutput[] {
  const all = answer.others.map(({ status, kind, shape, writeOnly }) => ({
    status,
    kind,
    output: kind === 'none' ? flag('done') : withoutNull(shape),
    ...(writeOnly ? { writeOnly } : {}),
  }));
  const hidden = (of: readonly WriteOnly[] = []) => JSON.stringify(of);
  return all
    .filter(
      ({ kind, output, writeOnly }) =>
        kind !== answer.kind || zodSource(output) !== zodSource(main) || hidden(writeOnly) !== hidden(answer.writeOnly),
    )
    .sort((a, b) => a.status.localeCompare(b.status));
}

function sayPaging(spec: Spec, operation: Operation, list: ListGuess): void {
  const { paging } = list;
  const left = leftOutOfPaging(operation, list);
  if (left.length > 0)
    spec.findings.note(
      'openapi/paging',
      operation.node,
      `Left out: ${left.join(', ')}; \`limit\` and \`cursor\` are in their place.`,
    );
  const stay = paging.kind === 'none' ? vendorPaging(operation).filter(({ name }) => name !== paging.sizeParam) : [];
  if (stay.length > 0)
    spec.findings.warning(
      'openapi/paging',
      operation.node,
      `How its pages follow is not known: ${stay.map(({ name }) => name).join(', ')} stay arguments, and no \`cursor\` comes.`,
      'Write its paging by hand, with `byCursor` or another one of `@rolekit/sdk/http`.',
    );
}

function sayUndo(spec: Spec, tool: ToolModel): void {
  const gap = undoGap(tool);
  if (gap !== undefined)
    spec.findings.warning(
      'openapi/undo',
      tool.operation.node,
      `No undo: ${gap}.`,
      'Write the undo of the tool by hand.',
    );
}

/** Says which lists of values were too long for the budget. */
function sayChoices(spec: Spec, { node }: Operation, before: ObjectShape, after: ObjectShape): void {
  for (const [name, { shape }] of before.properties) {
    const items = shape.kind === 'array' ? shape.items : shape;
    const now = after.properties.get(name)?.shape;
    const left = now?.kind === 'array' ? now.items : now;
    if (items.kind === 'enum' && left !== undefined && left.kind !== 'enum')
      spec.findings.note(
        'openapi/enum',
        node,
        `${name} has ${items.values.length} values, too many for its budget: any is taken, and the API checks it.`,
      );
  }
}

/** Says which names of members below the top some hosts refuse. */
function sayNames(spec: Spec, { node }: Operation, input: ObjectShape): void {
  const odd = new Set<string>();
  const look = (shape: Shape, isTop: boolean): void => {
    if (shape.kind === 'array') look(shape.items, false);
    if (shape.kind === 'record') look(shape.values, false);
    if (shape.kind === 'union') for (const option of shape.options) look(option, false);
    if (shape.kind !== 'object') return;
    for (const [name, property] of shape.properties) {
      if (!isTop && !/^[\w.-]{1,64}$/.test(name)) odd.add(name.slice(0, 80));
      look(property.shape, false);
    }
  };
  look(input, true);
  if (odd.size > 0)
    spec.findings.warning(
      'openapi/name',
      node,
      `Some hosts refuse members with such names: ${[...odd].slice(0, 5).join(', ')}.`,
      'Leave the tool off there, or rename them in the tool.',
    );
}

function sayOtherLists(spec: Spec, { answer, node }: Operation): void {
  for (const { status, kind, shape } of answer.others)
    if (kind !== 'none' && zodSource(shape) !== zodSource(answer.shape))
      spec.findings.warning(
        'openapi/answer',
        node,
        `Its answer ${status} is not the list of ${answer.status}: an error.`,
      );
}

function titleOf(verb: string, object: readonly string[]): string {
  const last = object.at(-1) ?? '';
  const article =
    verb === 'list' || verb === 'search' || singular(last) !== last
      ? ''
      : /^[aeio]/.test(object[0] ?? '')
        ? 'an '
        : 'a ';
  return capital(`${verb} ${article}${object.join(' ')}`).slice(0, 80);
}

function descriptionOf(operation: Operation, title: string, access: string): string {
  const { method, path } = operation;
  const summary = proseOf(operation.summary, 160).replace(/[.…]?$/, '');
  const more = proseOf(operation.description, 280);
  const isRepeated = more.toLowerCase().startsWith(summary.toLowerCase());
  const said = isRepeated || summary === '' ? more : more === '' ? `${summary}.` : `${summary}. ${more}`;
  const approved = access === 'read' ? '' : ' A person approves it first.';
  const request = `${method.toUpperCase()} ${path.slice(0, 200)}`;
  const sentence = said === '' ? `${title}.` : /[.!?…]$/.test(said) ? said : `${said}.`;
  const old = operation.deprecated && !/\bdeprecated\b/i.test(said) ? ' It is deprecated.' : '';
  return `${sentence}${old}${approved} Calls ${request}.`;
}

/** What is read before what writes, and what destroys last; as many as the budget of tools and tokens takes. */
function enable(tools: readonly ToolModel[]): void {
  const rank = { read: 0, write: 1, destructive: 2 };
  const byUse = [...tools].sort((a, b) => rank[a.access] - rank[b.access]);
  let count = 0;
  let tokens = 0;
  for (const tool of byUse) {
    if (tool.off !== undefined || count >= MAX_ENABLED || tokens + tool.tokens > MAX_TOKENS) continue;
    tool.enabled = true;
    count += 1;
    tokens += tool.tokens;
  }
}

/** Arguments that are needed and, for a change, one member to change. */
function exampleInput({ input, access, arguments: { sent } }: ToolModel, id: number): Record<string, unknown> {
  const example = exampleOf(input, { whole: false }, 'input') as Record<string, unknown>;
  for (const one of sent) {
    const property = input.properties.get(one.arg);
    if (!property) continue;
    if (one.in === 'path') example[one.arg] = pathExample(property.shape, id);
  }
  const fields = sent.filter((one) => one.in === 'field');
  if (access !== 'read' && fields.length > 0 && !fields.some(({ arg }) => arg in example)) {
    const [field] = fields;
    const property = field && input.properties.get(field.arg);
    if (field && property) example[field.arg] = exampleOf(property.shape, { whole: false }, field.arg);
  }
  return example;
}

/** Of the sandbox: what is destroyed is not what the other examples use, nor what another tool destroys at the same path. */
function lastOfThese({ path }: Operation, deleted: Map<string, number>): number {
  const like = path.replace(/\{[^}]*\}/g, '{}');
  const before = deleted.get(like) ?? 0;
  deleted.set(like, before + 1);
  return Math.max(2, 24 - before);
}

function pathExample(shape: Shape, number: number): unknown {
  if (shape.kind === 'integer' || shape.kind === 'number') return Math.max(number, shape.min ?? number);
  const uuid = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const ways = [shape.kind === 'string' && shape.format === 'uuid' ? uuid : String(number), uuid];
  return ways.find((one) => fits(shape, one)) ?? exampleOf(shape, { whole: false }, 'id');
}
