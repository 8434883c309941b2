import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HttpClient } from '../http/request/types.ts';
import { checkConnection } from '../serve/plugin/check-connection.ts';
import { openConnection } from '../serve/plugin/open-connection.ts';
import { servedFrom } from '../serve/plugin/served-connector.ts';
import { readRunFile, writeConnection } from '../settings/profiles.ts';
import { writeRunFile } from '../settings/run-file.ts';
import { resolveSettings } from '../settings/settings.ts';
import { temporaryFolder } from '../temporary-folder.fixture.ts';
import { type Bank, bankConnector, KEYS, KINDS, type Kind, openBank } from './bank.fixture.ts';

let bank: Bank;
let home: string;
beforeEach(async () => {
  bank = await openBank();
  home = temporaryFolder();
});
afterEach(async () => {
  await bank.close();
});

const runFile = () => join(home, 'bank.json');

async function connect(secret: string, rest: { audience?: string; baseUrl?: string } = {}): Promise<void> {
  const { baseUrl = bank.url, ...values } = rest;
  const run = { format: 1, connector: 'bank', environment: 'sandbox', pid: process.pid } as const;
  await writeRunFile(runFile(), { ...run, baseUrl, values: { baseUrl, secret, ...values } });
  const profiles = { sandbox: { runFile: runFile() } };
  await writeConnection('bank', { format: 1, active: 'sandbox', profiles }, home);
}

/** What `rolekit doctor` is told, and `rolekit connect` says. */
async function check(kind: Kind) {
  const plugin = { name: 'p', version: '1.0.0', description: '', connectors: [servedFrom(bankConnector(kind))] };
  return (await checkConnection(plugin, 'bank', { home, env: {} })).credentials;
}

async function open(kind: Kind) {
  const connector = bankConnector(kind);
  const settings = await resolveSettings('bank', connector.connection.config, { home, env: {} });
  const { connection, close } = await openConnection(connector, settings, { home });
  return { http: connection as HttpClient, close };
}

const GOOD: Record<Kind, string> = {
  'key in a header': 'right',
  'key in the query': 'right',
  'key as Basic': 'right',
  bearer: 'right',
  'client credentials': 'right',
  'client credentials by Basic': 'right',
  private_key_jwt: KEYS.ec,
  'refresh token': 'r1',
  'JWT bearer': KEYS.rsa,
  'key pair': KEYS.rsa,
  session: 'right',
};

const unknown = 'Bank does not accept the credentials: HTTP 401 (the credentials are not known)';
const wrongSecret = 'Bank does not accept the credentials: invalid_client: unknown client or wrong secret';
const signature = 'Bank does not accept the credentials: invalid_grant: signature verification failed';
const AGAIN = 'Run `rolekit connect bank` to sign in again.';

