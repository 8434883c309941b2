import { keyOf, memberOf } from '../shape/literals.ts';
import type { Shape } from '../shape/shape.ts';
import { zodSource } from '../shape/zod-source.ts';
import { nameOf, type Sent } from '../tool/arguments.ts';
import type { ToolModel } from '../tool/tool-model.ts';

/** The arguments as a schema. */
export function inputSource(tool: ToolModel): string {
  return zodSource(tool.input).replace('z.strictObject', 'z.object');
}

/** Values by their names at the API; of two with one name, the second by that of its argument. */
export function membersSource(sent: readonly Sent[]): string {
  const names = new Set<string>();
  return sent
    .map((argument) => {
      const name = names.has(nameOf(argument)) ? argument.arg : nameOf(argument);
      names.add(name);
      return `${keyOf(name)}: ${shownSource(argument)}`;
    })
    .join(', ');
}

/** A value as a person reads it before it is sent: of a file its size and digest, and its text if it is one. */
export function shownSource(argument: Sent): string {
  const value = memberOf('input', argument.arg);
  if (!('shape' in argument)) return value;
  if (argument.shape.file) return `shownFile(${value})`;
  return isFiles(argument.shape) ? `${value}?.map(shownFile)` : value;
}

export function isFiles(shape: Shape): boolean {
  return shape.kind === 'array' && shape.items.file === true;
}
