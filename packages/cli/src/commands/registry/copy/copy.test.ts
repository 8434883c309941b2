import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testRegistry } from '../../../../test/registry.ts';
import { rolekit } from '../../../../test/rolekit.ts';
import { todoArchive } from '../../../../test/todo-archive.ts';
import { temporaryFolder } from '../../../../test/workspace.ts';

test('a registry is backed up while it is served, restored, and copied', async () => {
  const { url, tokenFile, dataDir } = await testRegistry();
  await rolekit(['publish', await todoArchive(), '--registry', url, '--token-file', tokenFile]);
  const dir = temporaryFolder();
  const [backup, restored, copy] = ['backup', 'restored', 'copy'].map((name) => join(dir, name)) as [
    string,
    string,
    string,
  ];
  const first = await rolekit(['registry', 'backup', '--data', dataDir, '--to', backup]);
  expect([first.code, first.stdout]).toEqual([0, expect.stringContaining('copied  1 version(s) and 1 event(s)')]);
  const second = await rolekit(['registry', 'restore', '--from', backup, '--data', restored, '--json']);
  expect(second.json.result).toMatchObject({ events: 1, versions: 1, archives: 1, copied: 1 });
  const third = await rolekit(['registry', 'copy', '--data', restored, '--to', copy, '--json']);
  expect([third.code, third.json.result.versions]).toEqual([0, 1]);
  for (const data of [backup, restored, copy])
    expect((await rolekit(['registry', 'verify', '--data', data])).code).toBe(0);
});

test('a move needs a database, and an address that is none is refused without being shown', async () => {
  const none = await rolekit(['registry', 'migrate', '--data', temporaryFolder()]);
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('There is no database to move to.')]);
  const wrong = await rolekit(['registry', '--data', temporaryFolder(), '--port', '0'], {
    env: { ROLEKIT_REGISTRY_DATABASE: 'mysql://ada:geheim@db/x' },
  });
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('The address of the database is not one of PostgreSQL.');
  expect(wrong.stderr).not.toContain('geheim');
});

test('a bucket needs an access key, which is never shown', async () => {
  const args = [
    'registry',
    'copy',
    '--data',
    temporaryFolder(),
    '--to',
    temporaryFolder(),
    '--to-blobs',
    's3://archives',
  ];
  const none = await rolekit(args);
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('There is no access key for s3://archives.')]);
  const env = { AWS_ACCESS_KEY_ID: 'AK', AWS_SECRET_ACCESS_KEY: 'geheim', AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };
  const shown = await rolekit(['registry', 'settings', '--blobs', 's3://archives', '--json'], { env });
  const of = (key: string) => shown.json.result.settings.find((setting: { key: string }) => setting.key === key);
  expect([shown.code, of('s3.secretAccessKey')]).toMatchObject([
    0,
    { isSet: true, source: { name: 'AWS_SECRET_ACCESS_KEY' } },
  ]);
  const { dataDir } = await testRegistry();
  const away = await rolekit(
    ['registry', 'backup', '--data', dataDir, '--blobs', 's3://archives', '--to', join(temporaryFolder(), 'b')],
    { env },
  );
  // nothing is in that registry, so nothing is asked for
  expect([away.code, `${shown.stdout}${away.stdout}${away.stderr}`]).toEqual([
    0,
    expect.not.stringContaining('geheim'),
  ]);
});
