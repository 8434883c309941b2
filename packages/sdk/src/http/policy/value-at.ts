/**
 * The value at a dotted place of a JSON document: `paging.next.after`, `0.errorCode`; undefined when there is none. A member whose
 * own name has dots, such as `@odata.nextLink`, is found by that name at the end of a place.
 */
export function readAt(document: unknown, place: string): unknown {
  let value = document;
  const keys = place === '' ? [] : place.split('.');
  for (const [index, key] of keys.entries()) {
    if (typeof value !== 'object' || value === null) return undefined;
    const name = keys.slice(index).join('.');
    if (Object.hasOwn(value, name)) return (value as Record<string, unknown>)[name];
    if (!Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
