import { commentOf, keyOf, literal, quoted } from '../shape/literals.ts';
import { propertySource } from '../shape/zod-source.ts';
import { guessOf } from '../tool/paging-words.ts';
import type { ToolModel } from '../tool/tool-model.ts';
import { inOneLine } from './code-layout.ts';
import { itemHandler, listHandler, type Surroundings } from './handler-source.ts';
import { writeSource } from './write-source.ts';

/** Source of one tool. */
export function toolSource(tool: ToolModel, constant: string, connection: string, surroundings: Surroundings): string {
  const [answer = 'z.unknown()'] = surroundings.answers;
  const distinct = [...new Set(surroundings.answers)];
  const { operation, access, list, example, input } = tool;
  const guesses = [
    tool.guessedRead ? `${operation.method.toUpperCase()} is taken for a read: check that it changes nothing.` : '',
    list ? guessOf(list.paging) : '',
    tool.dropped.length > 0 ? `Left out for the budget of tokens: ${tool.dropped.join(', ')}.` : '',
  ].filter(Boolean);
  const comment = guesses.map((guess) => `// guess: ${commentOf(guess)}`.replace('guess: Left', 'Left'));
  const kind = access === 'read' ? (list ? 'list' : 'item') : 'write';
  const properties = [...input.properties].map(([name, property]) => `${keyOf(name)}: ${propertySource(property)}`);
  const isUsual = example !== undefined && Object.keys(example).length === 0;
  return [
    ...(tool.off === undefined ? [] : [`// off: ${commentOf(tool.off)}`]),
    ...comment,
    `export const ${constant} = ${connection}.${kind}({`,
    `name: ${quoted(tool.name)},`,
    `description: ${quoted(tool.description)},`,
    ...(tool.enabled ? [] : ['enabled: false,']),
    ...(access === 'destructive' ? ['destructive: true,'] : []),
    ...(properties.length > 0 ? [inOneLine('input: {', properties, '},')] : []),
    `${list ? 'items' : 'item'}: ${distinct.length > 1 ? `z.union([${distinct.join(', ')}])` : answer},`,
    ...(example && !isUsual ? [`examples: [{ title: ${quoted(tool.title)}, input: ${literal(example)} }],`] : []),
    ...(kind === 'write'
      ? writeSource(tool, surroundings)
      : [list ? listHandler(tool, surroundings) : itemHandler(tool, surroundings)]),
    '});',
  ].join('\n');
}
