import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const STATEMENTS = [
  // an edition ends at an event; '' is the marketplace of everything, and each edition follows one other
  `create table editions (
    marketplace text not null, seq integer not null, prev integer not null,
    primary key (marketplace, seq), unique (marketplace, prev))`,
  // until now each event was an edition of its own: histories that are there go on
  `insert into editions (marketplace, seq, prev)
    select '', seq, coalesce(lag(seq) over (order by seq), 0) from events`,
  `insert into editions (marketplace, seq, prev)
    select owned.namespace, seq, coalesce(lag(seq) over (partition by owned.namespace order by seq), 0)
    from (select distinct namespace from events where namespace <> '') as owned
    join events on events.namespace in (owned.namespace, '')`,
  'create index events_namespace on events (namespace, seq)',
];

/** Which events the histories of the marketplaces have commits for, and what is looked for in a large registry. */
export const growth: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
