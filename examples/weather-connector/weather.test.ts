import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toolFailureOf, typedCall } from '@rolekit/sdk/host';
import { servedFrom } from '@rolekit/sdk/serve';
import { undoableWrites, undoWrite } from '@rolekit/sdk/serve/undo';
import { connectInMemory, connectSandbox, foreignAnswers } from '@rolekit/sdk/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSandbox } from './sandbox/index.ts';
import weather from './src/index.ts';
import type { Tools } from './weather-tools.ts';

// #region plugin
const plugin = { name: 'weather', version: '0.1.0', description: 'Weather.', connectors: [servedFrom(weather)] };
// #endregion

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let http: typeof fetch;

beforeAll(async () => {
  sandbox = await startSandbox();
  const { apiKey } = sandbox.credentials;
  http = (path) => fetch(`${sandbox.baseUrl}${path}`, { headers: { authorization: `Bearer ${apiKey}` } });
});

afterAll(() => sandbox.close());

test('the sandbox gives nothing to a page of another site, however it asks', async () => {
  const authorization = `Bearer ${sandbox.credentials.apiKey}`;
  for (const { what, status, body } of await foreignAnswers(`${sandbox.baseUrl}/v1/account`, { authorization }))
    expect([what, status, JSON.parse(body).code]).toEqual([what, 403, 'foreign_request']);
});

// #region unconnected
test('without a connection it says how to make one', async () => {
  const host = await connectInMemory(plugin, { home: '/nowhere' });
  const { isError, text } = await host.call('weather_get_station', { station: 'st-01' });
  expect(isError).toBe(true);
  expect(text).toContain('Next: Run `rolekit connect weather`');
  await host.close();
});
// #endregion

// #region eras
test.each(['2026-07-28', '2025-11-25'] as const)(
  'a host of %s that cannot ask a person writes nothing',
  async (era) => {
    const host = await connectInMemory(plugin, { home: '/nowhere', era });
    const { structured } = await host.call('weather_set_alert', { station: 'st-01', alertAboveMs: 20 });
    expect(structured).toMatchObject({ error: { kind: 'approval_required' } });
    await host.close();
  },
);
// #endregion

test('the sandbox refuses another key and a page of another site', async () => {
  const { baseUrl } = sandbox;
  expect((await fetch(`${baseUrl}/v1/account`)).status).toBe(401);
  expect((await fetch(`${baseUrl}/v1/account`, { headers: { origin: 'https://example.com' } })).status).toBe(403);
  expect(await (await http('/v1/account')).json()).toEqual({ name: 'Demo account' });
});

// #region sandbox
test('rows and arguments are typed by the connector', async () => {
  const host = await connectSandbox(weather, sandbox);
  const stations = await host.all('weather_list_stations', {});
  expect(stations.map(({ id }) => id)).toContain('st-01');
  await host.close();
});
// #endregion

// #region asked
test('a person is asked with the values before and after', async () => {
  const host = await connectSandbox(weather, sandbox, { approve: 'decline' });
  const { kind } = await host.error('weather_set_alert', { station: 'st-03', alertAboveMs: 20 });
  expect(kind).toBe('approval_refused');
  expect(host.questions).toEqual([
    'Set a wind alert: st-03 "Alder Point coast"\nin Weather (sandbox, demo data):\n  alertAboveMs: null → 20',
  ]);
  await host.close();
});
// #endregion

// #region typed
test('a program calls the tools with their types', async () => {
  const host = await connectSandbox(weather, sandbox);
  const call = typedCall<Tools>(host.client);
  const { items } = await call('weather_list_stations', { region: 'coast' });
  expect(items.map(({ name }) => name)).toContain('Alder Point coast');
  const failure = await call('weather_get_station', { station: 'st-99' }).catch(toolFailureOf);
  expect(failure).toMatchObject({ kind: 'not_found' });
  await host.close();
});
// #endregion

// #region undo
test('an undo sets the alert back, unless it was set again', async () => {
  const home = await mkdtemp(join(tmpdir(), 'weather-'));
  const host = await connectSandbox(weather, sandbox, { home, approve: 'accept' });
  const undo = async (index: number) => {
    const write = (await undoableWrites(home))[index];
    if (!write) throw new Error('That cannot be undone.');
    return undoWrite(weather, write, { home, env: {}, signal: AbortSignal.timeout(30_000), ask: async () => 'accept' });
  };
  const alert = async () => (await host.item('weather_get_station', { station: 'st-05' })).alertAboveMs;
  const before = await alert();
  await host.item('weather_set_alert', { station: 'st-05', alertAboveMs: 30 });
  await host.item('weather_set_alert', { station: 'st-05', alertAboveMs: 40 });
  await expect(undo(1)).rejects.toMatchObject({ code: 'RK_CONFLICT' });
  await undo(0);
  expect(await alert()).toBe(30);
  await undo(1);
  expect(await alert()).toBe(before);
  await host.close();
});
// #endregion
