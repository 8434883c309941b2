import type { MetricLine, MetricTable } from './table-types.ts';

/** A table of some of its lines, with what is said of those. */
export function tableOf({ ids = {}, footnotes = {}, ...table }: MetricTable, items: MetricLine[]): MetricTable {
  const shown = new Set(items.map(({ id }) => id));
  const marked = new Set(items.flatMap(({ marks = {} }) => Object.values(marks).map(String)));
  const ofIds = Object.entries(ids).filter(([id]) => shown.has(id));
  const notes = Object.entries(footnotes).filter(([number]) => marked.has(number));
  return {
    ...table,
    items,
    ...(ofIds.length === 0 ? {} : { ids: Object.fromEntries(ofIds) }),
    ...(notes.length === 0 ? {} : { footnotes: Object.fromEntries(notes) }),
  };
}
