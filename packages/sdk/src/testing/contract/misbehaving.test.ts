import { expect, it, onTestFinished } from 'vitest';
import { servedFrom } from '../../serve/plugin/served-connector.ts';
import type { ScriptedHost } from '../host.ts';
import { cancelled } from './checks/cancel.ts';
import { misuseOf } from './checks/cursors.ts';
import { secrets } from './checks/secrets.ts';
import { openHttp } from './http-host.ts';
import { DEFAULT_BUDGETS } from './run.ts';
import { connectorOf, startVendor } from './small-connectors.fixture.ts';
import { type Bench, openBench } from './test-bench.ts';

// No connector can break these alone: a server that does is put before the checks.

async function benchOf(): Promise<Bench> {
  const parts = { level: 'strict', seed: 1, budgets: DEFAULT_BUDGETS, bundle: undefined } as const;
  const bench = await openBench(servedFrom(connectorOf(true)), startVendor, parts);
  onTestFinished(() => bench.close());
  return bench;
}

it('names a server that does not hear of a cancellation', async () => {
  const bench = await benchOf();
  const deaf = async (host: ScriptedHost): Promise<ScriptedHost> => ({
    ...host,
    call: (name, args, { signal } = {}) =>
      Promise.race([
        host.call(name, args),
        new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(new TypeError('cancelled')))),
      ]),
  });
  const problem = await cancelled(bench, 'few_list_rows', {}, async (road) => deaf(await road.open()));
  expect(problem).toBe('its call to the vendor went on after it was cancelled');
  expect(await cancelled(bench, 'few_list_rows', {}, (road) => road.open())).toBeUndefined();
});

it('names a server that takes cursors as they come', async () => {
  const bench = await benchOf();
  const host = await (await bench.road()).open();
  onTestFinished(() => host.close());
  expect(await misuseOf('few_list_rows', [{}], host, host)).toContain('to a cursor of another person');
  const lax: ScriptedHost = {
    ...host,
    call: (name, args = {}) => host.call(name, 'cursor' in args ? { limit: 1 } : args),
  };
  expect(await misuseOf('few_list_rows', [{}], lax, host)).toBe('it answered a result to a cursor that was changed');
});

it('names a secret in a header of HTTP, and in a message beside the answers', async () => {
  for (const where of ['an HTTP header', 'a message beside the answers']) {
    const bench = await benchOf();
    const road = await bench.newRoad();
    road.faults.secrets = () => ['s3cret-of-the-vendor'];
    bench.hear(where, 'x-request: s3cret-of-the-vendor');
    const [verdict] = await secrets.run(bench);
    expect(verdict?.judgement).toBe(`${where} said a secret: …x-request: [secret]`);
  }
});

it('hears what a trace shows of each request', async () => {
  const bench = await benchOf();
  const host = await (await bench.road()).open();
  await host.call('few_list_rows', {});
  await host.close();
  const traced = bench.said.filter(({ of }) => of === 'a trace').map(({ text }) => JSON.parse(text) as unknown);
  expect(traced).toMatchObject([{ method: 'GET', url: expect.stringContaining('/rows?from='), status: 200 }]);
});

it('hears the headers of each answer over HTTP', async () => {
  const bench = await benchOf();
  const server = await openHttp(bench, await bench.road());
  const host = await server.open();
  await host.call('few_list_rows', {});
  await host.close();
  await server.close();
  const heard = bench.said.filter(({ of }) => of === 'an HTTP header').map(({ text }) => text);
  expect(heard).toContain('content-type: application/json');
});
