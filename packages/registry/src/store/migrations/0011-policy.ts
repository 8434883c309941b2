import { bundleFacts } from '@rolekit/sdk/internal/policy';
import type { PluginManifest, ToolsFile } from '@rolekit/sdk/plugin';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { appendOnly } from './ddl.ts';

const BATCH = 200;

/** The policy's history, and of each version what a policy looks at. */
export const policy: Migration = {
  async up(db) {
    await sql`create table policies (
      seq integer primary key, at text not null, by text not null, digest text not null, document text)`.execute(db);
    await sql`create table version_facts (version_id integer primary key, facts text not null)`.execute(db);
    await appendOnly(db, 'policies', 'policies stay on record');
    await fill(db);
  },
};

/** Facts of what was published before. */
async function fill(db: Parameters<Migration['up']>[0]): Promise<void> {
  for (let last = 0; ; ) {
    const { rows } = await sql<{ id: number; manifest: string; tools: string }>`
      select id, manifest, tools from versions where id > ${last} order by id limit ${BATCH}`.execute(db);
    for (const { id, manifest, tools } of rows) {
      await sql`insert into version_facts (version_id, facts) values (${id}, ${factsText(manifest, tools)})`.execute(
        db,
      );
      last = id;
    }
    if (rows.length < BATCH) return;
  }
}

/** A damaged row has no facts, and every rule about what is not known refuses it. */
function factsText(manifest: string, tools: string): string {
  try {
    return JSON.stringify(bundleFacts(JSON.parse(manifest) as PluginManifest, JSON.parse(tools) as ToolsFile));
  } catch {
    return '{}';
  }
}
