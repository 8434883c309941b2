import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder, writeFiles } from '../../test/workspace.ts';
import { claimFile } from './claim-file.ts';

test('the file of a process that still runs is given back to it', async () => {
  const dir = writeFiles(temporaryFolder(), { 'start.json': { pid: process.ppid, url: 'theirs' } });
  const path = join(dir, 'start.json');
  const claim = await claimFile(path);
  writeFiles(dir, { 'start.json': { pid: process.pid, url: 'ours' } });
  await claim.release();
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ pid: process.ppid, url: 'theirs' });
});

test('the file of a process that crashed is removed', async () => {
  const dir = writeFiles(temporaryFolder(), { 'start.json': { pid: 2 ** 30, url: 'gone' } });
  const path = join(dir, 'start.json');
  const claim = await claimFile(path);
  writeFiles(dir, { 'start.json': { pid: process.pid, url: 'ours' } });
  await claim.release();
  expect(() => readFileSync(path)).toThrow('ENOENT');
});

test('the file of a later process is left to it', async () => {
  const dir = temporaryFolder();
  const path = join(dir, 'start.json');
  const claim = await claimFile(path);
  writeFiles(dir, { 'start.json': { pid: process.ppid, url: 'later' } });
  await claim.release();
  expect(JSON.parse(readFileSync(path, 'utf8')).url).toBe('later');
});
