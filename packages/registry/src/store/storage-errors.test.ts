import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { tempDir, testRegistry } from '../../test/start-registry.ts';
import { createRegistry } from '../registry.ts';
import { storageError } from './storage-errors.ts';

const fileError = (code: string, syscall: string) => Object.assign(new TypeError(code), { code, syscall });
const sqliteError = (errcode: number) =>
  Object.assign(new TypeError('sqlite'), { code: 'ERR_SQLITE_ERROR', errcode, errstr: 'said so' });

test.each([
  ['a full disk', fileError('ENOSPC', 'write'), 'RK_DISK_FULL', 507],
  ['a quota', fileError('EDQUOT', 'open'), 'RK_DISK_FULL', 507],
  ['a read-only disk', fileError('EROFS', 'open'), 'RK_DATA_READ_ONLY', 503],
  ['a folder of another user', fileError('EACCES', 'mkdir'), 'RK_DATA_READ_ONLY', 503],
  ['a disk that fails', fileError('EIO', 'read'), 'RK_STORAGE_FAILED', 503],
  ['a folder that went away', fileError('ENOENT', 'open'), 'RK_STORAGE_FAILED', 503],
  ['a full database', sqliteError(13), 'RK_DISK_FULL', 507],
  ['a read-only database', sqliteError(1032), 'RK_DATA_READ_ONLY', 503],
  ['a database that cannot be opened', sqliteError(14), 'RK_DATA_READ_ONLY', 503],
  ['a corrupt database', sqliteError(267), 'RK_DATABASE_BROKEN', 503],
  ['a file that is no database', sqliteError(26), 'RK_DATABASE_BROKEN', 503],
  ['a database whose disk fails', sqliteError(522), 'RK_DATABASE_BROKEN', 503],
  ['a locked database', sqliteError(5), 'RK_DATABASE_BUSY', 503],
])('%s is said as that, also as the cause of another error', (_what, error, code, status) => {
  expect(storageError(error)).toMatchObject({ code, status });
  expect(storageError(new TypeError('outside', { cause: error }))).toMatchObject({ code });
});

test.each([
  ['a broken rule of the database', sqliteError(19)],
  ['a connection that was cut', fileError('ECONNRESET', 'read2')],
  ['a name that was not found', fileError('ENOTFOUND', 'getaddrinfo')],
  ['a fault of the code', new TypeError('x is not a function')],
])('%s is none of the storage', (_what, error) => {
  expect(storageError(error)).toBeUndefined();
});

test('a database that is none keeps the registry from starting, and says so', async () => {
  const dataDir = await tempDir();
  await writeFile(join(dataDir, 'catalogue.sqlite'), 'x'.repeat(8192));
  await expect(createRegistry({ dataDir })).rejects.toMatchObject({
    code: 'RK_DATABASE_BROKEN',
    message: 'The database of the registry is broken (file is not a database).',
  });
});

test('a data folder that cannot be made keeps the registry from starting, and says so', async () => {
  const dir = await tempDir();
  await writeFile(join(dir, 'file'), '');
  await expect(createRegistry({ dataDir: join(dir, 'file', 'data') })).rejects.toMatchObject({
    code: 'RK_STORAGE_FAILED',
    message: 'The registry cannot use its data folder (ENOTDIR).',
  });
});

test('a folder of uploads that went away is said in the answer and in health', async () => {
  const registry = await testRegistry();

  await rm(join(registry.dataDir, 'blobs', 'incoming'), { recursive: true });
  await expect(registry.publish()).rejects.toThrow('RK_STORAGE_FAILED');
  const health = await registry.get('/healthz');
  expect([health.statusCode, health.json().failed.check, health.json().failed.code]).toEqual([
    503,
    'archives',
    'RK_STORAGE_FAILED',
  ]);
  await mkdir(join(registry.dataDir, 'blobs', 'incoming'));
  expect((await registry.get('/healthz')).statusCode).toBe(200);
});

test('a database that breaks while it is served is said in the answer, and in health from then on', async () => {
  const dataDir = await tempDir();
  const first = await testRegistry({ dataDir, database: undefined });
  for (let at = 0; at < 20; at += 1) await first.publish({ name: `p${at}` });
  await first.close();
  const path = join(dataDir, 'catalogue.sqlite');
  const database = new DatabaseSync(path);
  const { rootpage } = database.prepare(`select rootpage from sqlite_master where name = 'skills'`).get() as {
    rootpage: number;
  };
  database.close();
  const bytes = await readFile(path);
  bytes.fill(0xff, (rootpage - 1) * 4096, rootpage * 4096);
  await writeFile(path, bytes);
  const registry = await createRegistry({ dataDir });
  onTestFinished(() => registry.close());
  const get = async (url: string) => {
    const answer = await registry.app.inject({ method: 'GET', url });
    return [answer.statusCode, answer.json()] as const;
  };
  expect((await get('/healthz'))[0]).toBe(200);
  const [status, body] = await get('/v1/plugins/acme/p0/versions/1.0.0');
  expect([status, body.error.code]).toEqual([503, 'RK_DATABASE_BROKEN']);
  const [unhealthy, health] = await get('/healthz');
  expect([unhealthy, health.failed.check, health.failed.code]).toEqual([503, 'database', 'RK_DATABASE_BROKEN']);
});
