import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newSigningKey } from '@rolekit/sdk/internal/signing';
import { runGit } from '../src/git/git-process.ts';
import type { PackedPlugin } from './pack-plugin.ts';
import type { PostgresServer } from './postgres-server.ts';
import { type Served, serveRegistry } from './registry-process.ts';
import type { AtEnd } from './start-registry.ts';
import { databaseOf, onDatabase } from './test-database.ts';

/** What registries on one database share. */
export interface ReplicaSet {
  database: string;
  blobsDir: string;
  /** Where each registry logs. */
  logFile: string;
  folderOf(name: string): string;
  /** Starts the registry that has this folder, in a process of its own. */
  start(name: string): Promise<Served>;
}

interface Listed {
  name: string;
  version: string;
}

const MANY = 1_000_000_000;

/**
 * Makes a database and the folder beside it; everything ends with `atEnd`.
 *
 * @param server of the database. @default the one of this run
 */
export async function replicaSet(atEnd: AtEnd, server?: PostgresServer): Promise<ReplicaSet> {
  const dir = await mkdtemp(join(tmpdir(), 'rolekit-replicas-'));
  atEnd(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }));
  const { database = '' } = server === undefined ? await databaseOf(dir, atEnd) : await databaseOn(server);
  const [blobsDir, signingKeyFile, logFile] = ['blobs', 'key.pem', 'log'].map((name) => join(dir, name)) as [
    string,
    string,
    string,
  ];
  await writeFile(signingKeyFile, newSigningKey(), { mode: 0o600 });
  const options = {
    database,
    blobsDir,
    signingKeyFile,
    logFile,
    publicUrl: 'https://plugins.example',
    limits: { publishesPerMinute: MANY, changesPerMinute: MANY, readsPerMinute: MANY },
  };
  const folderOf = (name: string) => join(dir, name);
  return {
    database,
    blobsDir,
    logFile,
    folderOf,
    async start(name) {
      await mkdir(folderOf(name), { recursive: true });
      const served = await serveRegistry(folderOf(name), { options });
      atEnd(() => served.kill());
      return served;
    },
  };
}

async function databaseOn({ url }: PostgresServer): Promise<{ database: string }> {
  const name = `registry_${randomUUID().slice(0, 8)}`;
  await onDatabase(url, `create database ${name} template template0`);
  const address = new URL(url);
  address.pathname = `/${name}`;
  return { database: address.href };
}

/** Refs of a repository as git sees them. */
export function refsOf({ url }: Served, repository: string): Promise<string> {
  return runGit(['ls-remote', `${url}/git/${repository}.git`]);
}

/**
 * Publishes to one registry and waits until the other one has it on each face. Returns milliseconds from the acknowledgement.
 *
 * @throws when it is refused
 */
export async function untilVisible(
  plugin: PackedPlugin,
  by: Served,
  other: Served,
): Promise<Record<'API' | 'marketplace.json' | 'all.git', number>> {
  const { namespace, name, version } = plugin;
  const before = await refsOf(other, 'all');
  const { status } = await by.send(plugin);
  if (status !== 201) throw new TypeError(`${name} ${version}: ${status}`);
  const began = performance.now();
  const until = async (isThere: () => Promise<boolean>) => {
    while (!(await isThere())) await sleep(5);
    return performance.now() - began;
  };
  const listed = async () => {
    const { plugins } = (await (await other.get('/marketplace.json')).json()) as { plugins: Listed[] };
    return plugins.some((entry) => entry.name === name && entry.version === version);
  };
  const [api, marketplace, git] = await Promise.all([
    until(async () => (await other.get(`/v1/plugins/${namespace}/${name}/versions/${version}`)).ok),
    until(listed),
    until(async () => (await refsOf(other, 'all')) !== before),
  ]);
  return { API: api, 'marketplace.json': marketplace, 'all.git': git };
}
