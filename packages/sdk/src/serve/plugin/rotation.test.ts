import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Bank, bankConnector, openBank } from '../../auth/bank.fixture.ts';
import type { HttpClient } from '../../http/request/types.ts';
import { readRunFile, writeConnection } from '../../settings/profiles.ts';
import { changeRunFile, writeRunFile } from '../../settings/run-file.ts';
import { noteSuccessor } from '../../settings/token-lineage.ts';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { Connections } from './connections.ts';

let bank: Bank;
let home: string;
const connector = bankConnector('refresh token');
const runFile = () => join(home, 'bank.json');

beforeEach(async () => {
  bank = await openBank();
  home = temporaryFolder();
  const run = { format: 1, connector: 'bank', environment: 'sandbox', pid: process.pid, baseUrl: bank.url } as const;
  await writeRunFile(runFile(), { ...run, values: { baseUrl: bank.url, secret: 'r1' } });
  await writeConnection('bank', { format: 1, active: 'sandbox', profiles: { sandbox: { runFile: runFile() } } }, home);
});
afterEach(async () => {
  await bank.close();
});

/** Settings are looked at again after a quarter of a second. */
const LOOKS_AGAIN_MS = 300;
const pause = () => new Promise((resolve) => setTimeout(resolve, LOOKS_AGAIN_MS));
const call = async (connections: Connections) => {
  const { connection } = await connections.get(connector, 'me');
  return (await (connection as HttpClient).request({ path: '/me' })).body;
};
const exchanges = () => bank.log.filter((path) => path === '/token').length;

it('a token that a connection rotated is not rotated again by the next call', async () => {
  const connections = new Connections({ home, env: {} });
  for (let n = 0; n < 3; n++) {
    expect(await call(connections)).toEqual({ name: 'Ada' });
    await pause();
  }
  expect(exchanges()).toBe(1);
});

it('two processes that rotate one token do not chase each other', async () => {
  const [one, two] = [new Connections({ home, env: {} }), new Connections({ home, env: {} })];
  for (let n = 0; n < 3; n++) {
    await call(one);
    await pause();
    await call(two);
    await pause();
  }
  expect(exchanges()).toBe(2);
  bank.good.clear();
  await call(one);
  await call(two);
  expect(exchanges()).toBe(4);
  const files = await readFile(join(home, '.rolekit/run/bank-rotated.json'), 'utf8');
  for (const token of bank.refresh) expect(files).not.toContain(token);
});

it('a token that a person put there opens another connection at once', async () => {
  const connections = new Connections({ home, env: {} });
  const { connection: before } = await connections.get(connector, 'me');
  await call(connections);
  bank.refresh.add('of-another-person');
  const run = await readRunFile(runFile());
  if (run) await changeRunFile(runFile(), run, { secret: 'of-another-person' });
  await pause();
  expect((await connections.get(connector, 'me')).connection).not.toBe(before);
  expect(await call(connections)).toEqual({ name: 'Ada' });
  expect(bank.refresh.has('of-another-person')).toBe(false);
});

it('a long lineage is cut, and a process that slept through it opens anew', async () => {
  const connections = new Connections({ home, env: {} });
  const { connection: before } = await connections.get(connector, 'me');
  for (let n = 0; n < 150; n++) await noteSuccessor('bank', `r${n === 0 ? 1 : `-${n}`}`, `r-${n + 1}`, home);
  const run = await readRunFile(runFile());
  if (run) await changeRunFile(runFile(), run, { secret: 'r-150' });
  await pause();
  expect((await connections.get(connector, 'me')).connection).not.toBe(before);
});
