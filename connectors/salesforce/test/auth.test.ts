import { afterEach, expect, it } from 'vitest';
import { startSandbox } from '../sandbox/index.ts';
import { connection } from '../src/connection.ts';
import { openClient, type Sandbox } from './sandbox-host.ts';

let sandbox: Sandbox;

afterEach(async () => {
  await sandbox?.close();
});

it('names the wrong secret', async () => {
  sandbox = await startSandbox();
  const client = await openClient(sandbox, { ...sandbox.values, clientSecret: 'wrong' });
  await expect(client.query('SELECT Id FROM Account')).rejects.toMatchObject({
    kind: 'auth_expired',
    message: expect.stringContaining('check the consumer secret'),
  });
});

it('signs in with a refresh token and says who is connected', async () => {
  sandbox = await startSandbox();
  const { refreshToken } = sandbox.credentials;
  const client = await openClient(sandbox, { ...sandbox.values, refreshToken: String(refreshToken) });
  expect(await connection.test?.(client, new AbortController().signal)).toBe(
    `Maren Holt (maren.holt@brindlemark.example) at ${sandbox.baseUrl}`,
  );
});

it('goes on with rotated refresh tokens, each saved before its access token is used', async () => {
  sandbox = await startSandbox({ rotateRefreshTokens: true });
  const saved: string[] = [];
  const client = await openClient(
    sandbox,
    { ...sandbox.values, refreshToken: String(sandbox.credentials.refreshToken) },
    async (changes) => {
      saved.push(`${JSON.stringify(changes)} after ${sandbox.stats().reads} reads`);
    },
  );
  await client.query('SELECT Id FROM Account LIMIT 1');
  sandbox.expireTokens();
  await client.query('SELECT Id FROM Account LIMIT 1');
  expect(saved).toEqual([expect.stringContaining('after 0 reads'), expect.stringContaining('after 1 reads')]);
  expect(new Set(saved).size).toBe(2);
});

it('reports the limit of calls with the time to wait', async () => {
  sandbox = await startSandbox({ requestLimit: 1 });
  const client = await openClient(sandbox);
  await client.query('SELECT Id FROM Account LIMIT 1');
  await expect(client.query('SELECT Id FROM Account LIMIT 1')).rejects.toMatchObject({
    kind: 'rate_limited',
    data: { seconds: 3600 },
  });
  expect(client.usage()).toEqual({ used: expect.any(Number), max: 1 });
});
