import { choicesOf, type Shape } from '../shape/shape.ts';
import { zodSource } from '../shape/zod-source.ts';
import type { ToolModel } from '../tool/tool-model.ts';
import { freeName, singular } from '../words.ts';

const KNOWN = `/** Refuses a value none of whose members is one that the API describes: it would be of another version. */
function known<S extends z.ZodObject>(schema: S): S {
return schema.refine((value) => {
const names = Object.keys(value);
return names.length === 0 || names.some((name) => Object.hasOwn(schema.shape, name));
}, 'It has none of the members that the API describes.');
}`;

const LENIENT = '// Of a write: what was done stays done, also when its answer lacks something.';

/** Each different answer once, named after what it is about. */
export function answersOf(tools: readonly ToolModel[]): { source: string; names: Map<ToolModel, string[]> } {
  const bySource = new Map<string, string>();
  const taken = new Set<string>(['RECORD']);
  const lines: string[] = [];
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
  const namesFor = (tool: ToolModel): string[] => {
    const { operation, list, object, access, others } = tool;
    const sourceOf = (shape: Shape) =>
      access === 'read' ? readSource(shape) : writtenSource(shape, bySource.get(readSource(shape)));
    const words = list ? [...object.slice(0, -1), singular(object.at(-1) ?? '')] : object;
    const isDone = operation.answer.kind === 'none';
    const written = access === 'read' ? [] : ['written'];
    const main = isDone ? [operation.method === 'head' ? 'exists' : 'done'] : [...written, ...words];
    return [
      nameOf(sourceOf(tool.output), main),
      ...others.map(({ status, kind, output }) =>
        nameOf(sourceOf(output), kind === 'none' ? ['done'] : [...written, ...object, status.toLowerCase()]),
      ),
    ];
  };
  // what writes answer is made of what reads do
  const inOrder = [...tools].sort((a, b) => Number(a.access !== 'read') - Number(b.access !== 'read'));
  const names = new Map<ToolModel, string[]>();
  for (const tool of inOrder) {
    const before = lines.length;
    names.set(tool, namesFor(tool));
    const at = lines.findIndex((line, index) => index >= before && line.startsWith('export const WRITTEN_'));
    if (at >= 0 && !lines.includes(LENIENT)) lines.splice(at, 0, LENIENT);
  }
  const text = lines.join('\n');
  return {
    source: [
      `import { z } from 'zod';`,
      '',
      '// Members that the description does not have are kept: an API may send more.',
      ...(/\bknown\(/.test(text) ? ['', KNOWN] : []),
      ...(tools.some(({ before }) => before)
        ? ['', '/** What stands there before a change. */', 'export const RECORD = z.looseObject({});']
        : []),
      text,
    ].join('\n'),
    names,
  };
}

/** Of a read: with nothing that has to be there, an answer of another version of the API would pass for one without values. */
function readSource(shape: Shape): string {
  const { nullable, ...bare } = shape;
  const orNull = nullable ? '.nullable()' : '';
  if (bare.kind === 'union') return `z.union([${choicesOf(bare.options).map(readSource).join(', ')}])${orNull}`;
  return isLoose(bare) && !hasRequired(bare) ? `known(${zodSource(bare)})${orNull}` : zodSource(shape);
}

/** Of a write: what was done stays done, also when the answer lacks something. */
function writtenSource(shape: Shape, read: string | undefined): string {
  if (shape.kind !== 'object' || !shape.open) return zodSource(shape);
  if (read !== undefined && isLoose(shape))
    return hasRequired(shape) ? `${read}.partial()` : `z.looseObject(${read}.shape)`;
  const properties = [...shape.properties].map(
    ([name, { shape: inner }]) => [name, { shape: inner, required: false }] as const,
  );
  return zodSource({ ...shape, properties: new Map(properties) });
}

function isLoose(shape: Shape): boolean {
  return shape.kind === 'object' && shape.open && shape.properties.size > 0;
}

function hasRequired(shape: Shape): boolean {
  return shape.kind === 'object' && [...shape.properties.values()].some(({ required }) => required);
}
