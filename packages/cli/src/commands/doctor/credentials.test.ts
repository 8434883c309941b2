import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeRunFile } from '@rolekit/sdk/internal/settings';
import { writeConnection } from '@rolekit/sdk/settings';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { rolekit } from '../../../test/rolekit.ts';
import { temporaryFolder } from '../../../test/workspace.ts';
import { composeBundle } from '../../build/index.ts';
import { writeTemporary } from '../../plugin-server/target.ts';
import { bareEnvironment } from '../../testing/bench.ts';

const TEMPLATE = fileURLToPath(new URL('../../../templates/connector', import.meta.url));

const CODE = `
import { defineConnection, defineConnector, field } from '@rolekit/sdk';
import { apiKey, bearer, keyPairJwt, refreshToken, staticToken } from '@rolekit/sdk/http';
import { z } from 'zod';
const setting = (schema, title, env, secret) => field(schema, { title, description: 'Yours.', env, secret });
const auth = ({ connector, config: { baseUrl, kind, secret }, http, save, exclusive }) => {
  const tokens = { connector, http: http({ baseUrl }), path: '/token', clientId: 'app' };
  const rotating = { save: (next) => save({ secret: next }), exclusive: (work) => exclusive('secret', work) };
  if (kind === 'key') return apiKey({ in: 'header', name: 'x-api-key', key: secret });
  if (kind === 'token') return bearer(staticToken(secret));
  if (kind === 'refresh') return bearer(refreshToken({ ...tokens, ...rotating, refreshToken: secret }));
  return bearer(keyPairJwt({ connector, privateKey: secret }, () => ({ sub: 'me' })));
};
const connection = defineConnection({
  config: {
    baseUrl: setting(z.url(), 'Base URL', 'VAULT_BASE_URL', false),
    kind: setting(z.enum(['key', 'token', 'refresh', 'key pair']), 'Kind', 'VAULT_KIND', false),
    secret: setting(z.string(), 'Secret', 'VAULT_SECRET', true),
  },
  open: (context) => context.http({ baseUrl: context.config.baseUrl, auth: auth(context) }),
  async test(http, signal) { return (await http.request({ path: '/me', signal })).body.name; },
});
export default defineConnector({ name: 'vault', title: 'Vault', version: '0.1.0', description: 'Keeps things.', connection, hosts: [], tools: [] });
`;

let vendor: Server;
let url: string;
let source: string;
let bundle: string;
let home: string;

/** Takes `right`, `fresh` as refresh token once, and JWTs by the clock that it believes in. */
const answer = (path: string, headers: Record<string, unknown>, form: URLSearchParams) => {
  if (path === '/token') {
    if (form.get('refresh_token') === 'fresh') return { status: 200, body: { access_token: 'right' } };
    return { status: 400, body: { error: 'invalid_grant', error_description: 'token has been revoked' } };
  }
  const token = String(headers.authorization ?? '').replace('Bearer ', '');
  if (headers['x-api-key'] === 'right' || token === 'right') return { status: 200, body: { name: 'Ada' } };
  const issued = token.includes('.')
    ? JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).iat
    : 0;
  const words = issued > 0 ? 'JWT is not valid yet' : token === 'old' ? 'The access token expired' : 'Unknown key';
  return { status: 401, body: {}, challenge: `Bearer error="invalid_token", error_description="${words}"` };
};

