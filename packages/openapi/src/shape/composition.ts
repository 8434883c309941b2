import { identityOf, objectOf, type Spec } from '../description/spec.ts';
import type { Json, SpecNode } from '../description/spec-node.ts';
import { tagged } from './discriminator.ts';
import { enumOf } from './enum-values.ts';
import { hiddenNames } from './hidden-fields.ts';
import { mergedShape, requiring, without } from './merge-shapes.ts';
import type { Shape } from './shape.ts';
import { ofType, typeOf } from './typed-shape.ts';
import { MAX_DEPTH, type Walk } from './walk.ts';

export function allOf(node: SpecNode, schema: Json, from: Walk): Shape {
  const { allOf: _, ...own } = schema;
  const extended = (schema.allOf as unknown[]).map((__, index) => from.spec.at(node, 'allOf', index));
  // what extends a definition is not any of those that extend it
  const bases = extended.map((at) => identityOf(from.spec.deref(at)));
  const within: Walk = { ...from, bases: [...from.bases, ...bases] };
  const parts = extended.filter((at) => !isConstraint(from.spec, at)).map((at) => within.shapeAt(at, within));
  if (['properties', 'additionalProperties', 'oneOf', 'anyOf', 'enum', 'const'].some((word) => own[word] !== undefined))
    parts.push(from.bareShapeAt(node, own, from));
  if (parts.length === 0)
    return ofType(
      extended.map((at) => typeOf(objectOf(from.spec.deref(at)) ?? {})).find((type) => type !== 'any') ?? typeOf(own),
      node,
      own,
      from,
    );
  const merged = parts.reduce<Shape>((all, part) => mergedShape(all, part), { kind: 'any' });
  const whole =
    merged.kind === 'object'
      ? requiring(without(merged, hiddenNames(from.spec, node, from.direction)), requiredOf(from.spec, node))
      : merged;
  return extended.reduce((shape, at) => {
    const base = from.spec.deref(at);
    return tagged(shape, node, base, objectOf(base) ?? {}, from);
  }, whole);
}

const CONSTRAINTS = ['type', 'required', 'description', 'title', 'nullable', 'example', 'examples', 'deprecated'];

/** A part that says which members there have to be, and not what they are. */
function isConstraint(spec: Spec, at: SpecNode): boolean {
  const own = objectOf(spec.deref(at));
  if (!own || (own.type !== undefined && own.type !== 'object')) return false;
  return Object.keys(own).every((word) => CONSTRAINTS.includes(word) || word.startsWith('x-'));
}

/** The members that a schema or any part of it says have to be there. */
function requiredOf(spec: Spec, node: SpecNode, depth = 0): string[] {
  const at = spec.deref(node);
  const own = objectOf(at)?.required;
  const parts = depth > MAX_DEPTH ? [] : spec.items(spec.at(at, 'allOf'));
  return [
    ...(Array.isArray(own) ? own.map(String) : []),
    ...parts.flatMap((part) => requiredOf(spec, part, depth + 1)),
  ];
}

export function oneOf(node: SpecNode, schema: Json, word: 'oneOf' | 'anyOf', from: Walk): Shape {
  const { [word]: choices, ...own } = schema;
  const base: Shape = own.properties === undefined ? { kind: 'any' } : from.bareShapeAt(node, own, from);
  const isNull = (index: number) => objectOf(from.spec.deref(from.spec.at(node, word, index)))?.type === 'null';
  const options: Shape[] = [];
  for (const index of (choices as unknown[]).keys()) {
    if (isNull(index)) continue;
    const at = from.spec.at(node, word, index);
    const option = tagged(from.shapeAt(at, from), at, node, schema, from);
    options.push(base.kind === 'any' ? option : mergedShape(base, option));
  }
  const nullable = (choices as unknown[]).some((_, index) => isNull(index)) ? { nullable: true } : {};
  if (options.some(({ kind }) => kind === 'any')) return { kind: 'any', ...nullable };
  const values = options.flatMap((option) => (option.kind === 'enum' ? option.values : []));
  if (options.length > 0 && options.every(({ kind }) => kind === 'enum'))
    return { ...enumOf([...values]), ...nullable };
  const [only] = options;
  if (only && options.length === 1) return { ...only, ...nullable };
  return options.length === 0 ? { kind: 'any', ...nullable } : { kind: 'union', options, ...nullable };
}
