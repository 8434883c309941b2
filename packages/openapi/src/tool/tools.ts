import type { Spec } from '../description/spec.ts';
import { METHODS, type Operation, type Parameter } from '../operation/operation.ts';
import { operationHeads, readOperation } from '../operation/operations.ts';
import type { Credentials } from '../operation/security.ts';
import { fits } from '../shape/example-of.ts';
import type { Shape } from '../shape/shape.ts';
import type { WriteOnly } from '../shape/write-only.ts';
import { zodSource } from '../shape/zod-source.ts';
import { givesOrders } from '../words.ts';
import { accessOf } from './access.ts';
import { affordableInput, affordableOutput } from './affordable-shapes.ts';
import { argumentsOf } from './arguments.ts';
import { type ListGuess, listGuessOf } from './paging.ts';
import { exampleInput, lastOfThese } from './tool-example.ts';
import { noteChoices, noteNames, noteOtherLists, notePaging, noteUndo } from './tool-findings.ts';
import type { OtherOutput, ToolModel } from './tool-model.ts';
import { ToolNames } from './tool-names.ts';
import { descriptionOf, titleOf } from './tool-text.ts';

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
  const readable = new Map(operations.filter(({ method }) => method === 'get').map((get) => [get.path, get]));
  const heads = operationHeads(spec);
  const beforeOf = (operation: Operation): Operation | undefined => {
    if (!['put', 'patch', 'delete'].includes(operation.method)) return undefined;
    const head = heads.find(({ method, path }) => method === METHODS[0] && path === operation.path);
    const found = readable.get(operation.path) ?? (head && readOperation(spec, head));
    const isGiven = ({ in: place, name }: Parameter) =>
      operation.parameters.some((own) => own.in === place && own.name === name && own.required);
    const needsMore = found?.parameters.some((param) => param.required && param.in !== 'path' && !isGiven(param));
    return found && !needsMore && !unmet(found) && found.answer.kind === 'json' ? found : undefined;
  };
  const deleted = new Map<string, number>();
  const tools = operations.map((operation) => {
    const off = unmet(operation);
    if (off) spec.findings.note('openapi/security', operation.node, `This operation is off: ${off}.`);
    return { ...toolOf(spec, operation, names, beforeOf(operation), deleted), off };
  });
  for (const tool of tools) noteUndo(spec, tool);
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
  noteNames(spec, operation, input);
  noteChoices(spec, operation, all.input, input);
  const sent = all.sent.filter(({ arg }) => input.properties.has(arg));
  const whole = withoutNull(outputOf(operation, list));
  const different = list ? [] : otherOutputs(operation, whole);
  const output = affordableOutput(whole, 1 + different.length);
  const others = different.map((other) => ({ ...other, output: affordableOutput(other.output, 1 + different.length) }));
  if (list) {
    noteOtherLists(spec, operation);
    notePaging(spec, operation, list);
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
