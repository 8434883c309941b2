import type { Spec } from '../description/spec.ts';
import type { Operation } from '../operation/operation.ts';
import type { ObjectShape, Shape } from '../shape/shape.ts';
import { zodSource } from '../shape/zod-source.ts';
import { type ListGuess, leftOutOfPaging, vendorPaging } from './paging.ts';
import type { ToolModel } from './tool-model.ts';
import { undoGap } from './undo-gaps.ts';

export function notePaging(spec: Spec, operation: Operation, list: ListGuess): void {
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

export function noteUndo(spec: Spec, tool: ToolModel): void {
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
export function noteChoices(spec: Spec, { node }: Operation, before: ObjectShape, after: ObjectShape): void {
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
export function noteNames(spec: Spec, { node }: Operation, input: ObjectShape): void {
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

export function noteOtherLists(spec: Spec, { answer, node }: Operation): void {
  for (const { status, kind, shape } of answer.others)
    if (kind !== 'none' && zodSource(shape) !== zodSource(answer.shape))
      spec.findings.warning(
        'openapi/answer',
        node,
        `Its answer ${status} is not the list of ${answer.status}: an error.`,
      );
}
