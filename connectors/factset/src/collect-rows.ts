import type { ListPage } from '@rolekit/sdk';
import { inBatches } from '@rolekit/sdk/http';
import type { z } from 'zod';
import type { AboutIds, FactSetClient } from './client.ts';
import { checkCurrencies, checkFiscalYears, outcomeNotes, revisionNotes } from './comparability.ts';
import { type Identified, identify } from './identify.ts';
import { type ProblemRow, present, problemRow, sourceOf, type ValueRow } from './rows.ts';

type Known = Extract<Identified, { status: 'ok' }>;

/** A row of the vendor, with the id that it answers. */
export interface WireRow {
  requestId: string;
  fsymId?: string | null | undefined;
  metric?: string | null | undefined;
}

interface Base {
  id: string;
  name?: string;
}

interface Collecting<W extends WireRow> {
  /** What each id is expected to have a value of; to say which have none. */
  metrics: readonly string[];
  dataset: string;
  fetch(known: string[]): Promise<W[]>;
  /** The columns of a vendor's row; undefined when it carries no value. */
  toRow(row: W): Omit<ValueRow, 'id' | 'status'> | undefined;
  /** Where nothing can be mixed, as a company is compared with itself. */
  allowMixed?: boolean;
}

/** Fetches rows for ids in requests of the size that the API allows. */
export function asking<W>(
  { api }: FactSetClient,
  schema: z.ZodType<{ data: W[] }>,
  path: string,
  most: number,
  body: (ids: string[]) => unknown,
): (known: readonly string[]) => Promise<W[]> {
  return (known) =>
    inBatches(known, { most }, async (ids) => (await api.query(path, schema, { json: body(ids) })).data);
}

/** Identifies the ids and answers one page: first the ids that have no row, so that no page hides them. */
export async function outcomes<W extends WireRow, R extends { id: string; status: string }>(
  client: FactSetClient,
  ids: readonly string[],
  fetch: (known: string[]) => Promise<W[]>,
  toRows: (known: readonly Known[], wire: readonly W[]) => R[],
): Promise<ListPage<R | ProblemRow> & { notes: string[] }> {
  const { all, notes } = await identify(client, ids);
  const known = all.filter((identified): identified is Known => identified.status === 'ok');
  const problems = all
    .filter((identified): identified is Exclude<Identified, Known> => identified.status !== 'ok')
    .map(problemRow);
  const wire = known.length > 0 ? await fetch([...new Set(known.map((candidate) => candidate.send))]) : [];
  const rows = toRows(known, wire);
  const missing = [...problems, ...rows.filter((row) => row.status !== 'ok')];
  const items = [...missing, ...rows.filter((row) => row.status === 'ok')];
  const named = known.flatMap((candidate) => (candidate.note === undefined ? [] : [candidate.note]));
  return { items, total: items.length, notes: [...outcomeNotes(missing, all.length), ...named, ...notes] };
}

/** The same for values, which are refused where they cannot be compared. */
export async function collect<W extends WireRow>(
  client: FactSetClient,
  input: AboutIds,
  collecting: Collecting<W>,
): Promise<ListPage<ValueRow>> {
  const { metrics, dataset, fetch, toRow } = collecting;
  let values: ValueRow[] = [];
  const page = await outcomes<W, ValueRow>(client, input.ids, fetch, (known, wire) => {
    const bySend = grouped(known, (item) => item.send);
    values = wire.flatMap((row) => {
      const columns = toRow(row);
      if (!columns) return [];
      const value = { status: 'ok' as const, ...columns, source: sourceOf(row.fsymId, dataset) };
      // two ids may mean the same company
      return (bySend.get(row.requestId.toUpperCase()) ?? []).map((item) => ({ ...baseOf(item), ...value }));
    });
    const byId = grouped(values, (row) => row.id);
    const unknown = new Set(wire.filter((row) => !row.fsymId).map((row) => row.requestId.toUpperCase()));
    const empty = known.flatMap((candidate) =>
      withoutValues(candidate, byId.get(candidate.asked) ?? [], unknown.has(candidate.send), metrics),
    );
    return [...empty, ...values];
  });
  const allowMixed = collecting.allowMixed ?? input.allowMixedFiscalYears;
  page.notes.push(
    ...checkCurrencies(values, input.currency),
    ...checkFiscalYears(values, allowMixed),
    ...revisionNotes(values),
  );
  return page;
}

export function baseOf({ asked, naming }: Known): Base {
  return { id: asked, ...present({ name: naming?.name }) };
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

/** An id that the vendor does not know has rows without a permanent id; one without data has rows without a value. */
function withoutValues(
  item: Known,
  own: readonly ValueRow[],
  unknown: boolean,
  metrics: readonly string[],
): ValueRow[] {
  const base = baseOf(item);
  if (own.length === 0 && unknown) {
    const message = 'FactSet knows no such id here; check it with factset_resolve_ids.';
    return [{ id: item.asked, status: 'not_found', message }];
  }
  if (own.length === 0)
    return [{ ...base, status: 'no_data', message: 'FactSet has no values for it in what was asked for.' }];
  return metrics
    .filter((metric) => own.every((row) => row.metric !== metric))
    .map((metric) => ({ ...base, status: 'no_data', metric, message: 'FactSet has no value of this metric for it.' }));
}
