import { request } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { openInspector } from './inspector.ts';

interface Asked {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

async function opened() {
  const inspector = await openInspector(0);
  onTestFinished(() => inspector.close());
  const { port, hash } = new URL(inspector.url);
  const token = hash.slice(1);
  const ask = (path: string, { method = 'POST', headers = {}, body = '{}' }: Asked = {}) =>
    new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
          if (path === '/events') response.destroy();
        });
        response.once('close', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      });
      sent.once('error', reject);
      sent.end(method === 'GET' ? undefined : body);
    });
  return { ask, port, own: { authorization: `Bearer ${token}` }, token };
}

test('a name that was pointed at this machine gets nothing', async () => {
  const { ask, port, own } = await opened();
  const host = `evil.example:${port}`;
  expect(await ask('/', { method: 'GET', headers: { host } })).toMatchObject({
    status: 403,
    text: 'host is not that of this page.',
  });
  expect(await ask('/events', { headers: { ...own, host } })).toMatchObject({ status: 403 });
});

test('a page of another site gets nothing, even with the token', async () => {
  const { ask, own } = await opened();
  expect(await ask('/events', { headers: { ...own, origin: 'http://evil.example' } })).toMatchObject({
    status: 403,
    text: 'origin is not that of this page.',
  });
  expect(await ask('/call', { headers: { ...own, 'sec-fetch-site': 'cross-site' } })).toMatchObject({ status: 403 });
});

test.each(['/events', '/show', '/form', '/call', '/answer'])('%s needs the token of this run', async (path) => {
  const { ask, token } = await opened();
  for (const headers of [
    {},
    { authorization: 'Bearer ' },
    { authorization: `Bearer ${token}x` },
    { authorization: token },
  ]) {
    expect(await ask(path, { headers: headers as Record<string, string> })).toMatchObject({
      status: 401,
      text: 'Open the address that `rolekit dev` printed.',
    });
  }
});

test('the frame of the page says nothing of the plugin, and allows a browser its own files only', async () => {
  const { ask, token } = await opened();
  const { status, headers, text } = await ask('/', { method: 'GET' });
  expect(status).toBe(200);
  expect(text).not.toContain(token);
  expect(headers['content-security-policy']).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types rolekit-inspector",
  );
  expect(headers['referrer-policy']).toBe('no-referrer');
  expect(headers['access-control-allow-origin']).toBeUndefined();
});

test('what is no request of the page is refused', async () => {
  const { ask, own } = await opened();
  const events = await ask('/events', { headers: own });
  expect(events.text).toMatch(/^data: \{"session":"[0-9a-f-]{36}"\}\n\n/);
  expect(await ask('/call', { headers: own })).toMatchObject({ status: 410 });
  expect(await ask('/elsewhere', { method: 'GET' })).toMatchObject({ status: 404 });
  expect(await ask('/', { method: 'PUT' })).toMatchObject({ status: 404 });
});

test('a port that is taken is said', async () => {
  const { port } = await opened();
  await expect(openInspector(Number(port))).rejects.toMatchObject({ code: 'RK_PORT_TAKEN' });
});