describe('what the test call says', () => {
  it.each([
    ['key in a header', 'wr0ng', 'RK_AUTH_EXPIRED', unknown, AGAIN],
    ['key in the query', 'wr0ng', 'RK_AUTH_EXPIRED', unknown, AGAIN],
    ['key as Basic', 'wr0ng', 'RK_AUTH_EXPIRED', unknown, AGAIN],
    ['bearer', 'expired', 'RK_AUTH_EXPIRED', unknown, AGAIN],
    ['client credentials', 'wr0ng', 'RK_AUTH_EXPIRED', wrongSecret, AGAIN],
    ['client credentials by Basic', 'wr0ng', 'RK_AUTH_EXPIRED', wrongSecret, AGAIN],
    [
      'refresh token',
      'rev0ked',
      'RK_AUTH_EXPIRED',
      'Bank does not accept the credentials: invalid_grant: the refresh token was revoked',
      AGAIN,
    ],
    ['private_key_jwt', KEYS.other, 'RK_AUTH_EXPIRED', signature, AGAIN],
    ['JWT bearer', KEYS.other, 'RK_AUTH_EXPIRED', signature, AGAIN],
    [
      'key pair',
      KEYS.other,
      'RK_AUTH_EXPIRED',
      'Bank does not accept the credentials: HTTP 401 (signature verification failed)',
      AGAIN,
    ],
    [
      'key pair',
      'no key at all',
      'RK_NOT_CONNECTED',
      'Bank is not connected: the private key cannot be used: it is not a private key in PEM. Copy the whole file, with its first and last line.',
      'Run `rolekit connect bank`, then try again.',
    ],
    [
      'JWT bearer',
      'no key at all',
      'RK_NOT_CONNECTED',
      'Bank is not connected: the private key cannot be used: it is not a private key in PEM. Copy the whole file, with its first and last line.',
      'Run `rolekit connect bank`, then try again.',
    ],
    [
      'session',
      'wr0ng',
      'RK_FORBIDDEN',
      'Bank refused: HTTP 403',
      'Ask an administrator of Bank for access, or use another account.',
    ],
  ] as const)('of a bad %s', async (kind, secret, code, message, fix) => {
    await connect(secret);
    const told = await check(kind);
    expect(told).toEqual({ error: { code, message, fix } });
    expect(JSON.stringify(told)).not.toContain(secret.slice(0, 200));
    expect(message).not.toContain('\n');
  });

  it.each(['private_key_jwt', 'JWT bearer', 'key pair'] as const)('of a wrong clock: %s', async (kind) => {
    await connect(GOOD[kind]);
    bank.skew = -10 * 60_000;
    expect(await check(kind)).toMatchObject({
      error: {
        code: 'RK_AUTH_EXPIRED',
        message: expect.stringMatching(/\(the clock of this machine is 10 min ahead: set it right first\)$/),
      },
    });
    bank.skew = 2 * 3_600_000;
    expect(await check(kind)).toMatchObject({
      error: { message: expect.stringMatching(/\(the clock of this machine is 2 h behind: set it right first\)$/) },
    });
  });

  it.each(['private_key_jwt', 'JWT bearer', 'key pair'] as const)('of a wrong audience: %s', async (kind) => {
    await connect(GOOD[kind], { audience: 'https://another.example' });
    expect(await check(kind)).toMatchObject({
      error: { code: 'RK_AUTH_EXPIRED', message: expect.stringContaining(`unexpected 'aud' claim value`) },
    });
  });

  it.each(KINDS)('of a vendor that cannot be reached: %s', async (kind) => {
    await connect(GOOD[kind]);
    await bank.close();
    expect(await check(kind)).toEqual({
      error: {
        code: 'RK_UPSTREAM_UNAVAILABLE',
        message: `Bank is not available: ${new URL(bank.url).host} (ECONNREFUSED)`,
        fix: 'Check the address in the settings and the network, then try again.',
      },
    });
  });

  it.each(KINDS)('of a good %s', async (kind) => {
    await connect(GOOD[kind]);
    expect(await check(kind)).toEqual({ who: 'Ada' });
  });

  it.each([
    ['private_key_jwt', KEYS.rsa],
    ['JWT bearer', KEYS.ec],
    ['key pair', KEYS.ec],
  ] as const)('of a good %s with the other algorithm', async (kind, key) => {
    await connect(key);
    expect(await check(kind)).toEqual({ who: 'Ada' });
  });
});

describe('a token that is over', () => {
  it.each(['client credentials', 'private_key_jwt', 'refresh token', 'JWT bearer', 'session'] as const)(
    'is fetched once for all calls: %s',
    async (kind) => {
      await connect(GOOD[kind]);
      const { http, close } = await open(kind);
      const call = () => http.request({ path: '/me' });
      await Promise.all([call(), call(), call()]);
      bank.good.clear();
      await Promise.all([call(), call(), call()]);
      expect(bank.log.filter((path) => path === '/token' || path === '/sign-in').length).toBe(2);
      await close();
    },
  );

  it('is fetched again when the endpoint stumbles, or the connection breaks', async () => {
    await connect('right');
    bank.instead = (path, count) => (path === '/token' ? ([503, 'drop'] as const)[count - 1] : undefined);
    const { http } = await open('client credentials');
    expect((await http.request({ path: '/me' })).body).toEqual({ name: 'Ada' });
    expect(bank.log).toEqual(['/token', '/token', '/token', '/me']);
  });

  it.each(['private_key_jwt', 'JWT bearer'] as const)(
    'is asked for with a new assertion where its answer was lost: %s',
    async (kind) => {
      await connect(GOOD[kind]);
      bank.instead = (path, count) => (path === '/token' && count === 1 ? 'lost' : undefined);
      const { http } = await open(kind);
      expect((await http.request({ path: '/me' })).body).toEqual({ name: 'Ada' });
      expect(bank.log).toEqual(['/token', '/token', '/me']);
    },
  );

  it('that was rotated is saved before its successor is used', async () => {
    await connect('r1');
    const stored: unknown[] = [];
    const { http } = await open('refresh token');
    const note = async () => stored.push((await readRunFile(runFile()))?.values.secret);
    bank.instead = (path) => {
      if (path === '/me') void note();
      return undefined;
    };
    await http.request({ path: '/me' });
    await expect.poll(() => stored, { timeout: 10_000 }).toEqual([[...bank.refresh][0]]);
    expect(stored).not.toEqual(['r1']);
  });
});
