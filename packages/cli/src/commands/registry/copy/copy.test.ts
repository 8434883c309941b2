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
