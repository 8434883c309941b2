import type { Shape } from '../shape/shape.ts';
import { nameOf, type Sent } from './arguments.ts';
import type { ToolModel } from './tool-model.ts';

/** What is sent as the body, or in the query; not what names the thing that changes. */
function changesOf({ arguments: { sent } }: ToolModel): Sent[] {
  return sent.filter((argument) => !['path', 'header', 'cookie'].includes(argument.in));
}

export function bodyFieldsOf({ arguments: { sent } }: ToolModel): Extract<Sent, { in: 'field' }>[] {
  return sent.flatMap((field) => (field.in === 'field' ? [field] : []));
}

/** An update that a GET of the same path tells the values before: those values undo it. */
export function canUndo(tool: ToolModel): boolean {
  return tool.access === 'write' && tool.before !== undefined && undoGap(tool) === undefined;
}

/** Why an update whose path a GET reads cannot be undone; undefined where it can, and for what is no such update. */
export function undoGap(tool: ToolModel): string | undefined {
  const { access, before, operation } = tool;
  if (access !== 'write' || !before) return undefined;
  const changes = changesOf(tool);
  const ofBody = bodyChangesOf(tool);
  if (!['json', 'form'].includes(operation.body?.kind ?? '')) return 'its body is no JSON and no simple form';
  if (ofBody.length === 0) return 'it takes no body';
  if (new Set(changes.map(nameOf)).size < changes.length)
    return 'a parameter of its query has the name of a member of its body';
  const [first] = ofBody;
  if (first?.in === 'body' && operation.method === 'patch' && !takesMembers(first.shape))
    return 'its body says how to change, not what to change to';
  return tellsOf(before.answer.shape, tool) === undefined
    ? 'the GET of its path does not tell what it changes'
    : undefined;
}

/** What changes of the body: its members, or all of it. */
function bodyChangesOf({ arguments: { sent } }: ToolModel): Sent[] {
  return sent.filter((argument) => argument.in === 'field' || argument.in === 'body');
}

/** It is an object, whatever of several it is. */
export function takesMembers(shape: Shape): boolean {
  return shape.kind === 'union'
    ? shape.options.every(takesMembers)
    : shape.kind === 'object' || shape.kind === 'record';
}

/** Where an answer tells what a body changes: at its root, or in its only object (`data`); undefined where nowhere. */
export function tellsOf(shape: Shape, tool: ToolModel): string | undefined {
  const [first] = bodyChangesOf(tool);
  const whole = first?.in === 'body' ? first.shape : undefined;
  if (whole && !takesMembers(whole)) return shape.kind === whole.kind && whole.kind !== 'any' ? '' : undefined;
  if (whole?.kind === 'record') return shape.kind === 'record' ? '' : undefined;
  const names = whole ? namesIn(whole) : bodyFieldsOf(tool).map(({ name }) => name);
  const tells = (at: Shape) => namesIn(at).some((name) => names.includes(name));
  if (tells(shape)) return '';
  if (shape.kind !== 'object') return undefined;
  const inside = [...shape.properties].filter(([, property]) => property.shape.kind === 'object');
  const [only] = inside;
  return only && inside.length === 1 && !only[0].includes('.') && tells(only[1].shape) ? only[0] : undefined;
}

function namesIn(shape: Shape): string[] {
  if (shape.kind === 'union') return shape.options.flatMap(namesIn);
  return shape.kind === 'object' ? [...shape.properties.keys()] : [];
}

/** Members that the API answers and that no request describes: they are not sent back. */
export function answeredOnly(shape: Shape, place: string, body: Shape): string[] {
  const at = place !== '' && shape.kind === 'object' ? shape.properties.get(place)?.shape : shape;
  const taken = namesIn(body);
  return body.kind === 'record' || !at ? [] : [...new Set(namesIn(at))].filter((name) => !taken.includes(name));
}
