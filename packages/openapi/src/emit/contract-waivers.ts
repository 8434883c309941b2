import type { Shape } from '../shape/shape.ts';
import type { ToolModel } from '../tool/tool-model.ts';

/** What has no form cannot be checked: plain text that was cut off looks like plain text. */
export function waiversOf(tools: readonly ToolModel[]): { check: string; tool: string; reason: string }[] {
  const waived = ({ name, operation, list, output, others }: ToolModel) => {
    const { method, answer } = operation;
    // a JSON text is taken as plain text too
    const isFormless = ['string', 'any'].includes(output.kind) && !list && others.length === 0;
    const isPlain = answer.kind === 'text' || (answer.kind === 'json' && isFormless);
    const waiver = (check: string, reason: string) => ({ check: `errors/${check}`, tool: name, reason });
    const formless =
      method === 'head'
        ? 'It answers by its status alone, which has no form that could be broken.'
        : 'It answers plain text, which has no form that could be broken.';
    if (method === 'head' || isPlain) return [waiver('broken-answer', formless), waiver('changed-answer', formless)];
    const isTold = (list && list.rows !== '') || hasMembers(output);
    return isTold ? [] : [waiver('changed-answer', 'Its answer has no members that the description names.')];
  };
  return tools.filter(({ access }) => access === 'read').flatMap(waived);
}

function hasMembers(shape: Shape): boolean {
  if (shape.kind === 'object') return shape.properties.size > 0;
  if (shape.kind === 'array') return hasMembers(shape.items);
  return shape.kind === 'union' && shape.options.every(hasMembers);
}
