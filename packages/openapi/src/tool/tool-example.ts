import type { Operation } from '../operation/operation.ts';
import { exampleOf, fits } from '../shape/example-of.ts';
import type { Shape } from '../shape/shape.ts';
import type { ToolModel } from './tool-model.ts';

/** Arguments that are needed and, for a change, one member to change. */
export function exampleInput({ input, access, arguments: { sent } }: ToolModel, id: number): Record<string, unknown> {
  const example = exampleOf(input, { whole: false }, 'input') as Record<string, unknown>;
  for (const argument of sent) {
    const property = input.properties.get(argument.arg);
    if (!property) continue;
    if (argument.in === 'path') example[argument.arg] = pathExample(property.shape, id);
  }
  const fields = sent.filter((field) => field.in === 'field');
  if (access !== 'read' && fields.length > 0 && !fields.some(({ arg }) => arg in example)) {
    const [field] = fields;
    const property = field && input.properties.get(field.arg);
    if (field && property) example[field.arg] = exampleOf(property.shape, { whole: false }, field.arg);
  }
  return example;
}

/** Of the sandbox: what is destroyed is not what the other examples use, nor what another tool destroys at the same path. */
export function lastOfThese({ path }: Operation, deleted: Map<string, number>): number {
  const like = path.replace(/\{[^}]*\}/g, '{}');
  const before = deleted.get(like) ?? 0;
  deleted.set(like, before + 1);
  return Math.max(2, 24 - before);
}

function pathExample(shape: Shape, number: number): unknown {
  if (shape.kind === 'integer' || shape.kind === 'number') return Math.max(number, shape.min ?? number);
  const uuid = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const ways = [shape.kind === 'string' && shape.format === 'uuid' ? uuid : String(number), uuid];
  return ways.find((way) => fits(shape, way)) ?? exampleOf(shape, { whole: false }, 'id');
}
