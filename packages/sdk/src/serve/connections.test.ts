import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { defineConnection } from '../connector/connection.ts';
import { defineConnector } from '../connector/connector.ts';
import { field } from '../connector/field.ts';
import { Connections, signIn } from './connections.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'rolekit-home-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const events: string[] = [];
const connection = defineConnection({
  config: { token: field(z.string(), { title: 'Token', description: '', env: 'SHOP_TOKEN', secret: true }) },
  async open({ config, save }) {
    events.push(`open ${config.token}`);
    if (config.token === 'rotate') await save({ token: 'rotated' });
    return config;
  },
  async close({ token }) {
    events.push(`close ${token}`);
    if (token === 'fails') throw new TypeError('gone');
  },
});
const shop = defineConnector({
  name: 'shop',
  title: 'Shop',
  version: '1.0.0',
  description: '',
  connection,
  hosts: [],
  tools: [],
});

it('people on one server never get each other’s connection, nor the server’s own', async () => {
  const saved: unknown[] = [];
  const tokens: Record<string, string> = { ada: 'a', bob: 'rotate' };
  const connections = new Connections({
    home,
    env: { SHOP_TOKEN: 'of-the-server' },
    settingsFor: async (_, principal) => {
      const token = tokens[principal];
      return token === undefined ? undefined : { values: { token }, save: async (changes) => void saved.push(changes) };
    },
  });
  const of = async (principal: string) => (await connections.get(shop, principal)).connection;
  expect(await of('ada')).toEqual({ token: 'a' });
  expect(await of('bob')).toEqual({ token: 'rotate' });
  expect(await of('ada')).toBe(await of('ada'));
  expect(saved).toEqual([{ token: 'rotated' }]);
  await expect(of('eve')).rejects.toMatchObject({ code: 'RK_NOT_CONNECTED', message: expect.stringContaining('eve') });
});

it('calls that come at once share one connection', async () => {
  events.length = 0;
  const connections = new Connections({ home, env: { SHOP_TOKEN: 'one' } });
  const all = await Promise.all([1, 2, 3, 4].map(() => connections.get(shop, 'me')));
  expect(events).toEqual(['open one']);
  expect(new Set(all.map((one) => one.connection)).size).toBe(1);
});

it('closing ends each connection, whatever one of them does', async () => {
  events.length = 0;
  const connections = new Connections({
    home,
    settingsFor: async (_, principal) => ({ values: { token: principal } }),
  });
  for (const principal of ['a', 'fails', 'b']) await connections.get(shop, principal);
  await connections.close();
  expect(events.filter((one) => one.startsWith('close')).sort()).toEqual(['close a', 'close b', 'close fails']);
});

it('a sign-in knows the settings given, and brings the others', async () => {
  const opened: string[] = [];
  const signing = defineConnector({
    ...shop,
    connection: defineConnection({
      config: {
        url: field(z.url(), { title: 'URL', description: '', env: 'SHOP_URL' }),
        token: field(z.string().optional(), { title: 'Token', description: '', env: 'SHOP_TOKEN', secret: true }),
      },
      open: () => ({}),
      async signIn({ config }, browser) {
        await browser.open(`${config.url}/authorize`);
        return { token: 'from-the-browser' };
      },
    }),
    hosts: [],
    folders: [],
    tools: [],
  });
  const browser = { open: (url: string) => void opened.push(url), signal: new AbortController().signal };
  const values = { url: 'https://shop.example' };
  await expect(signIn(shop, values, browser, { home })).rejects.toThrow('shop has no sign-in with a browser.');
  expect(await signIn(signing, values, browser, { home })).toEqual({ token: 'from-the-browser' });
  expect(opened).toEqual(['https://shop.example/authorize']);
});
