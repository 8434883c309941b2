/** Members that an answer may not show (`writeOnly`), and where further ones are; `*` is any other member. */
export interface WriteOnly {
  leave: readonly string[];
  into: Readonly<Record<string, number>>;
}

/** An answer without the members that an API only takes; what holds for a list holds for its items. */
export function shownOf<T>(value: T, entries: readonly WriteOnly[], at = 0): T {
  return shownAt(value, entries, at) as T;
}

function shownAt(value: unknown, entries: readonly WriteOnly[], at: number): unknown {
  const entry = entries[at];
  if (typeof value !== 'object' || value === null || !entry) return value;
  if (Array.isArray(value)) return value.map((item) => shownAt(item, entries, at));
  const { leave, into } = entry;
  const nextOf = (name: string) => (Object.hasOwn(into, name) ? into[name] : into['*']);
  const members = Object.entries(value).filter(([name]) => !leave.includes(name));
  return Object.fromEntries(
    members.map(([name, inner]) => {
      const next = nextOf(name);
      return [name, next === undefined ? inner : shownAt(inner, entries, next)];
    }),
  );
}
