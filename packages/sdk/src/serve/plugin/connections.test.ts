import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { type Connector, defineConnection, defineConnector } from '../../connector/connector.ts';
import { field } from '../../connector/field.ts';
import type { ConnectorPolicy } from '../../http/policy/policy.ts';
import type { RateStore } from '../../http/policy/rate-limits.ts';
import type { HttpClient } from '../../http/request/types.ts';
import { readConnection, writeConnection } from '../../settings/profiles.ts';
import { passphraseSealer, sealValues } from '../../settings/sealing/profile.ts';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { Connections } from './connections.ts';
import { makePerson, peopleOf } from './people.ts';
import { signIn } from './sign-in.ts';

let home: string;
beforeEach(() => {
  home = temporaryFolder();
});

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
const about = { name: 'shop', title: 'Shop', version: '1.0.0', description: '', hosts: [], tools: [] };
const shop = defineConnector({ ...about, connection });

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
  expect(new Set(all.map((openConnection) => openConnection.connection)).size).toBe(1);
});

it('closing ends each connection, whatever one of them does', async () => {
  events.length = 0;
  const connections = new Connections({
    home,
    settingsFor: async (_, principal) => ({ values: { token: principal } }),
  });
  for (const principal of ['a', 'fails', 'b']) await connections.get(shop, principal);
  await connections.close();
  expect(events.filter((event) => event.startsWith('close')).sort()).toEqual(['close a', 'close b', 'close fails']);
});

it('what a person’s connection saves and writes stays in that person’s folder', async () => {
  const ada = await makePerson(home, 'https://login.example|ada');
  const saved = (token: string) => ({
    format: 1 as const,
    active: 'default',
    profiles: { default: { values: { token } } },
  });
  await writeConnection('shop', saved('rotate'), ada);
  await writeConnection('shop', saved('of-the-server'), home);
  const folders = [{ path: '~/Shop', access: 'write' as const }];
  const writing = defineConnector({
    ...shop,
    connection: defineConnection({
      config: connection.config,
      async open({ config, save, files }) {
        await save({ token: 'rotated' });
        const { path } = await files.writeNew({
          folder: files.folder('~/Shop'),
          title: 'list',
          extension: 'txt',
          content: config.token,
          setting: 'HOME',
        });
        return path;
      },
    }),
    hosts: [],
    folders,
    tools: [],
  });
  const connections = new Connections({ home, env: { SHOP_TOKEN: 'of-the-server' }, people: peopleOf(home) });
  const { connection: path } = await connections.get(writing, 'https://login.example|ada');
  expect(path).toBe(join(ada, 'Shop', 'list.txt'));
  expect(await readFile(String(path), 'utf8')).toBe('rotate');
  expect((await readConnection('shop', ada))?.profiles.default).toEqual({ values: { token: 'rotated' } });
  expect(await readConnection('shop', home)).toEqual(saved('of-the-server'));
  await expect(connections.get(writing, 'https://login.example|bob')).rejects.toMatchObject({
    code: 'RK_NOT_CONNECTED',
    fix: expect.stringContaining("rolekit connect shop --for 'https://login.example|bob'"),
  });
  await expect(connections.get(writing, "https://login.example|o'; rm -rf x")).rejects.toMatchObject({
    fix: expect.stringContaining(`--for 'https://login.example|o'\\''; rm -rf x'`),
  });
});

it('a person’s sealed settings are opened with what the server’s environment has for that', async () => {
  const principal = 'https://login.example|ada';
  const ada = await makePerson(home, principal);
  const sealer = await passphraseSealer('correct horse battery');
  const place = { connector: 'shop', profile: 'default' };
  const profile = sealValues(sealer, { token: 'sealed-token' }, () => true, place);
  await writeConnection('shop', { format: 1, active: 'default', profiles: { default: profile } }, ada);
  const env = { ROLEKIT_PASSPHRASE: 'correct horse battery', SHOP_TOKEN: 'of-the-server' };
  const connections = new Connections({ home, people: peopleOf(home, { env }) });
  expect((await connections.get(shop, principal)).connection).toEqual({ token: 'sealed-token' });
  const closed = new Connections({ home, people: peopleOf(home, { env: {} }) });
  await expect(closed.get(shop, principal)).rejects.toMatchObject({ code: 'RK_SEALED' });
});

