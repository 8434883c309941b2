import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { servedFrom } from '@rolekit/sdk/serve';
import { connectInMemory, type FaultServer, type InMemoryHost, startFaultServer } from '@rolekit/sdk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../sandbox/index.ts';
import hubspot from '../src/index.ts';
import type { Sandbox } from './sandbox-host.ts';

const CHILD = fileURLToPath(new URL('batch.child.ts', import.meta.url));
const SLOW = 60_000;

interface Batch {
  done: number;
  failed: number;
  unknown: number;
  notSent: number;
  items: { item: number; outcome: string }[];
}

let sandbox: Sandbox;
let faults: FaultServer;
let home: string;
let host: InMemoryHost;

beforeEach(async () => {
  sandbox = await startSandbox();
  faults = await startFaultServer(sandbox);
  home = await mkdtemp(join(tmpdir(), 'rolekit-killed-'));
  const runFile = join(home, 'run.json');
  const { values } = faults;
  const run = { format: 1, connector: 'hubspot', environment: 'sandbox', pid: process.pid, baseUrl: faults.baseUrl };
  await writeFile(runFile, JSON.stringify({ ...run, values }));
  const connections = join(home, '.rolekit', 'connections');
  await mkdir(connections, { recursive: true });
  const profile = { format: 1, active: 'sandbox', profiles: { sandbox: { runFile } } };
  await writeFile(join(connections, 'hubspot.json'), JSON.stringify(profile));
  const plugin = { name: 'hubspot', version: '0.1.0', description: 'Under test.', connectors: [servedFrom(hubspot)] };
  // the second process: this one, which may ask nobody
  host = await connectInMemory(plugin, { home, approve: 'decline' });
});
afterEach(async () => {
  await host?.close();
  await faults?.close();
  await sandbox?.close();
  await rm(home, { recursive: true, force: true });
});

/** Runs the batch in a process of its own, which is killed when the request that `dies` names reaches the vendor. */
async function killedDuring(
  tool: string,
  args: Record<string, unknown>,
  dies: (path: string, seen: string[]) => boolean,
  forwarded: boolean,
): Promise<void> {
  let child: ChildProcess | undefined;
  const seen: string[] = [];
  faults.schedule(({ path }) => {
    const place = path.split('/').slice(-2).join('/');
    const dead = dies(place, seen);
    seen.push(place);
    if (!dead) return undefined;
    child?.kill('SIGKILL');
    return { kind: 'drop', after: forwarded };
  });
  child = spawn(process.execPath, ['--conditions=rolekit-source', CHILD, home, tool, JSON.stringify(args)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [code, signal] = await once(child, 'exit');
  expect([code, signal]).toEqual([null, 'SIGKILL']);
  faults.schedule();
}

/** The same call in this process: it is told that a batch is open, and finishes it. */
async function finish(tool: string, args: Record<string, unknown>): Promise<Batch> {
  const open = await host.call(tool, args);
  expect(open.structured.error).toMatchObject({ code: 'RK_BATCH_OPEN' });
  const { resume } = open.structured.error as { resume: string };
  const { structured, text, isError } = await host.call(tool, { ...args, resume });
  if (isError) throw new TypeError(text);
  expect(host.questions).toEqual([]);
  return structured.item as Batch;
}

async function vendor(path: string, json: unknown): Promise<{ results: Record<string, unknown>[] }> {
  const response = await fetch(`${sandbox.baseUrl}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.credentials.accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(json),
  });
  return (await response.json()) as { results: Record<string, unknown>[] };
}

/** How often each deal was given this amount, as the sandbox's own history has it. */
async function timesWritten(ids: string[], amount: string): Promise<number[]> {
  const found = new Map<string, number>();
  for (let at = 0; at < ids.length; at += 100) {
    const inputs = ids.slice(at, at + 100).map((id) => ({ id }));
    const asked = { inputs, properties: ['amount'], propertiesWithHistory: ['amount'] };
    const { results } = await vendor('/crm/v3/objects/deals/batch/read', asked);
    for (const row of results) {
      const { amount: history } = row.propertiesWithHistory as { amount: { value: string }[] };
      found.set(String(row.id), history.filter(({ value }) => value === amount).length);
    }
  }
  return ids.map((id) => found.get(id) ?? 0);
}

/** How many contacts there are with each address. */
async function timesCreated(emails: string[]): Promise<number[]> {
  const { results } = await vendor('/crm/v3/objects/contacts/search', {
    filterGroups: [{ filters: [{ propertyName: 'email', operator: 'CONTAINS_TOKEN', value: '*@kill.example' }] }],
    properties: ['email'],
    limit: 200,
  });
  const found = results.map((row) => (row.properties as { email: string }).email);
  return emails.map((email) => found.filter((candidate) => candidate === email).length);
}

const count = (length: number) => Array.from({ length }, (_, index) => index + 1);
const DEALS = count(104).map((number) => `301${String(number + 100).padStart(7, '0')}`);
const EMAILS = count(104).map((number) => `g${number}@kill.example`);
const UPDATE = { object: 'deals', items: DEALS.map((id) => ({ id, properties: { amount: 54_321 } })) };
const CREATE = { object: 'contacts', items: EMAILS.map((email) => ({ properties: { email } })) };

describe('a process that is killed in the middle of a batch', () => {
  it(
    'between two chunks: the next one finishes the batch, and each deal is written exactly once',
    async () => {
      const afterFirst = (path: string, seen: string[]) => path === 'batch/read' && seen.includes('batch/update');
      await killedDuring('hubspot_update_objects', UPDATE, afterFirst, false);
      expect((await timesWritten(DEALS, '54321')).filter((times) => times === 1)).toHaveLength(100);
      const batch = await finish('hubspot_update_objects', UPDATE);
      expect(batch).toMatchObject({ done: 104, failed: 0, unknown: 0, notSent: 0 });
      expect(await timesWritten(DEALS, '54321')).toEqual(DEALS.map(() => 1));
    },
    SLOW,
  );

  it(
    'while an update was on its way: what arrived is read back, and each deal is written exactly once',
    async () => {
      const first = (path: string) => path === 'batch/update';
      await killedDuring('hubspot_update_objects', UPDATE, first, true);
      const batch = await finish('hubspot_update_objects', UPDATE);
      expect(batch).toMatchObject({ done: 104, failed: 0, unknown: 0, notSent: 0 });
      expect(await timesWritten(DEALS, '54321')).toEqual(DEALS.map(() => 1));
    },
    SLOW,
  );

  it.each([
    ['was done', true, 1],
    ['never arrived', false, 0],
  ])(
    'while a create was on its way that %s: it is unknown, not repeated, and the rest is created once',
    async (_, forwarded, times) => {
      const first = (path: string) => path === 'batch/create';
      await killedDuring('hubspot_create_objects', CREATE, first, forwarded);
      const batch = await finish('hubspot_create_objects', CREATE);
      expect(batch).toMatchObject({ done: 4, failed: 0, unknown: 100, notSent: 0 });
      expect(batch.items.slice(99, 101).map(({ outcome }) => outcome)).toEqual(['unknown', 'done']);
      expect(await timesCreated(EMAILS)).toEqual([...Array<number>(100).fill(times), ...Array<number>(4).fill(1)]);
      const folder = join(home, '.rolekit', 'audit');
      const [file = ''] = await readdir(folder);
      const lines = (await readFile(join(folder, file), 'utf8')).trim().split('\n');
      expect(lines.map((line) => (JSON.parse(line) as { state: string }).state)).toEqual([
        'applying',
        'applying',
        'unknown',
      ]);
    },
    SLOW,
  );
});
