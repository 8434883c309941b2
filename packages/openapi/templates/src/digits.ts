/** A copy in which texts of digits are the whole numbers that they write, at these places; `*` is each item or member. */
export function withDigits<T>(value: T, ...places: (readonly string[])[]): T {
  return exactAt(value, places) as T;
}

function exactAt(value: unknown, places: readonly (readonly string[])[]): unknown {
  if (places.some(({ length }) => length === 0))
    return typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  const below = (name: string) => places.flatMap(([first, ...rest]) => (first === '*' || first === name ? [rest] : []));
  const inside = (name: string, inner: unknown) => {
    const rest = below(name);
    return rest.length === 0 ? inner : exactAt(inner, rest);
  };
  if (Array.isArray(value)) return value.map((item, index) => inside(String(index), item));
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, inside(name, inner)]));
}
