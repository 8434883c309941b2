import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { RegistryError } from '../errors.ts';
import type { Database, Engine } from './database.ts';
import { reviews } from './migrations/0009-reviews.ts';
import { signatures } from './migrations/0010-signatures.ts';
import { policy } from './migrations/0011-policy.ts';
import { audit } from './migrations/0012-audit.ts';
import { domains } from './migrations/0013-domains.ts';
import { growth } from './migrations/0014-growth.ts';
import { reports } from './migrations/0015-reports.ts';
import { lineage } from './migrations/0016-lineage.ts';
import type { Tables } from './schema.ts';

/**
 * Run by both engines, after their own: types `text`, `integer` and `double precision`, and what `migrations/ddl.ts` has. Each
 * is given a transaction.
 */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0009-reviews': reviews,
  '0010-signatures': signatures,
  '0011-policy': policy,
  '0012-audit': audit,
  '0013-domains': domains,
  '0014-growth': growth,
  '0015-reports': reports,
  '0016-lineage': lineage,
};

/**
 * Brings a database to the newest schema, or up to a migration; what was applied is skipped.
 *
 * @throws RK_DATABASE_NEWER
 */
export async function migrate({ engine, write }: Pick<Database, 'engine' | 'write'>, target?: string): Promise<void> {
  const migrator = migratorOf(engine, write);
  await refuseNewer(engine, write);
  const { error } = await (target === undefined ? migrator.migrateToLatest() : migrator.migrateTo(target));
  if (error !== undefined) throw error;
}

/** True when the schema is the newest: another process brought it there. */
export async function isMigrated({ engine, write }: Pick<Database, 'engine' | 'write'>): Promise<boolean> {
  const migrator = migratorOf(engine, write);
  await refuseNewer(engine, write);
  return (await migrator.getMigrations()).every(({ executedAt }) => executedAt !== undefined);
}

function migratorOf(engine: Engine, write: Kysely<Tables>): Migrator {
  return new Migrator({
    db: write,
    provider: { getMigrations: async () => migrationsOf(engine) },
    // migrations are numbered before they are ready, and one may be there before a lower one is
    allowUnorderedMigrations: true,
  });
}

function migrationsOf(engine: Engine): Record<string, Migration> {
  const own = Object.entries(engine.migrations).map(([name, { up }]) => [name, { up: whole(up) }]);
  const shared = Object.entries(MIGRATIONS).map(([name, { up }]) => [
    name,
    {
      up: whole(async (db) => {
        await up(db);
        await engine.settle(db);
      }),
    },
  ]);
  return Object.fromEntries([...own, ...shared]);
}

/** Whole or not at all: the migrator itself uses no transaction with SQLite. */
function whole(up: Migration['up']): Migration['up'] {
  return (db) => (db.isTransaction ? up(db) : db.transaction().execute(up));
}

async function refuseNewer(engine: Engine, write: Kysely<Tables>): Promise<void> {
  const known = new Set(Object.keys(migrationsOf(engine)));
  const tables = await write.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === 'kysely_migration')) return;
  const applied = await (write as unknown as Kysely<{ kysely_migration: { name: string } }>)
    .selectFrom('kysely_migration')
    .select('name')
    .orderBy('name')
    .execute();
  const unknown = applied.find(({ name }) => !known.has(name));
  if (unknown !== undefined) throw new RegistryError('RK_DATABASE_NEWER', { migration: unknown.name });
}
