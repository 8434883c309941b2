/** The value at a dotted place of a JSON document: `paging.next.after`, `0.errorCode`; undefined when there is none. */
export function readAt(document: unknown, place: string): unknown {
  let value = document;
  for (const key of place === '' ? [] : place.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
