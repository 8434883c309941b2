import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createRegistry } from '@rolekit/registry';
import { lineHash } from '@rolekit/sdk/internal/audit';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { rolekit } from '../../../test/rolekit.ts';
import { todoArchive } from '../../../test/todo-archive.ts';
import { temporaryFolder } from '../../../test/workspace.ts';

type Row = { seq: number; type: string; prev: string; hash: string };

let dir: string;
let dataDir: string;
let url: string;
let close: () => Promise<void>;
let env: Record<string, string>;
let file: string;

/** A registry with an administrator, a refused publication and two versions. */
beforeEach(async () => {
  dir = temporaryFolder();
  dataDir = join(dir, 'data');
  file = join(dir, 'audit.jsonl');
  const registry = await createRegistry({ dataDir });
  onTestFinished(() => registry.close());
  close = () => registry.close();
  url = await registry.listen();
  const password = 'correct horse battery';
  const { id } = await registry.accounts.create({ handle: 'ada', password, isAdministrator: true, by: 'test' });
  const scopes = ['read', 'publish', 'manage', 'govern'] as const;
  const token = await registry.tokens.create({ name: 'ada', namespaces: ['*'], scopes: [...scopes], accountId: id });
  env = { HOME: join(dir, 'home'), USERPROFILE: join(dir, 'home'), ROLEKIT_TOKEN: token, ROLEKIT_REGISTRY: url };
  for (const version of ['0.1.0', '0.1.1']) await rolekit(['publish', await todoArchive(version)], { env });
});

const audit = (...argv: string[]) => rolekit(['audit', ...argv, '--json'], { env });
const problems = async (...argv: string[]) => (await audit('verify', ...argv)).json.result.problems;
const rows = (): Row[] => lines().map((line) => JSON.parse(line));
const lines = () => readFileSync(file, 'utf8').trim().split('\n');

/** The export as somebody left it who changed its rows. */
async function afterwards(change: (all: string[]) => string[]) {
  await audit('export', '--out', file);
  writeFileSync(file, `${change(lines()).join('\n')}\n`);
  return problems(file);
}

test('a record that nobody touched is whole, at the registry and in a file, offline too', async () => {
  const live = await audit('verify');
  expect([live.code, live.json.result.problems, live.json.result.of]).toEqual([0, [], url]);
  expect((await audit('export', '--out', file)).code).toBe(0);
  await close();
  const offline = await audit('verify', file);
  expect([offline.code, offline.json.result.problems]).toEqual([0, []]);
  expect(offline.json.result.signed).toBe(offline.json.result.lines);
});

test('an export is continued where it ended, also after a line that was cut off', async () => {
  await audit('export', '--out', file);
  const first = lines();
  writeFileSync(file, `${first.join('\n')}\n{"seq":`);
  await rolekit(['publish', await todoArchive('0.1.2')], { env });
  await audit('export', '--out', file);
  expect(lines().slice(0, first.length)).toEqual(first);
  const seqs = rows().flatMap(({ seq }) => (seq === undefined ? [] : [seq]));
  expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, at) => at + 1));
  expect(await problems(file)).toEqual([]);
});

test('a row that was changed is found, with its hash made anew too', async () => {
  const changed = (all: string[]) =>
    all.map((row, at) => (at === 2 ? row.replace('"outcome":"done"', '"outcome":"failed"') : row));
  expect(await afterwards(changed)).toEqual([{ seq: 3, problem: 'was changed after it was written' }]);
  const again = (all: string[]) =>
    changed(all).map((row, at) => {
      const line = JSON.parse(row);
      return at === 2 ? JSON.stringify({ ...line, hash: lineHash(line) }) : row;
    });
  writeFileSync(file, '');
  expect(await afterwards(again)).toEqual([{ seq: 4, problem: 'does not follow from the one before' }]);
});

test('a row that was removed, two that changed places and one that was inserted are found', async () => {
  expect(await afterwards((all) => all.toSpliced(2, 1))).toEqual([
    { seq: 4, problem: 'follows 2: lines between them are missing' },
  ]);
  writeFileSync(file, '');
  const swapped = await afterwards((all) => [...all.slice(0, 2), all[3] ?? '', all[2] ?? '', ...all.slice(4)]);
  expect(swapped).toContainEqual({ seq: 3, problem: 'follows 4: it is out of order or was inserted' });
  writeFileSync(file, '');
  const inserted = await afterwards((all) => all.toSpliced(3, 0, all[2] ?? ''));
  expect(inserted).toContainEqual({ seq: 3, problem: 'follows 3: it is out of order or was inserted' });
  writeFileSync(file, '');
  expect(await afterwards((all) => ['no line', ...all])).toContainEqual({
    seq: 0,
    problem: 'row 1 of the file is no line of a record',
  });
});

test('an end that was cut off is found by its checkpoint, or by what this machine saw', async () => {
  const cut = await afterwards((all) => all.toSpliced(-3, 2));
  expect(cut).toMatchObject([{ problem: expect.stringContaining('the end was removed') }]);
  writeFileSync(file, '');
  expect(await problems()).toEqual([]);
  const unseen = await afterwards((all) => all.slice(0, -3));
  expect(unseen).toContainEqual({
    seq: expect.any(Number),
    problem: expect.stringMatching(/this machine saw line \d+ signed/),
  });
});

test('a checkpoint of another key is found', async () => {
  const forged = await afterwards((all) => [
    ...all.slice(0, -1),
    (all.at(-1) ?? '').replace(/"sig":"..../, '"sig":"AAAA'),
  ]);
  expect(forged).toMatchObject([
    { problem: expect.stringContaining('its registry did not sign') },
    { problem: 'is the last, and no checkpoint signs any line' },
  ]);
});

test('a record of the database that was changed, cut off or made anew is found over HTTP', async () => {
  expect(await problems()).toEqual([]);
  const database = new DatabaseSync(join(dataDir, 'catalogue.sqlite'));
  onTestFinished(() => database.close());
  for (const change of ['update', 'delete']) database.exec(`drop trigger audit_no_${change}`);
  database.exec(`update audit set outcome = 'failed' where seq = 2`);
  expect(await problems()).toEqual([{ seq: 2, problem: 'was changed after it was written' }]);
  database.exec(`update audit set outcome = 'done' where seq = 2`);
  database.exec('delete from audit where seq > 3');
  expect(await problems()).toMatchObject([{ seq: 3, problem: expect.stringContaining('the end was removed') }]);
});

test('who is no administrator exports a namespace, and nothing else', async () => {
  const other = await rolekit(['audit', 'export', '--out', file, '--json'], {
    env: { ...env, ROLEKIT_TOKEN: 'rk_none' },
  });
  expect([other.code, other.json.error.code]).toEqual([3, 'RK_REGISTRY']);
  const run = await audit('export', '--out', file, '--namespace', 'acme', '--type', 'publish');
  expect(run.json.result.lines).toBe(2);
  expect(rows().map(({ type }) => type)).toEqual(['publish', 'publish']);
});
