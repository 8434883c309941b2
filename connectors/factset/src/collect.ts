import type { ListPage } from '@rolekit/sdk';
import type { FactSetClient } from './client.ts';
import { type Identified, identify } from './identify.ts';
import { checkCurrencies, checkFiscalYears, outcomeNotes, revisionNotes } from './mixing.ts';
import { problemRow, type ValueRow } from './rows.ts';

export type Known = Extract<Identified, { status: 'ok' }>;

/** A row of the vendor, with the id that it answers. */
export interface WireRow {
  requestId: string;
  fsymId?: string | null | undefined;
  metric?: string | null | undefined;
}

interface Collecting<W extends WireRow> {
  client: FactSetClient;
  ids: readonly string[];
  signal: AbortSignal;
  /** Undefined where nothing can be mixed. */
  currency?: string | undefined;
  allowMixedFiscalYears?: boolean | undefined;
  /** What each id is expected to have a value of; to say which have none. */
  metrics?: readonly string[];
  fetch(known: string[]): Promise<W[]>;
  /** The value of a vendor's row; undefined when it carries none. */
  toRow(row: W, base: { id: string; name?: string }): ValueRow | undefined;
}

/**
 * Identifies the ids, fetches their rows, and answers one page of values: first the ids and metrics without a value, so that
 * no page hides them. Refuses to mix what cannot be compared.
 */
export async function collect<W extends WireRow>(collecting: Collecting<W>): Promise<ListPage<ValueRow>> {
  const { client, ids, signal, metrics } = collecting;
  const { all, notes } = await identify(client, ids, signal);
  const known = all.filter((one): one is Known => one.status === 'ok');
  const problems = all.filter((one): one is Exclude<Identified, Known> => one.status !== 'ok').map(problemRow);
  const wire = known.length > 0 ? await collecting.fetch(sendsOf(known)) : [];
  const bySend = grouped(known, (one) => one.send);
  const values = wire.flatMap((row) =>
    // two ids may mean the same company
    (bySend.get(row.requestId.toUpperCase()) ?? []).flatMap((one) => collecting.toRow(row, baseOf(one)) ?? []),
  );
  const byId = grouped(values, (row) => row.id);
  const unknown = new Set(wire.filter((row) => !row.fsymId).map((row) => row.requestId.toUpperCase()));
  const empty = known.flatMap((one) => withoutValues(one, byId.get(one.asked) ?? [], unknown.has(one.send), metrics));
  const missing = [...problems, ...empty];
  const rows = [...missing, ...values];
  return {
    items: rows,
    total: rows.length,
    notes: [
      ...outcomeNotes(missing, all.length),
      ...known.flatMap((one) => (one.note === undefined ? [] : [one.note])),
      ...notes,
      ...checkCurrencies(values, collecting.currency),
      ...checkFiscalYears(values, collecting.allowMixedFiscalYears),
      ...revisionNotes(values),
    ],
  };
}

/** What is sent for the ids, each once. */
export function sendsOf(known: readonly Known[]): string[] {
  return [...new Set(known.map((one) => one.send))];
}

function baseOf({ asked, naming }: Known): { id: string; name?: string } {
  return { id: asked, ...(naming?.name === undefined ? {} : { name: naming.name }) };
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
  one: Known,
  own: readonly ValueRow[],
  unknown: boolean,
  metrics: readonly string[] | undefined,
): ValueRow[] {
  const base = baseOf(one);
  if (own.length === 0 && unknown) {
    const message = 'FactSet knows no such id here; check it with factset_resolve_ids.';
    return [{ id: one.asked, status: 'not_found', message }];
  }
  if (own.length === 0) {
    return [{ ...base, status: 'no_data', message: 'FactSet has no values for it in what was asked for.' }];
  }
  return (metrics ?? [])
    .filter((metric) => own.every((row) => row.metric !== metric))
    .map((metric) => ({ ...base, status: 'no_data', metric, message: 'FactSet has no value of this metric for it.' }));
}
