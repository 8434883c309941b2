import { expect, onTestFinished, test } from 'vitest';
import { makePostgres } from '../../../test/postgres-server.ts';
import { tempDir, testRegistry } from '../../../test/start-registry.ts';
import { databaseOf, onDatabase } from '../../../test/test-database.ts';
import { createRegistry } from '../../registry.ts';
import { databaseFailure } from './failures.ts';

const changed = (database: string, change: (url: URL) => void) => {
  const url = new URL(database);
  change(url);
  return url.href;
};

async function refusal(change: (url: URL) => void): Promise<Record<string, unknown>> {
  const dataDir = await tempDir();
  const { database = '' } = await databaseOf(dataDir);
  const url = changed(database, change);
  const error = await createRegistry({ dataDir, database: url }).then(
    () => ({ code: 'none', message: '' }),
    (failure: { code: string; message: string; stack?: string; cause?: Error }) => failure,
  );
  const { password } = new URL(url);
  expect(`${error.message} ${String('cause' in error ? error.cause : '')}`).not.toContain(password);
  return { code: error.code, message: error.message };
}

test('a server that is not there, a wrong password and a wrong name are each said, and never the password', async () => {
  expect(
    await refusal((url) => {
      url.port = '1';
    }),
  ).toEqual({
    code: 'RK_DATABASE_AWAY',
    message: 'The database of the registry does not answer (ECONNREFUSED).',
  });
  expect(
    await refusal((url) => {
      url.password = 'wrong-password';
    }),
  ).toEqual({
    code: 'RK_DATABASE_REFUSED',
    message: 'The database does not let the registry in (28P01).',
  });
  expect(
    await refusal((url) => {
      url.pathname = '/nothing_here';
    }),
  ).toMatchObject({ code: 'RK_DATABASE_REFUSED' });
  expect(
    await refusal((url) => {
      url.searchParams.set('options', '-c x=y');
    }),
  ).toMatchObject({ code: 'RK_OPTION' });
});

test.each([
  ['a full disk', '53100', 'RK_DISK_FULL'],
  ['too many connections', '53300', 'RK_DATABASE_BUSY'],
  ['a lock that was waited for too long', '55P03', 'RK_DATABASE_BUSY'],
  ['a statement that took too long', '57014', 'RK_DATABASE_BUSY'],
  ['a server that shuts down', '57P01', 'RK_DATABASE_AWAY'],
  ['a server that starts', '57P03', 'RK_DATABASE_AWAY'],
  ['a standby', '25006', 'RK_DATA_READ_ONLY'],
  ['a broken page', 'XX001', 'RK_DATABASE_BROKEN'],
])('%s is said as that', (_what, code, expected) => {
  const error = Object.assign(new RangeError('said so'), { severity: 'ERROR', code });
  expect(databaseFailure(error)).toMatchObject({ code: expected });
});

test('what a statement does wrong is none of the database', () => {
  expect(databaseFailure(Object.assign(new RangeError('x'), { severity: 'ERROR', code: '23505' }))).toBeUndefined();
  expect(databaseFailure(new TypeError('x is not a function'))).toBeUndefined();
});

test('a server that goes away is said in the answer and in health, and what comes after its return is served', async () => {
  const server = await makePostgres({ isDurable: true });
  onTestFinished(async () => server.remove());
  await onDatabase(server.url, 'create database registry template template0');
  const database = changed(server.url, (url) => {
    url.pathname = '/registry';
  });
  const registry = await testRegistry({ database });
  await registry.publish();
  server.stop('fast');
  const answer = await registry.get('/v1/plugins/acme/sales/versions');
  expect([answer.statusCode, answer.json().error.code, answer.headers['retry-after']]).toEqual([
    503,
    'RK_DATABASE_AWAY',
    '2',
  ]);
  const health = await registry.get('/healthz');
  expect([health.statusCode, health.json().failed.code]).toEqual([503, 'RK_DATABASE_AWAY']);
  await expect(registry.publish({ version: '1.1.0' })).rejects.toThrow('RK_DATABASE_AWAY');
  server.start();
  await expect.poll(async () => (await registry.get('/healthz')).statusCode).toBe(200);
  await registry.publish({ version: '1.1.0' });
  expect((await registry.get('/v1/plugins/acme/sales')).json().latest).toBe('1.1.0');
});
