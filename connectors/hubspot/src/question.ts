/** Leaves room for the summary and the frame of what a person is shown. */
const ROOM = 5600;
const SHORTER = [60, 24, 12, 0];

export interface ShownItem {
  /** `301…` of what exists, `#1` of what is new. */
  key: string;
  title: string | undefined;
  changes: { name: string; before?: string | null; after: string | null }[];
}

/**
 * Before and after of every item, in one list. Ids, properties and values are always whole; only the names of the
 * records become shorter when there are many. What still does not fit is refused by the server, never cut.
 */
export function beforeAndAfter(items: readonly ShownItem[]): {
  before: Record<string, unknown>;
  after: Record<string, unknown>;
} {
  const fitting = SHORTER.find((length) => sizeOf(items, length) <= ROOM) ?? 0;
  const before: Record<string, unknown> = {};
  const after: Record<string, unknown> = {};
  for (const item of items) {
    for (const change of item.changes) {
      const name = nameOf(item, change.name, fitting);
      if ('before' in change) before[name] = change.before;
      after[name] = change.after;
    }
  }
  return { before, after };
}

function nameOf({ key, title }: ShownItem, property: string, length: number): string {
  const shown =
    title === undefined || length === 0 ? '' : ` ${title.length > length ? `${title.slice(0, length)}...` : title}`;
  return `${key}${shown} - ${property}`;
}

function sizeOf(items: readonly ShownItem[], length: number): number {
  return items.reduce(
    (sum, item) =>
      sum +
      item.changes.reduce(
        (all, { name, before, after }) =>
          all + JSON.stringify([nameOf(item, name, length), before ?? null, after]).length + 6,
        0,
      ),
    0,
  );
}
