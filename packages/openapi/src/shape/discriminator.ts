import { identityOf, objectOf, type Spec } from '../description/spec.ts';
import type { Json, SpecNode } from '../description/spec-node.ts';
import type { Shape } from './shape.ts';
import { MAX_OPTIONS, type Walk } from './walk.ts';

/** Of a choice with a discriminator: the option, which then names itself by the value that stands for it. */
export function tagged(option: Shape, at: SpecNode, node: SpecNode, schema: Json, from: Walk): Shape {
  const property = discriminatorOf(schema)?.propertyName;
  if (from.direction === 'output' || property === undefined || option.kind !== 'object') return option;
  const values = tagsOf(at, node, from);
  const known = option.properties.get(property)?.shape;
  if (values.length === 0 || (known?.kind === 'enum' && known.values.length === 1)) return option;
  const description = known?.description;
  const tag: Shape = { kind: 'enum', values, ...(description ? { description } : {}) };
  // what tells options apart comes first
  const others = [...option.properties].filter(([name]) => name !== property);
  return { ...option, properties: new Map([[property, { shape: tag, required: true }], ...others]) };
}

/** A definition that others extend, and that tells which one it is: any of those, when the description lists them. */
export function subtypesOf(node: SpecNode, schema: Json, from: Walk): Shape | undefined {
  const discriminator = discriminatorOf(schema);
  const identity = identityOf(node);
  if (!discriminator || schema.oneOf || schema.anyOf || from.bases.includes(identity)) return undefined;
  const within: Walk = { ...from, open: from.open.filter((id) => id !== identity), bases: [...from.bases, identity] };
  const mapping = from.spec.at(node, 'discriminator', 'mapping');
  const mapped = valuesOf(mapping).flatMap((value) => mappedNode(from.spec, mapping, value) ?? []);
  // several values may stand for one
  const subtypes = new Map(mapped.map((at) => [identityOf(from.spec.deref(at)), at]));
  const options = [...subtypes.values()].flatMap((at) => {
    const option = objectOf(from.spec.deref(at)) ? within.shapeAt(at, within) : undefined;
    return option?.kind === 'object' ? [tagged(option, at, node, schema, from)] : [];
  });
  if (options.length > 0) return options.length === 1 ? options[0] : { kind: 'union', options };
  const itself = within.bareShapeAt(node, schema, within);
  // which definitions extend it is not said: what they add has to be let through
  return itself.kind === 'object' ? { ...itself, open: true } : itself;
}

/** `{ propertyName, mapping }`; the name alone in Swagger 2.0. */
function discriminatorOf({ discriminator }: Json): { propertyName: string } | undefined {
  if (typeof discriminator === 'string') return { propertyName: discriminator };
  const name = (discriminator as { propertyName?: unknown } | null | undefined)?.propertyName;
  return typeof name === 'string' && name !== '__proto__' ? { propertyName: name } : undefined;
}

/** The values that stand for a definition: those mapped to it, else its name. */
function tagsOf(at: SpecNode, node: SpecNode, { spec }: Walk): string[] {
  const mapping = spec.at(node, 'discriminator', 'mapping');
  const identity = identityOf(spec.deref(at));
  const mapped = valuesOf(mapping).filter((value) => {
    const target = mappedNode(spec, mapping, value);
    return target && identityOf(spec.deref(target)) === identity;
  });
  if (mapped.length > 0) return mapped;
  const { path } = spec.deref(at);
  const name = path.at(-1);
  const isNamed = path.at(-2) === 'schemas' || path.at(-2) === 'definitions';
  return isNamed && typeof name === 'string' ? [name] : [];
}

/** What a mapping lists; of one that no model could choose from, nothing. */
function valuesOf(mapping: SpecNode): string[] {
  const values = Object.keys(objectOf(mapping) ?? {});
  return values.length > MAX_OPTIONS * 4 ? [] : values;
}

/** A mapping names a definition by a reference, or by its name alone. */
function mappedNode(spec: Spec, mapping: SpecNode, value: string): SpecNode | undefined {
  const at = spec.at(mapping, value);
  if (typeof at.value !== 'string') return undefined;
  const $ref =
    /^[\w.-]+$/.test(at.value) && !/\.(?:json|ya?ml)$/.test(at.value) ? `#/components/schemas/${at.value}` : at.value;
  return { ...at, value: { $ref } };
}
