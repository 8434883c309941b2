import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { rolekit } from '../../test/rolekit.ts';
import { temporaryFolder } from '../../test/workspace.ts';
import { type RunningSandbox, startSandboxes } from '../sandboxes.ts';

const SALESFORCE = fileURLToPath(new URL('../../../../connectors/salesforce', import.meta.url));
const SLACK = fileURLToPath(new URL('../../../../connectors/slack', import.meta.url));
const TEMPLATE = fileURLToPath(new URL('../../templates/connector', import.meta.url));

let home: string;
beforeEach(() => {
  home = temporaryFolder();
});

/** Runs `connect`, with somebody at the browser who does something once with each address that is printed. */
async function connect(argv: string[], browse: (url: string) => unknown, cwd: string) {
  const seen = new Set<string>();
  const shown: unknown[] = [];
  const run = await rolekit(['connect', ...argv], {
    cwd,
    env: { HOME: home, USERPROFILE: home },
    onStderr(text) {
      const url = /Sign in at\n {2}(\S+)\n/.exec(text)?.[1];
      if (url === undefined || seen.has(url)) return;
      seen.add(url);
      shown.push(browse(url));
    },
  });
  // the address comes before the envelope
  const last = run.stderr.trim().split('\n').at(-1) ?? '';
  const json = run.json ?? (last.startsWith('{') ? JSON.parse(last) : undefined);
  return { ...run, json, pages: await Promise.all(shown) };
}

const nobody = () => {
  throw new TypeError('not reached');
};

describe('Salesforce', () => {
  let sandbox: RunningSandbox;
  let project: string;
  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), 'rolekit-sign-in-'));
    const [running] = await startSandboxes(['salesforce'], { cwd: SALESFORCE, project });
    if (!running) throw new TypeError('not reached');
    sandbox = running;
  });
  afterAll(async () => {
    await sandbox?.close();
    await rm(project, { recursive: true, force: true });
  });

  const run = async () => JSON.parse(await readFile(sandbox.runFile, 'utf8')).values;
  const signIn = (browse: (url: string) => unknown) =>
    connect(['salesforce', '--run-file', sandbox.runFile, '--sign-in', '--json'], browse, SALESFORCE);
  const again = () => connect(['salesforce', '--run-file', sandbox.runFile, '--json'], nobody, SALESFORCE);

  /** What a person does in the browser, until the page that ends it. */
  async function press(url: string, button: 'allow' | 'deny'): Promise<string> {
    const id = /name="id" value="([^"]+)"/.exec(await (await fetch(url)).text())?.[1] ?? '';
    const form = new URLSearchParams({ id, answer: button });
    return (await fetch(new URL('/services/oauth2/authorize', url), { method: 'POST', body: form })).text();
  }

  test('keeps nothing when the person denies it', async () => {
    const before = await run();
    const { code, json, pages } = await signIn((url) => press(url, 'deny'));
    expect(json.error).toMatchObject({
      code: 'RK_SIGN_IN',
      message: 'Signing in to salesforce failed: access_denied: end-user denied authorization',
      fix: 'Sign in again and allow it, or ask an administrator to allow the app.',
    });
    expect(code).toBe(3);
    expect(pages).toEqual(['Not signed in. The terminal says why.\n']);
    expect(await run()).toEqual(before);
    expect(existsSync(join(home, '.rolekit'))).toBe(false);
  });

  test('is signed in by a consent, works from then on, and says so when that was revoked', async () => {
    const { code, stderr, json, pages } = await signIn((url) => press(url, 'allow'));
    expect(stderr).toMatch(/^Sign in at\n {2}http:\/\/127\.0\.0\.1:\d+\/services\/oauth2\/authorize\?/);
    expect(code).toBe(0);
    expect(pages).toEqual(['Signed in. You can close this page.\n']);
    expect(json.result).toMatchObject({
      did: 'connected',
      profile: 'sandbox',
      environment: 'sandbox',
      who: `Maren Holt (maren.holt@brindlemark.example) at ${sandbox.baseUrl}`,
    });
    const { refreshToken } = await run();
    expect(refreshToken).toMatch(/^5Aep861/);
    expect(JSON.stringify(json)).not.toContain(refreshToken);
    expect((await again()).json.result.who).toContain('Maren Holt');

    const body = new URLSearchParams({ token: refreshToken });
    expect((await fetch(`${sandbox.baseUrl}/services/oauth2/revoke`, { method: 'POST', body })).status).toBe(200);
    expect((await again()).json.error).toMatchObject({
      code: 'RK_AUTH_EXPIRED',
      message:
        'Salesforce does not accept the credentials: invalid_grant: expired access/refresh token (the refresh token was revoked or its user is inactive)',
      fix: 'Run `rolekit connect salesforce --sign-in` to sign in again.',
    });
    expect((await signIn((url) => press(url, 'allow'))).code).toBe(0);
  });
});

