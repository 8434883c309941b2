import { expect, it } from 'vitest';
import { packPlugin } from '../test/pack-plugin.ts';
import { testRegistry } from '../test/start-registry.ts';

it('shows a failure as a page to who asks for one, by the qualities of Accept', async () => {
  const registry = await testRegistry();
  const typeFor = async (accept: string) => (await registry.get('/nowhere', { accept })).headers['content-type'];
  for (const accept of ['text/html', 'Text/HTML', 'text/html;q=0.9, */*;q=0.8', 'application/json;q=0.1, text/html'])
    expect([accept, await typeFor(accept)]).toEqual([accept, 'text/html; charset=utf-8']);
  for (const accept of ['*/*', 'text/html;q=0', 'text/html;q=0.5, application/json', 'application/x-text/html'])
    expect([accept, await typeFor(accept)]).toEqual([accept, 'application/json; charset=utf-8']);
});

it('answers 304 for the tag itself, in a list and weak, and for nothing that looks like it', async () => {
  const registry = await testRegistry();
  await registry.publish();
  for (const path of ['/v1/plugins', '/v1/plugins/acme/sales/versions/1.0.0/archive', '/marketplace.json']) {
    const etag = String((await registry.get(path)).headers.etag);
    const status = async (tags: string) => (await registry.get(path, { 'if-none-match': tags })).statusCode;
    for (const tags of [etag, `W/${etag}`, `"x, y", ${etag}`, '*'])
      expect([tags, await status(tags)]).toEqual([tags, 304]);
    for (const tags of ['"x, *"', '"a,*,b"', etag.replaceAll('"', '')])
      expect([tags, await status(tags)]).toEqual([tags, 200]);
  }
});

it('reads media types in any case and with parameters', async () => {
  const registry = await testRegistry();
  const { namespace, name, tgz } = await packPlugin();
  const send = (type: string) =>
    registry.app.inject({
      method: 'POST',
      url: `/v1/plugins/${namespace}/${name}/versions`,
      headers: { authorization: `bearer ${registry.token}`, 'content-type': type },
      payload: Buffer.from(tgz),
    });
  expect((await send('Application/GZIP; charset="x;y"')).statusCode).toBe(201);
  expect((await send('application/octet-streams')).statusCode).toBe(415);
  const json = await registry.app.inject({
    method: 'PUT',
    url: `/v1/plugins/${namespace}/${name}/channels/beta`,
    headers: { authorization: `BEARER  ${registry.token}`, 'content-type': 'Application/JSON;Charset=UTF-8' },
    payload: '{"version":"1.0.0"}',
  });
  expect(json.statusCode).toBe(200);
});

it('follows changes only for who asks for the stream, and says that the answer depends on it', async () => {
  const registry = await testRegistry();
  for (const accept of ['application/json', '*/*', 'application/json, text/event-stream;q=0', 'x-text/event-stream']) {
    const { headers } = await registry.get('/v1/changes', { accept });
    expect([headers['content-type'], headers.vary]).toEqual(['application/json; charset=utf-8', 'accept']);
  }
});
