// A private plugin in the real hosts: how each gets in, what it keeps, and what it says when it may not.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claude } from './claude.ts';
import { codex } from './codex.ts';
import { copilot } from './copilot.ts';
import { gemini } from './gemini.ts';
import { createHome, type Home } from './home.ts';
import type { Host } from './host.ts';
import { type HostName, hostCommand } from './install.ts';
import { filesWithTokens, openPrivateRegistry, type PrivateRegistry } from './private-registry.ts';
import { tryProgram } from './processes.ts';

type Case = {
  name: HostName;
  open(home: Home): Host;
  /** Options of `rolekit login`. */
  login: string[];
  /** Files of the home that hold a token afterwards. */
  tokens: string[];
  /** What it says to who is not signed in. */
  anonymous: RegExp;
  /** What it says to who is signed in and no member. */
  outsider: RegExp;
};

const SIGN_INS = '.rolekit/registries.json';
const NO_PASSWORD = /could not read Username for 'http:\/\/127\.0\.0\.1:\d+'/;
const NOT_FOUND = /repository 'http:\S+\/git\/vault\S*' not found|not found/i;

const HOSTS: readonly Case[] = [
  { name: 'codex', open: codex, login: [], tokens: [SIGN_INS], anonymous: NO_PASSWORD, outsider: NOT_FOUND },
  { name: 'claude', open: claude, login: [], tokens: [SIGN_INS], anonymous: NO_PASSWORD, outsider: NOT_FOUND },
  { name: 'copilot', open: copilot, login: [], tokens: [SIGN_INS], anonymous: NO_PASSWORD, outsider: NOT_FOUND },
  {
    name: 'gemini',
    open: gemini,
    login: ['--netrc'],
    tokens: ['.netrc', SIGN_INS],
    anonymous: NO_PASSWORD,
    outsider: NOT_FOUND,
  },
];

const YEAR = {
  year: 2026,
  series: [
    {
      id: 'NVRA-US',
      metric: 'revenue',
      currency: 'USD',
      values: [
        { periodEnd: '2026-06-30', value: 100 },
        { periodEnd: '2027-06-30', value: 120 },
      ],
    },
  ],
};

describe.each(HOSTS)('$name and a private plugin', ({ name, open, login, tokens, anonymous, outsider }) => {
  let home: Home;
  let registry: PrivateRegistry;
  let host: Host;

  beforeAll(async () => {
    home = createHome(`private-${name}`);
    registry = await openPrivateRegistry(home);
    host = open(home);
  });
  afterAll(async () => {
    await registry?.close();
    home?.remove();
  });

  /** Adds the marketplace and installs, in one home or another. */
  async function install(into: Host): Promise<void> {
    expect(await into.addMarketplace(registry.address)).toBe('rolekit-vault');
    await into.install(registry.address);
  }

  test('who is not signed in is told to sign in', async () => {
    await expect(install(host)).rejects.toThrow(anonymous);
  });

  test('who is signed in and no member finds nothing', async () => {
    const other = createHome(`outsider-${name}`);
    try {
      expect((await registry.login(other, 'outsider', ...login)).code).toBe(0);
      await expect(install(open(other))).rejects.toThrow(outsider);
    } finally {
      other.remove();
    }
  });

  test('a member signs in once, installs it and has its tools called', async () => {
    expect(await registry.login(home, 'reader', ...login)).toMatchObject({ code: 0 });
    await install(host);
    expect(await host.status(registry.address)).toMatchObject({
      version: '0.1.0',
      servers: [{ name: 'models', connected: true }],
    });
    const answer = await host.call(registry.address, 'models_calendarize_metrics', YEAR);
    expect(answer).toMatchObject({ isError: false, text: expect.stringContaining('NVRA-US') });
  });

  test('a new version comes by its own update', async () => {
    await registry.publish('0.1.1');
    await host.update(registry.address);
    expect((await host.status(registry.address)).version).toBe('0.1.1');
  });

  test('no token is in what the host keeps', () => {
    expect(filesWithTokens(home)).toEqual(tokens);
    const config = readFileSync(join(home.path, '.gitconfig'), 'utf8');
    expect(config).toContain(`[credential "${registry.url}/git"]`);
  });

  test('who signed out gets no update, and keeps what is installed', async () => {
    await registry.publish('0.1.2');
    await registry.logout(home);
    expect(filesWithTokens(home)).toEqual([]);
    expect(await triedUpdate(name, home)).toMatch(anonymous);
    expect((await host.status(registry.address)).version).toBe('0.1.1');
  });

  test('who is a member no more gets none either, at once', async () => {
    await registry.login(home, 'reader', ...login);
    await registry.removeReader();
    expect(await triedUpdate(name, home)).toMatch(outsider);
    expect((await host.status(registry.address)).version).toBe('0.1.1');
  });
});

const UPDATES: Record<HostName, string[]> = {
  codex: ['plugin', 'marketplace', 'upgrade', 'rolekit-vault'],
  claude: ['plugin', 'marketplace', 'update', 'rolekit-vault'],
  copilot: ['plugin', 'marketplace', 'update', 'rolekit-vault'],
  gemini: ['extensions', 'update', 'models'],
};

/** What the host says to an update, whether it calls that a failure or not. */
async function triedUpdate(name: HostName, home: Home): Promise<string> {
  const { stdout, stderr } = await tryProgram(hostCommand(name), UPDATES[name], home, { input: 'y\n' });
  return `${stdout}\n${stderr}`;
}
