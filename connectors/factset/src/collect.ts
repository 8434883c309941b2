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
  const wire = known.length > 0 ? await collecting.fetch(known.map((one) => one.send)) : [];
  const bySend = new Map(known.map((one) => [one.send, one]));
  const values = wire.flatMap((row) => {
    const one = bySend.get(row.requestId.toUpperCase());
    const value =
      one &&
      collecting.toRow(row, { id: one.asked, ...(one.naming?.name === undefined ? {} : { name: one.naming.name }) });
    return value ? [value] : [];
  });
  const empty = known.flatMap((one) => withoutValues(one, wire, values, metrics));
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

/** An id that the vendor does not know has rows without a permanent id; one without data has rows without a value. */
function withoutValues(
  one: Known,
  wire: readonly WireRow[],
  values: readonly ValueRow[],
  metrics: readonly string[] | undefined,
): ValueRow[] {
  const own = values.filter((row) => row.id === one.asked);
  const name = one.naming?.name === undefined ? {} : { name: one.naming.name };
  if (own.length === 0 && wire.some((row) => row.requestId.toUpperCase() === one.send && !row.fsymId))
    return [
      {
        id: one.asked,
        status: 'not_found',
        message: 'FactSet knows no such id here; check it with factset_resolve_ids.',
      },
    ];
  if (own.length === 0)
    return [
      { id: one.asked, status: 'no_data', ...name, message: 'FactSet has no values for it in what was asked for.' },
    ];
  return (metrics ?? [])
    .filter((metric) => own.every((row) => row.metric !== metric))
    .map((metric) => ({
      id: one.asked,
      status: 'no_data' as const,
      ...name,
      metric,
      message: 'FactSet has no value of this metric for it.',
    }));
}
