import { choicesOf, type Shape } from '../shape/shape.ts';
import { zodSource } from '../shape/zod-source.ts';
import type { ToolModel } from '../tool/tool-model.ts';
import { freeName, singular } from '../words.ts';

/** Each different answer once, named after what it is about. */
export function answersOf(tools: readonly ToolModel[]): { source: string; names: Map<ToolModel, string[]> } {
  const bySource = new Map<string, string>();
  const names = new Map<ToolModel, string[]>();
  const taken = new Set<string>();
  const lines = [
    `import { z } from 'zod';`,
    '',
    '// Members that the description does not have are kept: an API may send more.',
  ];
  const nameOf = (source: string, words: readonly string[]): string => {
    const known = bySource.get(source);
    if (known !== undefined) return known;
    const base =
      words
        .map((word) => word.replace(/[^a-z0-9]/g, ''))
        .join('_')
        .toUpperCase() || 'ANSWER';
    const name = freeName(/^[A-Z]/.test(base) ? base : `ANSWER_${base}`, (other) => taken.has(other), '_');
    taken.add(name);
    bySource.set(source, name);
    // rows of type unknown could not be told from rows that are missing
    lines.push('', `export const ${name} = ${source === 'z.unknown()' ? 'z.any()' : source};`);
    return name;
  };
  for (const tool of tools) {
    const { operation, list, object, access, others } = tool;
    const sourceOf = (shape: Shape) => (access === 'read' ? readSource(shape) : zodSource(lenient(shape)));
    const words = list ? [...object.slice(0, -1), singular(object.at(-1) ?? '')] : object;
    const isDone = operation.answer.kind === 'none';
    const main = nameOf(sourceOf(tool.output), isDone ? [operation.method === 'head' ? 'exists' : 'done'] : words);
    const more = others.map(({ status, kind, output }) =>
      nameOf(sourceOf(output), kind === 'none' ? ['done'] : [...object, status.toLowerCase()]),
    );
    names.set(tool, [main, ...more]);
  }
  const used = lines.some((line) => /\bknown\(/.test(line));
  return { source: (used ? lines.toSpliced(1, 0, `import { known } from './request.ts';`) : lines).join('\n'), names };
}

/** Of a read: with nothing that has to be there, an answer of another version of the API would pass for one without values. */
function readSource(shape: Shape): string {
  const { nullable, ...bare } = shape;
  const orNull = nullable ? '.nullable()' : '';
  if (bare.kind === 'union') return `z.union([${choicesOf(bare.options).map(readSource).join(', ')}])${orNull}`;
  const isLoose = bare.kind === 'object' && bare.open && bare.properties.size > 0;
  const hasRequired = bare.kind === 'object' && [...bare.properties.values()].some(({ required }) => required);
  return isLoose && !hasRequired ? `known(${zodSource(bare)})${orNull}` : zodSource(shape);
}

/** Of a write: what was done stays done, also when the answer lacks something. */
function lenient(shape: Shape): Shape {
  if (shape.kind !== 'object' || !shape.open) return shape;
  const properties = [...shape.properties].map(
    ([name, { shape: inner }]) => [name, { shape: inner, required: false }] as const,
  );
  return { ...shape, properties: new Map(properties) };
}
