/**
 * Fills a data folder below the API: plugins of one small archive each, five versions, spread over namespaces of a hundred.
 * What is seeded has rows and events as published ones have, but the archives are those of one plugin.
 */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { inspectArchive } from '@rolekit/sdk/bundle';
import { sql } from 'kysely';
import { openRegistry } from '../src/registry.ts';
import { openBlobs } from '../src/store/blobs.ts';
import type { NewVersion } from '../src/store/catalogue.ts';
import { openDatabase, type Place } from '../src/store/open-store.ts';
import { insertVersion, refreshPlugin } from '../src/store/writes.ts';
import { type PackedPlugin, packPlugin } from './pack-plugin.ts';

export const PER_NAMESPACE = 100;
const VERSIONS = 5;
/** Plugins of one transaction. */
const BATCH = 500;
const WORDS = [
  'account',
  'budget',
  'calendar',
  'churn',
  'claim',
  'contract',
  'customer',
  'deal',
  'forecast',
  'invoice',
  'ledger',
  'lead',
  'margin',
  'order',
  'partner',
  'payment',
  'pipeline',
  'price',
  'quota',
  'receipt',
  'renewal',
  'report',
  'risk',
  'sales',
  'shipment',
  'stock',
  'support',
  'tax',
  'ticket',
  'trade',
  'travel',
  'vendor',
];
const ROLES = ['sales', 'finance', 'support', 'operations', 'legal'];

export function pluginName(at: number): { namespace: string; name: string } {
  return { namespace: `team-${Math.floor(at / PER_NAMESPACE)}`, name: `plugin-${at}` };
}

/** A word that depends on a number alone; the first ones are more common, as in a language. */
export function word(seed: number): string {
  const drawn = createHash('sha256').update(String(seed)).digest().readUInt32LE() / 2 ** 32;
  const at = Math.floor(WORDS.length * 40 * drawn ** 3);
  return at < WORDS.length ? (WORDS[at] ?? '') : `${WORDS[at % WORDS.length]}${Math.floor(at / WORDS.length)}`;
}

export function describe(at: number): string {
  return Array.from({ length: 12 }, (_, index) => word(at * 100 + index)).join(' ');
}

/** A plugin as the seeded ones are, to publish it. */
export function packed(at: number, version: string): Promise<PackedPlugin> {
  const { namespace, name } = pluginName(at);
  return packPlugin({ namespace, name, version, description: describe(at), role: ROLES[at % ROLES.length] ?? '' });
}

/** Adds plugins up to this count; those that are there stay. */
export async function seed(place: Place, from: number, to: number): Promise<void> {
  const { dataDir } = place;
  // its key is older than what is seeded, so that nothing of that waits to be countersigned
  await (await openRegistry(place, {})).close();
  const blobs = await openBlobs(join(dataDir, 'blobs'));
  const template = await packed(0, '1.0.0');
  const inspection = await inspectArchive(Readable.from([template.tgz]));
  if (!inspection.ok) throw new Error(JSON.stringify(inspection.findings));
  const { bundle } = inspection;
  const scratch = blobs.scratch();
  await writeFile(scratch, template.tgz);
  const tgzDigest = `sha256:${createHash('sha256').update(template.tgz).digest('hex')}`;
  await blobs.keep(scratch, tgzDigest);

  const { engine, write, close } = await openDatabase(place);
  if (engine.kind === 'SQLite') await sql`pragma synchronous = off`.execute(write);
  for (let start = from; start < to; start += BATCH) {
    await write.transaction().execute(async (db) => {
      for (let at = start; at < Math.min(to, start + BATCH); at += 1) {
        let pluginId = 0;
        for (let patch = 0; patch < VERSIONS; patch += 1) {
          const { namespace, name } = pluginName(at);
          const version = `1.0.${patch}`;
          const rolekit = {
            ...bundle.manifest.extensions['dev.rolekit'],
            namespace,
            role: ROLES[at % ROLES.length] ?? '',
          };
          const input: NewVersion = {
            namespace,
            name,
            version,
            digest: `sha256:${createHash('sha256').update(`${name} ${version}`).digest('hex')}`,
            tgzDigest,
            size: template.tgz.byteLength,
            tree: createHash('sha1').update(`${name} ${version}`).digest('hex'),
            manifest: {
              ...bundle.manifest,
              name,
              version,
              description: describe(at),
              extensions: { ...bundle.manifest.extensions, 'dev.rolekit': rolekit },
            },
            tools: bundle.tools,
            skills: bundle.skills.map((skill) => ({
              name: `${skill.name}-${at}`,
              description: skill.description,
              digest: skill.digest,
              tools: skill.tools,
              text: '# Seeded\n',
            })),
            findings: [],
            readme: bundle.readme,
            contract: undefined,
            ruleSet: 1,
            publishedBy: 'seed',
            channel: undefined,
          };
          const published = new Date(Date.UTC(2026, 0, 1) + (at * VERSIONS + patch) * 1000).toISOString();
          ({ pluginId } = await insertVersion(db, published, input, () => ({ surface: null, waiver: null })));
        }
        await refreshPlugin(db, engine.search, pluginId);
      }
    });
  }
  await close();
}

if (import.meta.main) {
  const [dataDir = '', count = '10000'] = process.argv.slice(2);
  const began = performance.now();
  await seed({ dataDir }, 0, Number(count));
  console.log(`${count} plugins in ${((performance.now() - began) / 1000).toFixed(1)} s`);
}
