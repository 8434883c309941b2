import { request } from 'node:http';
import { Writable } from 'node:stream';
import { foreignAnswers } from '@rolekit/sdk/testing';
import { describe, expect, test } from 'vitest';
import { packPlugin } from '../test/pack-plugin.ts';
import { type TestRegistry, testRegistry } from '../test/start-registry.ts';

function ask(
  registry: TestRegistry,
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number | undefined; body: string; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(registry.url);
    request({ hostname, port, path, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, body, headers: response.headers }));
    })
      .on('error', reject)
      .end();
  });
}

describe("another site's page", () => {
  test('gets nothing under a name that it pointed at this machine', async () => {
    const registry = await testRegistry();
    await registry.listen();
    await registry.publish();
    const { port } = new URL(registry.url);
    for (const path of [
      '/',
      '/v1/plugins',
      '/git/all.git/info/refs?service=git-upload-pack',
      '/v0.1/servers',
      '/healthz',
      '/nothing',
      '/assets/rolekit.css',
    ]) {
      for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1:1']) {
        const answer = await ask(registry, path, { host });
        expect([path, host, answer.status]).toEqual([path, host, 403]);
        expect(answer.body).not.toContain('sales');
      }
    }
  });

  test('gets nothing from its own origin', async () => {
    const registry = await testRegistry();
    await registry.listen();
    await registry.publish();
    const { host } = new URL(registry.url);
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1', `https://evil.example/${host}`]) {
      const answer = await ask(registry, '/v1/plugins', { host, origin });
      expect([origin, answer.status, JSON.parse(answer.body).error.code]).toEqual([origin, 403, 'RK_ORIGIN_REFUSED']);
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    }
    expect((await ask(registry, '/v1/plugins', { host, origin: registry.url })).status).toBe(200);
  });

  test('gets nothing, however it asks', async () => {
    const registry = await testRegistry();
    await registry.listen();
    for (const { what, status, body } of await foreignAnswers(`${registry.url}/v1/plugins`))
      expect([what, status, JSON.parse(body).error.code]).toEqual([
        what,
        403,
        /Origin|change/.test(what) ? 'RK_ORIGIN_REFUSED' : 'RK_HOST_REFUSED',
      ]);
  });

  test('reads the MCP face under the own name only', async () => {
    const registry = await testRegistry();
    await registry.listen();
    const { host } = new URL(registry.url);
    const origin = 'https://evil.example';
    expect((await ask(registry, '/v0.1/servers', { host, origin })).status).toBe(200);
    expect((await ask(registry, '/v0.1/servers', { host: 'evil.example', origin })).status).toBe(403);
  });

  test('cannot read the answers that a browser would let it embed', async () => {
    const registry = await testRegistry();
    expect((await registry.get('/v1/plugins')).headers).toMatchObject({
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
    });
  });
});

describe('the own name', () => {
  test('is every name of this machine, and those that were allowed', async () => {
    const registry = await testRegistry({ allowedHosts: ['plugins.test'] });
    await registry.listen();
    const { port } = new URL(registry.url);
    for (const host of [
      `127.0.0.1:${port}`,
      `localhost:${port}`,
      `LOCALHOST:${port}`,
      `[::1]:${port}`,
      `plugins.test:${port}`,
      'plugins.test',
    ]) {
      expect([host, (await ask(registry, '/healthz', { host })).status]).toEqual([host, 200]);
    }
  });

  test('is the public one behind a proxy', async () => {
    const registry = await testRegistry({ publicUrl: 'https://plugins.example.com/' });
    await registry.listen();
    const port = registry.app.addresses().map((address) => (typeof address === 'string' ? '' : address.port))[0];
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`);
    expect(answer.status).toBe(200);
    expect(registry.url).toBe('https://plugins.example.com');
    expect(
      (await registry.get('/v1/plugins', { host: 'plugins.example.com', origin: 'https://plugins.example.com' }))
        .statusCode,
    ).toBe(200);
  });
});

test('behind a proxy, below a path and on a network address, its own pages may read and others not', async () => {
  const registry = await testRegistry({ publicUrl: 'https://plugins.example.com/rolekit' });
  await registry.listen({ host: '0.0.0.0' });
  const host = 'registry.internal:8400';
  const own = { host, origin: 'https://plugins.example.com' };
  expect((await registry.get('/v1/plugins', own)).statusCode).toBe(200);
  const foreign = await registry.get('/v1/plugins', { host, origin: 'https://evil.example' });
  expect([foreign.statusCode, foreign.json().error.code]).toEqual([403, 'RK_ORIGIN_REFUSED']);
});

test('a name or an address that hosts would refuse is refused at the start', async () => {
  await expect(testRegistry({ name: 'my.registry' })).rejects.toMatchObject({ code: 'RK_OPTION' });
  await expect(testRegistry({ publicUrl: 'plugins.example.com' })).rejects.toMatchObject({ code: 'RK_OPTION' });
});

test('no token reaches the log', async () => {
  let log = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      log += String(chunk);
      done();
    },
  });
  const registry = await testRegistry({ logger: { level: 'trace', stream } });
  await registry.send(await packPlugin());
  await registry.send(await packPlugin(), { token: 'rk_guessed-token' });
  expect(log).toContain('"plugin":"acme/sales"');
  expect(log).not.toContain(registry.token);
  expect(log).not.toContain('rk_');
});
