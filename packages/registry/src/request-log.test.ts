import { expect, test } from 'vitest';
import { packPlugin } from '../test/pack-plugin.ts';
import { testRegistry } from '../test/start-registry.ts';
import { withoutSecrets } from './request-log.ts';

function collect() {
  const lines: string[] = [];
  return {
    stream: { write: (line: string) => lines.push(line) },
    text: () => lines.join(''),
    entries: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

test('one line for each request: who, what, and how it ended', async () => {
  const log = collect();
  const registry = await testRegistry({ logger: log });
  const answer = await registry.send(await packPlugin());
  const line = log.entries().find(({ msg }) => msg === 'request');
  expect(line).toEqual({
    level: 'info',
    time: expect.stringMatching(/^2\d{3}-.*Z$/),
    reqId: answer.headers['x-request-id'],
    method: 'POST',
    path: '/v1/plugins/acme/sales/versions',
    plugin: 'acme/sales',
    status: 201,
    ms: expect.any(Number),
    address: '127.0.0.1',
    token: expect.stringMatching(/^[0-9a-f]{12}$/),
    msg: 'request',
  });
});

test('every reference of an unexpected failure is found in it, with the stack', async () => {
  const log = collect();
  let fails = true;
  const registry = await testRegistry(
    { logger: log },
    {
      afterStep: (step) => {
        if (fails && step === 'inspect') throw new TypeError(`cannot do that with Bearer ${'s3cret'.repeat(3)}`);
      },
    },
  );
  const answer = await registry.send(await packPlugin());
  const reference = /\(([0-9a-f-]{36})\)/.exec(answer.json().error.message)?.[1];
  const line = log.entries().find((entry) => entry.reference === reference);
  expect(line).toMatchObject({ level: 'error', code: 'RK_INTERNAL', reqId: reference });
  expect(line?.err).toMatchObject({ message: 'cannot do that with Bearer [secret]' });
  expect(line).toHaveProperty('err.stack', expect.stringContaining('log.test.ts'));
  expect(answer.headers['x-request-id']).toBe(reference);
  fails = false;
  expect((await registry.send(await packPlugin())).statusCode).toBe(201);
});

test('nothing secret that a client sends is in it, at any level', async () => {
  const log = collect();
  const registry = await testRegistry({ logger: { ...log, level: 'trace' } });
  const secrets = ['s3cret-one', 's3cret-two', 's3cret-three', 's3cret-four', 's3cret-five', 's3cret-six'];
  const [query, cookie, basic, bearer, path, name] = secrets;
  await registry.get(`/v1/plugins?token=${query}&q=x`, { cookie: `session=${cookie}` });
  await registry.get(`/v1/plugins/acme/rk_${path}`, { authorization: `Basic ${basic}` });
  await registry.get(`/v1/plugins/acme/other?access_token=${name}`, { authorization: `Bearer ${bearer}` });
  await registry.send(await packPlugin(), { token: `rk_${bearer}` });
  await registry.send(await packPlugin());
  registry.app.log.error({ req: { headers: { authorization: `Digest ${basic}` } } }, `at https://me:${basic}@host/`);
  expect(log.entries().length).toBeGreaterThan(5);
  for (const secret of [...secrets, registry.token]) expect(log.text()).not.toContain(secret);
});

test.each([
  ['{"a":"rk_0123456789"}', '{"a":"[secret]"}'],
  ['Bearer abcdef', 'Bearer [secret]'],
  ['basic YWJjOmRlZg==', 'basic [secret]'],
  ['https://me:pass@host/x', 'https://[secret]@host/x'],
  ['/x?a=1&token=abc&b=2', '/x?a=1&token=[secret]&b=2'],
  ['{"authorization":"Digest a=\\"b\\"","x":1}', '{"authorization":"[secret]","x":1}'],
  ['{"set-cookie":"a=b","x":1}', '{"set-cookie":"[secret]","x":1}'],
  ['{"path":"/acme/sales","status":200}', '{"path":"/acme/sales","status":200}'],
])('`%s` is written as `%s`', (line, written) => {
  expect(withoutSecrets(line)).toBe(written);
});

test('without a place for it there is no log', async () => {
  const registry = await testRegistry();
  expect((await registry.get('/healthz')).headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
});