beforeAll(async () => {
  vendor = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const { status, body, challenge } = answer(request.url ?? '', request.headers, new URLSearchParams(text));
    if (challenge) response.setHeader('www-authenticate', challenge);
    // an hour behind, as far as those know who sign with a key
    if (challenge?.includes('JWT')) response.setHeader('date', new Date(Date.now() - 3_600_000).toUTCString());
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`;
  source = await mkdtemp(join(tmpdir(), 'rolekit-vault-'));
  await cp(TEMPLATE, source, { recursive: true });
  const manifest = await readFile(join(source, 'plugin.json'), 'utf8');
  await writeFile(join(source, 'plugin.json'), manifest.replaceAll('"starter"', '"vault"'));
  await writeFile(join(source, 'src/index.ts'), CODE);
  bundle = await writeTemporary((await composeBundle(source)).files);
});
afterAll(async () => {
  vendor.close();
  vendor.closeAllConnections();
  for (const folder of [source, bundle]) await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  home = temporaryFolder();
});

async function runFile(kind: string, secret: string, baseUrl = url): Promise<string> {
  const path = join(temporaryFolder(), 'run.json');
  const values = { baseUrl, kind, secret };
  await writeRunFile(path, {
    format: 1,
    connector: 'vault',
    environment: 'sandbox',
    pid: process.pid,
    baseUrl,
    values,
  });
  return path;
}

const KEY = String(
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
);
const AGAIN = 'Run `rolekit connect vault` to sign in again.';
const refused = (words: string) => `Vault does not accept the credentials: ${words}`;

describe('connect and doctor say in one line what is wrong, and in another what to do', () => {
  test.each([
    ['a wrong key', 'key', 'wr0ng', refused('HTTP 401 (Unknown key)'), AGAIN],
    ['an expired token', 'token', 'old', refused('HTTP 401 (The access token expired)'), AGAIN],
    ['a revoked refresh token', 'refresh', 'sp3nt', refused('invalid_grant: token has been revoked'), AGAIN],
    [
      'a wrong clock',
      'key pair',
      KEY,
      refused('HTTP 401 (JWT is not valid yet) (the clock of this machine is 60 min ahead: set it right first)'),
      AGAIN,
    ],
    [
      'a host that cannot be reached',
      'key',
      'right',
      'Vault is not available: 127.0.0.1:2 (ECONNREFUSED)',
      'Check the address in the settings and the network, then try again.',
      'http://127.0.0.1:2',
    ],
  ])('%s', async (_, kind, secret, message, fix, baseUrl = url) => {
    const path = await runFile(kind, secret, baseUrl);
    const connect = await rolekit(['connect', 'vault', '--run-file', path], {
      cwd: source,
      env: { HOME: home, USERPROFILE: home },
    });
    expect(connect.stderr).toMatch(/^error RK_[A-Z_]+: /);
    expect(connect.stderr.replace(/^error RK_[A-Z_]+: /, '')).toBe(`${message}\n  fix: ${fix}\n`);
    expect([3, 4]).toContain(connect.code);
    expect(existsSync(join(home, '.rolekit'))).toBe(false);

    await writeConnection('vault', { format: 1, active: 'sandbox', profiles: { sandbox: { runFile: path } } }, home);
    const doctor = await rolekit(['doctor', bundle], { cwd: source, env: bareEnvironment(home) });
    const lines = doctor.stdout.split('\n').filter((line) => !line.startsWith('ok'));
    expect(lines).toEqual([`failed  ${'credentials vault'.padEnd(28)}  ${message}`, `        fix: ${fix}`, '']);
    expect(doctor.code).toBe(1);
  });

  test('and elsewhere the command that it names finds the connector all the same', async () => {
    const wrong = await runFile('key', 'wr0ng');
    const profiles = { sandbox: { runFile: wrong } };
    await writeConnection('vault', { format: 1, active: 'sandbox', profiles }, home);
    // no folder of this test's is above it
    const elsewhere = { cwd: tmpdir(), env: bareEnvironment(home) };
    const doctor = await rolekit(['doctor', bundle], elsewhere);
    const [, command = ''] = /fix: Run `rolekit ([^`]+)` to sign in again/.exec(doctor.stdout) ?? [];
    expect(command).toBe(`connect vault --from ${bundle}`);
    const right = ['--run-file', await runFile('key', 'right')];
    const connect = await rolekit([...command.split(' '), ...right], elsewhere);
    expect(connect.stdout.split('\n')[0]).toBe('connected  vault  Ada  (sandbox, demo data)');
  });

  test.each([
    ['key', 'right'],
    ['token', 'right'],
    ['refresh', 'fresh'],
  ])('a good %s is told by the name of who is connected', async (kind, secret) => {
    const path = await runFile(kind, secret);
    const env = { HOME: home, USERPROFILE: home };
    const connect = await rolekit(['connect', 'vault', '--run-file', path], { cwd: source, env });
    expect(connect.stdout.split('\n')[0]).toBe('connected  vault  Ada  (sandbox, demo data)');
    const doctor = await rolekit(['doctor', bundle], { env: bareEnvironment(home) });
    expect(doctor.stdout).toContain(`ok      ${'credentials vault'.padEnd(28)}  Ada\n`);
    expect(doctor.code).toBe(0);
  });
});
