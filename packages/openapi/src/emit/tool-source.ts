import { commentOf, literal, quoted } from '../shape/literals.ts';
import { guessOf } from '../tool/paging-words.ts';
import type { ToolModel } from '../tool/tool-model.ts';
import { canUndo } from '../tool/undo-gaps.ts';
import { inputSource } from './arguments-source.ts';
import { itemHandler, listHandler } from './handler-source.ts';
import { undoDeclarations, undoNames, writeSource } from './write-source.ts';

/** Source of one tool. `answers` names the schema of its rows or of its answer, and those of its other statuses. */
export function toolSource(tool: ToolModel, constant: string, answers: readonly string[], connector: string): string {
  const [answer = 'z.unknown()'] = answers;
  const distinct = [...new Set(answers)];
  const { operation, access, list, example } = tool;
  const guesses = [
    tool.guessedRead ? `${operation.method.toUpperCase()} is taken for a read: check that it changes nothing.` : '',
    list ? guessOf(list.paging) : '',
    tool.dropped.length > 0 ? `Left out for the budget of tokens: ${tool.dropped.join(', ')}.` : '',
  ].filter(Boolean);
  const comment = guesses.map((guess) => `// guess: ${commentOf(guess)}`.replace('guess: Left', 'Left'));
  return [
    ...(tool.off === undefined ? [] : [`// off: ${commentOf(tool.off)}`]),
    ...comment,
    ...undoDeclarations(tool, constant),
    `export const ${constant} = defineTool({`,
    'connection,',
    `name: ${quoted(tool.name)},`,
    `title: ${quoted(tool.title)},`,
    `description: ${quoted(tool.description)},`,
    `access: '${access}',`,
    ...(tool.enabled ? [] : ['enabled: false,']),
    `input: ${canUndo(tool) ? undoNames(constant).input : inputSource(tool)},`,
    `${list ? 'items' : 'item'}: ${distinct.length > 1 ? `z.union([${distinct.join(', ')}])` : answer},`,
    ...(list?.paging.maxSize !== undefined && list.paging.maxSize < 200
      ? [
          `defaultLimit: ${Math.max(1, Math.min(50, list.paging.maxSize))},`,
          `maxLimit: ${Math.max(1, list.paging.maxSize)},`,
        ]
      : []),
    ...(example ? [`examples: [{ title: ${quoted(tool.title)}, input: ${literal(example)} }],`] : []),
    ...(access === 'read'
      ? [list ? listHandler(tool, answer, connector) : itemHandler(tool, answers, connector)]
      : writeSource(tool, constant, answers, connector)),
    '});',
  ].join('\n');
}
