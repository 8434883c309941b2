import type { z } from 'zod';
import { isObject } from '../../json-value.ts';

/**
 * Reads what others send: many write null for a member that their description only calls optional, and mean that it is not
 * there. A member that has to be there, and a null in a list, stay what they are.
 */
export function safeParseAnswer<S extends z.ZodType>(schema: S, body: unknown): z.ZodSafeParseResult<z.output<S>> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed;
  const nulls = pathsOf(parsed.error.issues, []).filter((path) => isNullMember(body, path));
  return nulls.length === 0 ? parsed : schema.safeParse(without(body, nulls));
}

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodIssue;

/** Where something was wrong, also within the ways of a union. */
function pathsOf(issues: readonly Issue[], above: Path): Path[] {
  return issues.flatMap((issue) => {
    const path = [...above, ...issue.path];
    return issue.code === 'invalid_union' ? [path, ...issue.errors.flatMap((way) => pathsOf(way, path))] : [path];
  });
}

function isNullMember(body: unknown, path: Path): boolean {
  const parent = path.slice(0, -1).reduce<unknown>((value, key) => (value as Members | undefined)?.[key], body);
  const key = path.at(-1);
  return key !== undefined && isMembers(parent) && parent[key] === null;
}

type Members = Record<PropertyKey, unknown>;

const isMembers: (value: unknown) => value is Members = isObject;

/** A copy of what lies on the way to those members, without them. */
function without(value: unknown, paths: readonly Path[]): unknown {
  if (Array.isArray(value)) {
    const below = byFirst(paths);
    return value.map((item, index) => {
      const inner = below.get(index);
      return inner === undefined ? item : without(item, inner);
    });
  }
  if (!isMembers(value)) return value;
  const copy = { ...value };
  for (const [key, rest] of byFirst(paths)) {
    if (rest.some((path) => path.length === 0)) delete copy[key];
    else copy[key] = without(copy[key], rest);
  }
  return copy;
}

function byFirst(paths: readonly Path[]): Map<PropertyKey, Path[]> {
  const groups = new Map<PropertyKey, Path[]>();
  for (const [first, ...rest] of paths) {
    if (first === undefined) continue;
    const group = groups.get(first);
    if (group === undefined) groups.set(first, [rest]);
    else group.push(rest);
  }
  return groups;
}
