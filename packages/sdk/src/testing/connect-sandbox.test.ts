import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineConnection, defineConnector, field } from '../index.ts';
import { type ConnectSandboxOptions, connectSandbox } from './connect-sandbox.ts';

const connection = defineConnection({
  config: {
    url: field(z.url(), { title: 'URL', description: 'Of the kiosk.', env: 'KIOSK_URL' }),
    region: field(z.string().optional(), { title: 'Region', description: 'Of the kiosk.', env: 'KIOSK_REGION' }),
  },
  open: ({ config }) => config,
});

const listOrders = connection.list({
  name: 'kiosk_list_orders',
  title: 'List orders',
  description: 'Orders of the kiosk, a few in a page.',
  enabled: false,
  input: { least: z.number().default(0) },
  items: z.object({ id: z.string(), total: z.number() }),
  defaultLimit: 2,
  async handler({ least }, _, { cursor }) {
    const from = Number(cursor ?? 0);
    if (from > 4) return { items: [] };
    const items = [from, from + 1].map((n) => ({ id: `o${n}`, total: n + least }));
    return { items, next: String(from + 2) };
  },
});

const getKiosk = connection.item({
  name: 'kiosk_get_shop',
  title: 'Get the kiosk',
  description: 'Where the kiosk is.',
  item: z.object({ url: z.string(), region: z.string().optional() }),
  handler: async (_, { url, region }) => ({ url, ...(region === undefined ? {} : { region }) }),
});

const kiosk = defineConnector({
  name: 'kiosk',
  title: 'Kiosk',
  version: '1.0.0',
  description: 'Orders.',
  connection,
  hosts: ['config:url'],
  tools: [listOrders, getKiosk],
});

const sandbox = { baseUrl: 'http://127.0.0.1:9', values: { url: 'http://127.0.0.1:9', region: 'north' } };
const open: { close(): Promise<void> }[] = [];
const connect = async (options: ConnectSandboxOptions = {}) => {
  const host = await connectSandbox(kiosk, sandbox, options);
  open.push(host);
  return host;
};

afterEach(async () => {
  for (const host of open.splice(0)) await host.close();
});

describe('a host that is connected to a sandbox', () => {
  it('throws what the tool says when a call was to succeed', async () => {
    const host = await connect();
    // @ts-expect-error `least` is a number
    await expect(host.list('kiosk_list_orders', { least: 'two' })).rejects.toThrow(
      /^kiosk_list_orders failed: .*least/s,
    );
  });

  it('throws the answer when a call was to fail', async () => {
    const host = await connect();
    await expect(host.error('kiosk_get_shop')).rejects.toThrow(/^kiosk_get_shop was to fail, and answered .*north/s);
  });

  it('knows no other tools', async () => {
    const host = await connect();
    // @ts-expect-error the connector has no such tool
    expect((await host.error('kiosk_get_stores')).code).toBe('RK_UNKNOWN_TOOL');
  });

  it('reads a list to its end, also one that a plugin would have to switch on', async () => {
    const host = await connect();
    const rows = await host.all('kiosk_list_orders', { least: 10 });
    const totals: number[] = rows.map((row) => row.total);
    expect(totals).toEqual([10, 11, 12, 13, 14, 15]);
    // @ts-expect-error rows have no such field
    expect(rows[0]?.amount).toBeUndefined();
  });

  it('has the settings of the sandbox, and those that a test changes', async () => {
    const { region } = await (await connect()).item('kiosk_get_shop', {});
    expect(region).toBe('north');
    const south = await connect({ values: { region: 'south' } });
    expect(await south.item('kiosk_get_shop', {})).toEqual({ url: 'http://127.0.0.1:9', region: 'south' });
    const nowhere = await connect({ values: { url: undefined } });
    expect((await nowhere.error('kiosk_get_shop')).message).toContain('URL (KIOSK_URL) is missing');
  });

  it('says that its data is a sandbox’s', async () => {
    const { source } = await (await connect()).list('kiosk_list_orders', {});
    expect(source).toMatchObject({ connector: 'kiosk', environment: 'sandbox' });
  });

  it('leaves no folder behind', async () => {
    const folders = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('rolekit-kiosk-'));
    const before = await folders();
    const host = await connect();
    expect((await folders()).length).toBe(before.length + 1);
    await host.close();
    expect(await folders()).toEqual(before);
  });
});