function holdClock(): void {
  vi.useFakeTimers({ now: 0 });
  vi.spyOn(process, 'uptime').mockImplementation(() => Date.now() / 1000);
  onTestFinished(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
}

it('people who are gone leave nothing open: their connections are closed when idle, and not while they may be in use', async () => {
  events.length = 0;
  holdClock();
  const connections = new Connections({
    home,
    settingsFor: async (_, principal) => ({ values: { token: principal } }),
  });
  const of = async (principal: string) => (await connections.get(shop, principal)).connection;
  const ada = await of('ada');
  await of('bob');
  for (let minutes = 0; minutes < 40; minutes += 10) {
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(await of('ada')).toBe(ada);
  }
  expect(events).toEqual(['open ada', 'open bob', 'close bob']);
  await of('bob');
  expect(events.at(-1)).toBe('open bob');
  await connections.close();
  expect(events.slice(4).sort()).toEqual(['close ada', 'close bob']);
  expect(vi.getTimerCount()).toBe(0);
});

it('only so many people are connected at once: who was away for longest makes room, a while later', async () => {
  events.length = 0;
  holdClock();
  const connections = new Connections({
    home,
    settingsFor: async (_, principal) => ({ values: { token: principal } }),
  });
  for (let person = 0; person < 500; person++) {
    await connections.get(shop, `p${person}`);
    vi.advanceTimersByTime(1);
  }
  vi.advanceTimersByTime(300);
  await connections.get(shop, 'p0');
  await connections.get(shop, 'new');
  expect(events.filter((event) => event.startsWith('close'))).toEqual([]);
  await vi.advanceTimersByTimeAsync(5 * 60_000);
  expect(events.filter((event) => event.startsWith('close'))).toEqual(['close p1']);
  await connections.close();
  expect(events.filter((event) => event.startsWith('close'))).toHaveLength(501);
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

describe('calls are counted', () => {
  const counted: { keys: string[]; store: RateStore } = {
    keys: [],
    store: {
      take: async (key) => {
        counted.keys.push(key);
        return 0;
      },
      block: async () => {},
    },
  };
  const server = createServer((_, response) => response.end());
  let origin: string;
  beforeEach(async () => {
    counted.keys.length = 0;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const calling = (policy: ConnectorPolicy) =>
    defineConnector({
      ...about,
      connection: defineConnection({
        config: { token: field(z.string(), { title: 'Token', description: '', env: 'SHOP_TOKEN', secret: true }) },
        open: ({ http }) => http({ baseUrl: origin, policy }),
      }),
    });
  const runFile = async (name: string, token: string) => {
    const path = join(home, `${name}.json`);
    const values = { token };
    const run = { format: 1, connector: 'shop', environment: 'sandbox', pid: process.pid, baseUrl: origin, values };
    await writeFile(path, JSON.stringify(run));
    return { runFile: path };
  };
  const call = async (connections: Connections, connector: Connector) => {
    const { connection: http } = await connections.get(connector, 'me');
    await (http as HttpClient).request({ path: '/' });
  };

  it('for each profile alone, and for one profile in all processes', async () => {
    const connector = calling({ rates: [], rateStore: counted.store });
    const profiles = { a: await runFile('a', 'of-a'), b: await runFile('b', 'of-b') };
    await mkdir(join(home, '.rolekit', 'connections'), { recursive: true });
    await writeFile(
      join(home, '.rolekit', 'connections', 'shop.json'),
      JSON.stringify({ format: 1, active: 'a', profiles }),
    );
    for (const profile of ['a', 'b', 'a']) await call(new Connections({ home, env: {}, profile }), connector);
    const [first, second, third] = counted.keys;
    expect(first).not.toBe(second);
    expect(third).toBe(first);
  });

  it('on, when a rotated token opens the connection anew', async () => {
    const connector = calling({ rates: [{ calls: 1, perMs: 3_600_000 }], maxWaitMs: 10 });
    await mkdir(join(home, '.rolekit', 'connections'), { recursive: true });
    const path = join(home, '.rolekit', 'connections', 'shop.json');
    const run = await runFile('run', 'first');
    await writeFile(path, JSON.stringify({ format: 1, active: 'a', profiles: { a: run } }));
    const connections = new Connections({ home, env: {} });
    const { connection: before } = await connections.get(connector, 'me');
    await call(connections, connector);
    await runFile('run', 'rotated');
    await expect.poll(async () => (await connections.get(connector, 'me')).connection !== before).toBe(true);
    await expect(call(connections, connector)).rejects.toMatchObject({ code: 'RK_RATE_LIMITED' });
  });
});
