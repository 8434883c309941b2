import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import type { Pool, PoolClient, PoolConfig } from 'pg';
import type { Database } from '../database.ts';
import type { Tables } from '../schema.ts';
import { checkStorable } from '../storable-text.ts';
import { checkDatabaseUrl } from './address.ts';
import { POSTGRES } from './engine.ts';
import { databaseFailure } from './failures.ts';
import { listen } from './listen.ts';

/** Number of the lock that whoever changes anything holds until it is committed. */
const WRITING = 1_919_904_869;
const READERS = 8;
/** They wait for each other anyway. */
const WRITERS = 3;
const INT8 = 20;

function settingsOf(url: string): PoolConfig {
  return {
    connectionString: url,
    application_name: 'rolekit registry',
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    statement_timeout: 30_000,
    lock_timeout: 20_000,
    // A replica that froze while it wrote must not keep the others from writing.
    idle_in_transaction_session_timeout: 15_000,
  };
}

/**
 * Connects to a database; nothing is sent before the first query.
 *
 * @throws RK_OPTION for an address that is none
 */
export async function openPostgres(url: string): Promise<Database> {
  checkDatabaseUrl(url);
  const pg = await import('pg');
  const { Pool, Client, types } = pg.default;
  const settings: PoolConfig = {
    ...settingsOf(url),
    types: {
      // Counts and sums; none here is beyond what a number holds.
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === INT8 ? Number : types.getTypeParser(oid, format as 'text'),
    } as PoolConfig['types'],
  };
  const pools = {
    read: new Pool({ ...settings, max: READERS }),
    write: new Pool({ ...settings, max: WRITERS }),
  };
  // An idle connection that breaks is replaced at the next query.
  for (const pool of Object.values(pools)) pool.on('error', () => {});
  const read = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: adapted(pools.read, asReader) }) });
  const write = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: adapted(pools.write, asWriter) }) });
  return {
    engine: POSTGRES,
    read,
    write,
    follow: (told) => listen(() => new Client(settings), told),
    async close() {
      await Promise.all([pools.read.end(), pools.write.end()]);
    },
  };
}

type Adapt = (sql: string) => string;

const asReader: Adapt = (sql) => sql;

/** Transactions follow each other, also those of other replicas: the events have no gaps and are committed in their order. */
const asWriter: Adapt = (sql) => (sql === 'begin' ? `begin; select pg_advisory_xact_lock(${WRITING})` : sql);

/** A pool as Kysely uses it, whose failures are coded. */
function adapted(pool: Pool, adapt: Adapt): PostgresPool {
  const known = new WeakMap<PoolClient, PostgresPoolClient>();
  return {
    options: pool.options,
    async connect() {
      const client = await coded(pool.connect());
      let found = known.get(client);
      if (found === undefined) {
        found = adaptedClient(client, adapt);
        known.set(client, found);
      }
      return found;
    },
    end: () => pool.end(),
  };
}

function adaptedClient(client: PoolClient, adapt: Adapt): PostgresPoolClient {
  // A connection that breaks between two queries says so once more at the next.
  client.on('error', () => {});
  let isBroken = false;
  const query = async (sql: string, parameters: readonly unknown[]) => {
    const text = adapt(sql);
    checkStorable(parameters);
    try {
      if (text === sql) return await client.query(text, [...parameters]);
      await client.query(text);
      return { command: 'BEGIN', rowCount: 0, rows: [] };
    } catch (error) {
      const failure = databaseFailure(error);
      // what a statement did wrong leaves the connection whole
      isBroken ||= failure !== undefined;
      throw failure ?? error;
    }
  };
  return {
    // Kysely asks for cursors too, and uses none here
    query: query as unknown as PostgresPoolClient['query'],
    release(discard) {
      client.release(discard === true || isBroken);
    },
  };
}

async function coded<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw databaseFailure(error) ?? error;
  }
}
