import { objectOf, type Spec } from '../description/spec.ts';
import type { SpecNode } from '../description/spec-node.ts';

const MAX_HOPS = 10;

/**
 * True for a member that an API only answers (`readOnly`) and that is no argument, or one that it only takes (`writeOnly`)
 * and that is in no answer. It says so itself, beside or behind a `$ref`, in a part of an `allOf`, or of its items.
 */
export function isHidden(spec: Spec, node: SpecNode, direction: 'input' | 'output', hops = 0): boolean {
  const word = direction === 'input' ? 'readOnly' : 'writeOnly';
  const own = objectOf(node);
  if (!own || hops > MAX_HOPS) return false;
  if (own[word] === true) return true;
  if (typeof own.$ref === 'string') return isHidden(spec, spec.deref(node), direction, hops + 1);
  const inner = [
    ...(Array.isArray(own.allOf) ? own.allOf.map((_, index) => spec.at(node, 'allOf', index)) : []),
    ...(own.type === 'array' || own.items !== undefined ? [spec.at(node, 'items')] : []),
  ];
  return inner.some((at) => isHidden(spec, at, direction, hops + 1));
}

/** Names of members that any part of a composition hides: another part that has them too does not show them. */
export function hiddenNames(spec: Spec, node: SpecNode, direction: 'input' | 'output', depth = 0): string[] {
  const at = spec.deref(node);
  if (!objectOf(at) || depth > MAX_HOPS) return [];
  const properties = spec.at(at, 'properties');
  const own = Object.keys(objectOf(properties) ?? {}).filter((name) =>
    isHidden(spec, spec.at(properties, name), direction),
  );
  const parts = Array.isArray(objectOf(at)?.allOf) ? (objectOf(at)?.allOf as unknown[]) : [];
  return [...own, ...parts.flatMap((_, index) => hiddenNames(spec, spec.at(at, 'allOf', index), direction, depth + 1))];
}