describe('Slack', () => {
  let sandbox: RunningSandbox;
  let project: string;
  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), 'rolekit-sign-in-'));
    const [running] = await startSandboxes(['slack'], { cwd: SLACK, project });
    if (!running) throw new TypeError('not reached');
    sandbox = running;
  });
  afterAll(async () => {
    await sandbox?.close();
    await rm(project, { recursive: true, force: true });
  });

  test('is signed in by a consent, with a token of the person that does not end', async () => {
    const press = async (url: string) => {
      const id = /name="id" value="([^"]+)"/.exec(await (await fetch(url)).text())?.[1] ?? '';
      const form = new URLSearchParams({ id, answer: 'allow' });
      return (await fetch(new URL('/oauth/v2/authorize', url), { method: 'POST', body: form })).text();
    };
    const argv = ['slack', '--run-file', sandbox.runFile, '--sign-in', '--json'];
    const { code, stderr, json, pages } = await connect(argv, press, SLACK);
    expect(stderr).toMatch(/^Sign in at\n {2}http:\/\/127\.0\.0\.1:\d+\/oauth\/v2\/authorize\?user_scope=/);
    expect(code).toBe(0);
    expect(pages).toEqual(['Signed in. You can close this page.\n']);
    expect(json.result).toMatchObject({
      did: 'connected',
      environment: 'sandbox',
      who: 'maren.holt in Brindlemark Software (demo data)',
    });
    const { token } = JSON.parse(await readFile(sandbox.runFile, 'utf8')).values;
    expect(token).toMatch(/^xoxp-[0-9a-f]{48}$/);
    expect(JSON.stringify(json)).not.toContain(token);
  });
});

test('a connector without a sign-in is not asked for its settings first', async () => {
  const cwd = temporaryFolder();
  await cp(TEMPLATE, cwd, { recursive: true });
  const { code, stderr } = await connect(['starter', '--sign-in'], nobody, cwd);
  expect(stderr).toBe(
    'error RK_USAGE: starter does not support sign-in.\n  fix: Run `rolekit connect starter` and enter its settings.\n',
  );
  expect(code).toBe(2);
  // a folder without neighbours, which are looked into
  const away = join(temporaryFolder(), 'away');
  await mkdir(away);
  const elsewhere = await connect(['starter', '--run-file', 'x', '--device'], nobody, away);
  expect(elsewhere.stderr).toContain('The code of starter was not found.');
});

describe('a connector with a sign-in of its own', () => {
  const CODE = `
import { defineConnection, defineConnector, field } from '@rolekit/sdk';
import { z } from 'zod';
const setting = (schema, title, env, secret) => field(schema, { title, description: 'Yours.', env, secret });
const connection = defineConnection({
  config: {
    name: setting(z.string(), 'Name', 'GREETER_NAME', false),
    appSecret: setting(z.string().optional(), 'App secret', 'GREETER_APP_SECRET', true),
    key: setting(z.string(), 'Key', 'GREETER_KEY', true),
  },
  open: ({ config }) => config,
  async test(config) {
    if (config.name === 'Broken') throw new TypeError('away');
    return config.name + ' with ' + config.key;
  },
  async signIn({ config }, browser) {
    if (browser.showCode) {
      await browser.showCode({ url: 'https://greeter.example/device', code: 'WDJB-MJHT', seconds: 600 });
      return { key: 'from-the-device' };
    }
    await browser.open('https://greeter.example/authorize?as=' + config.name + '&secret=' + (config.appSecret === undefined ? 'none' : 'known'));
    return { key: 'from-the-browser' };
  },
  brings: ['key'],
});
export default defineConnector({ name: 'greeter', title: 'Greeter', version: '0.1.0', description: 'Greets.', connection, hosts: [], tools: [] });
`;
  let cwd: string;
  beforeEach(async () => {
    cwd = temporaryFolder();
    await cp(TEMPLATE, cwd, { recursive: true });
    const manifest = await readFile(join(cwd, 'plugin.json'), 'utf8');
    await writeFile(join(cwd, 'plugin.json'), manifest.replaceAll('"starter"', '"greeter"'));
    await writeFile(join(cwd, 'src/index.ts'), CODE);
    await writeFile(join(cwd, 'secret.txt'), 'app-secret');
  });

  const stored = async () =>
    JSON.parse(await readFile(join(home, '.rolekit/connections/greeter.json'), 'utf8')).profiles.default.values;

  test('is not asked for what the sign-in brings', async () => {
    const none = await connect(['greeter', '--set', 'name=Ada'], nobody, cwd);
    expect(none.stderr).toContain('Cannot connect greeter: key is missing (GREETER_KEY).');
    expect(none.stderr).toContain(
      'or set the variables named (or sign in instead: `rolekit connect greeter --sign-in`).',
    );
    const { json } = await connect(['greeter', '--set', 'name=Ada', '--sign-in', '--json'], () => {}, cwd);
    expect(json.result.who).toBe('Ada with from-the-browser');
  });

  test('keeps nothing of a sign-in after which the trial fails', async () => {
    const { code } = await connect(['greeter', '--set', 'name=Broken', '--sign-in'], () => {}, cwd);
    expect(code).not.toBe(0);
    expect(existsSync(join(home, '.rolekit'))).toBe(false);
  });

  test('shows a code for another device instead', async () => {
    const { stderr, json } = await connect(['greeter', '--set', 'name=Ada', '--device', '--json'], nobody, cwd);
    expect(stderr).toBe(
      'On any device, open\n  https://greeter.example/device\nand enter WDJB-MJHT\nThe code is valid for 10 min.\n',
    );
    expect(json.result.who).toBe('Ada with from-the-device');
  });

  test('is signed in again with what is saved, unless settings are given', async () => {
    const first = ['greeter', '--set', 'name=Ada', '--set', 'appSecret=@secret.txt', '--sign-in'];
    await connect(first, () => {}, cwd);
    const again = await connect(['greeter', '--sign-in'], () => {}, cwd);
    expect(again.stderr).toContain('authorize?as=Ada&secret=known');
    expect(await stored()).toEqual({ name: 'Ada', appSecret: 'app-secret', key: 'from-the-browser' });
    const other = await connect(['greeter', '--set', 'name=Eve', '--sign-in'], () => {}, cwd);
    expect(other.stderr).toContain('authorize?as=Eve&secret=none');
    expect(await stored()).toEqual({ name: 'Eve', key: 'from-the-browser' });
  });
});
