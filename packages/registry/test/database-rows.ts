import { onDatabase } from './test-database.ts';

export interface Rows {
  /** Publications by the events. */
  publications: number;
  /** Of these, versions that have more than one event. */
  twice: string[];
  /** Numbers that the sequence of events leaves out. */
  gaps: number;
  /** Events without their line in the audit record. */
  unrecorded: number;
}

/** What the rows of a database say of publications. */
export async function publicationsIn(database: string): Promise<Rows> {
  const results = await onDatabase(
    database,
    `select count(*)::int as count from events where type = 'publish'`,
    `select name || ' ' || version as id from events where type = 'publish' group by namespace, name, version having count(*) > 1`,
    'select coalesce(max(seq), 0)::int - count(*)::int as count from events',
    'select count(*)::int as count from events left join audit on audit.event_seq = events.seq where audit.seq is null',
  );
  const [publications, twice, gaps, unrecorded] = results.map(({ rows }) => rows as { count: number; id: string }[]);
  return {
    publications: publications?.[0]?.count ?? Number.NaN,
    twice: (twice ?? []).map(({ id }) => id),
    gaps: gaps?.[0]?.count ?? Number.NaN,
    unrecorded: unrecorded?.[0]?.count ?? Number.NaN,
  };
}
