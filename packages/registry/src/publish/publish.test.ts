import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type PluginInput, packPlugin } from '../../test/pack-plugin.ts';
import { ageFiles, clock, tempDir, testRegistry } from '../../test/start-registry.ts';
import { databaseOf } from '../../test/test-database.ts';
import type { Finding } from '../archive-finding.ts';
import { createRegistry, openRegistry } from '../registry.ts';
import type { PublishStep } from './request.ts';

const codes = (answer: { json(): { error: { findings?: Finding[] } } }) =>
  answer.json().error.findings?.map(({ code }) => code);
const two: PluginInput = { tools: [{ name: 'crm_query' }, { name: 'crm_get' }] };
const pluginInput: PluginInput = { tools: [{ name: 'crm_query' }] };

describe('who may publish', () => {
  test('nobody without a token, or with one that is not known', async () => {
    const registry = await testRegistry();
    const plugin = await packPlugin();
    const url = '/v1/plugins/acme/sales/versions';
    const bare = await registry.app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/gzip' },
      payload: Buffer.from(plugin.tgz),
    });
    expect([bare.statusCode, bare.json().error.code, bare.headers['www-authenticate']]).toEqual([
      401,
      'RK_TOKEN_MISSING',
      'Bearer realm="rolekit"',
    ]);
    const unknown = await registry.send(plugin, { token: 'rk_wrong' });
    expect([unknown.statusCode, unknown.json().error.code]).toEqual([401, 'RK_TOKEN_UNKNOWN']);
    expect(unknown.body).not.toContain('rk_wrong');
  });

  test('only tokens of the namespace, with the scope', async () => {
    const registry = await testRegistry();
    const other = await registry.tokens.create({ name: 'zeta-ci', namespaces: ['zeta'] });
    const refused = await registry.send(await packPlugin(), { token: other });
    expect([refused.statusCode, refused.json().error.code]).toEqual([403, 'RK_NAMESPACE_FORBIDDEN']);
    expect(refused.json().error.fix).toBe('Use a token that lists `acme`, or publish under `zeta`.');
    const manager = await registry.tokens.create({ name: 'ops', namespaces: ['acme'], scopes: ['manage'] });
    expect((await registry.send(await packPlugin(), { token: manager })).json().error.code).toBe('RK_SCOPE_MISSING');
  });

  test('in the namespace rolekit only tokens that list it', async () => {
    const registry = await testRegistry();
    const all = await registry.tokens.create({ name: 'all', namespaces: ['*'] });
    const plugin = await packPlugin({ namespace: 'rolekit' });
    expect((await registry.send(plugin, { token: all })).statusCode).toBe(403);
    expect((await registry.send(plugin)).statusCode).toBe(201);
  });
});

describe('what is refused', () => {
  test('a body of another type, and one that is too large', async () => {
    const registry = await testRegistry({ limits: { archiveBytes: 100 } });
    const headers = { authorization: `Bearer ${registry.token}` };
    const url = '/v1/plugins/acme/sales/versions';
    const json = await registry.app.inject({ method: 'POST', url, headers, payload: { a: 1 } });
    expect([json.statusCode, json.json().error.code]).toEqual([415, 'RK_MEDIA_TYPE']);
    const text = await registry.app.inject({
      method: 'POST',
      url,
      headers: { ...headers, 'content-type': 'text/csv' },
      payload: 'a',
    });
    expect([text.statusCode, text.json().error.fix]).toEqual([
      415,
      'Send the header `content-type: application/gzip`.',
    ]);
    expect((await registry.send(await packPlugin())).statusCode).toBe(413);
  });

  test('an upload without a length that grows too large', async () => {
    const registry = await testRegistry({ limits: { archiveBytes: 1000 } });
    await registry.listen();
    const body = new ReadableStream({
      start(controller) {
        for (let at = 0; at < 50; at += 1) controller.enqueue(new Uint8Array(1000));
        controller.close();
      },
    });
    const answer = await fetch(`${registry.url}/v1/plugins/acme/sales/versions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${registry.token}`, 'content-type': 'application/gzip' },
      body,
      duplex: 'half',
    } as RequestInit);
    expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([
      413,
      'RK_ARCHIVE_TOO_LARGE',
    ]);
    expect(await readdir(join(registry.dataDir, 'blobs', 'incoming'))).toEqual([]);
  });

  test('an upload that ends early, with nothing left behind', async () => {
    const registry = await testRegistry();
    await registry.listen();
    const { hostname, port, host } = new URL(registry.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /v1/plugins/acme/sales/versions HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${registry.token}\r\n`,
    );
    socket.write('content-type: application/gzip\r\ncontent-length: 1000\r\n\r\nhalf');
    const incoming = () => readdir(join(registry.dataDir, 'blobs', 'incoming'));
    await expect.poll(incoming).toHaveLength(1);
    socket.destroy();
    await expect.poll(incoming).toEqual([]);
  });

  test('more in a minute than one token may send', async () => {
    const registry = await testRegistry({ limits: { publishesPerMinute: 2 } });
    const plugin = await packPlugin();
    expect([(await registry.send(plugin)).statusCode, (await registry.send(plugin)).statusCode]).toEqual([201, 200]);
    const answer = await registry.send(plugin);
    expect([answer.statusCode, answer.json().error.code]).toEqual([429, 'RK_RATE_LIMITED']);
    // a minute after the first, less what the test took
    expect(answer.headers['retry-after']).toMatch(/^(?:60|5\d)$/);
    const other = await registry.tokens.create({ name: 'other', namespaces: ['acme'] });
    expect((await registry.send(plugin, { token: other })).statusCode).toBe(200);
  });

  test('what is no archive, with nothing left behind', async () => {
    const registry = await testRegistry();
    const plugin = { ...(await packPlugin()), tgz: Buffer.from('not gzip') };
    const answer = await registry.send(plugin);
    expect([answer.statusCode, answer.json().error.code]).toEqual([422, 'RK_FINDINGS']);
    expect(await readdir(join(registry.dataDir, 'blobs', 'incoming'))).toEqual([]);
    expect(await readdir(join(registry.dataDir, 'blobs', 'sha256'))).toEqual([]);
    expect((await registry.get('/v1/plugins/acme/sales')).statusCode).toBe(404);
  });

  test('an archive with problems, with all of them at once', async () => {
    const registry = await testRegistry();
    const plugin = await packPlugin({
      files: { 'skills/review-forecast/SKILL.md': '---\nname: other\n---\n', 'tools.json': '{' },
    });
    const answer = await registry.send(plugin);
    expect(answer.statusCode).toBe(422);
    const found = codes(answer) ?? [];
    expect(found.filter((code) => code.startsWith('skill/')).length).toBeGreaterThanOrEqual(2);
    expect(found.some((code) => code.startsWith('tools/'))).toBe(true);
    expect(answer.json().error.findings[0].fix).not.toBe('');
  });

  test('a manifest that names another plugin than the address', async () => {
    const registry = await testRegistry();
    const plugin = await packPlugin({ namespace: 'other', name: 'thing' });
    const answer = await registry.send({ ...plugin, namespace: 'acme', name: 'sales' });
    expect(answer.statusCode).toBe(422);
    expect(codes(answer)).toEqual(['registry/namespace-mismatch', 'registry/name-mismatch']);
    expect(answer.json().error.message).toBe('2 problem(s) in the archive of acme/sales; nothing was published.');
  });

  test('a namespace that is a route, or a device of Windows', async () => {
    const registry = await testRegistry();
    const plugin = await packPlugin();
    for (const namespace of ['all', 'git', 'mcp', 'v1', 'assets', 'con']) {
      expect([namespace, codes(await registry.send({ ...plugin, namespace }))]).toEqual([
        namespace,
        expect.arrayContaining(['registry/reserved']),
      ]);
    }
  });

  test('a channel with the name of something else', async () => {
    const registry = await testRegistry();
    const plugin = await packPlugin();
    for (const channel of ['latest', 'Beta', '1.0.0', '2x']) {
      expect((await registry.send(plugin, { channel })).json().error.code).toBe('RK_CHANNEL_INVALID');
    }
    expect((await registry.get('/v1/plugins')).json().plugins).toEqual([]);
  });

  test('the same version with other content', async () => {
    const registry = await testRegistry();
    await registry.publish();
    const answer = await registry.send(await packPlugin({ description: 'Something else.' }));
    expect([answer.statusCode, answer.json().error.code]).toEqual([409, 'RK_VERSION_CONFLICT']);
    expect(answer.json().error.fix).toBe('Published versions never change: raise the version and publish again.');
  });

  test('a number lower than its changes, with all reasons', async () => {
    const registry = await testRegistry();
    await registry.publish(two);
    const answer = await registry.send(
      await packPlugin({ ...pluginInput, version: '1.0.1', hosts: ['crm.example', 'new.example'] }),
    );
    expect(answer.statusCode).toBe(422);
    expect(codes(answer)).toEqual(['surface/tool-removed', 'surface/host-added']);
    expect((await registry.get('/v1/plugins/acme/sales')).json().versions).toHaveLength(1);
  });
});

describe('what is published', () => {
  test('is found again when it is sent again', async () => {
    const registry = await testRegistry();
    const plugin = await packPlugin();
    expect((await registry.send(plugin)).statusCode).toBe(201);
    const again = await registry.send(plugin);
    expect([again.statusCode, again.json().created]).toEqual([200, false]);
  });

  test('is created once when twenty publish it at the same time', async () => {
    const registry = await testRegistry();
    const plugin = await packPlugin();
    const answers = await Promise.all(Array.from({ length: 20 }, () => registry.send(plugin)));
    expect(answers.filter(({ statusCode }) => statusCode === 201)).toHaveLength(1);
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(19);
    expect(await readdir(join(registry.dataDir, 'blobs', 'incoming'))).toEqual([]);
    expect((await registry.get('/v1/changes')).json().events).toHaveLength(1);
  });

  test('keeps the reason that waived its number, and shows it', async () => {
    const registry = await testRegistry();
    await registry.publish(two);
    const result = await registry.publish({ ...pluginInput, version: '1.0.1' }, { waiver: 'crm_get never worked.' });
    expect(result).toMatchObject({
      created: true,
      latest: '1.0.1',
      waiver: 'crm_get never worked.',
      surface: { comparedWith: '1.0.0', level: 'major' },
    });
    expect((await registry.get('/acme/sales')).body).toContain('crm_get never worked.');
    expect((await registry.get('/v1/changes?since=1')).json().events[0].data.waiver).toBe('crm_get never worked.');
  });

  test('keeps no waiver that nothing needed', async () => {
    const registry = await testRegistry();
    await registry.publish(pluginInput);
    expect(await registry.publish({ ...two, version: '1.1.0' }, { waiver: 'Just in case.' })).toMatchObject({
      waiver: null,
    });
  });

  test('is not the latest when it is a prerelease', async () => {
    const registry = await testRegistry();
    expect(await registry.publish({ version: '1.0.0-rc.1' }, { channel: 'next' })).toMatchObject({
      latest: null,
      channel: 'next',
    });
    expect((await registry.get('/v1/plugins/acme/sales/versions/latest')).statusCode).toBe(404);
    expect((await registry.get('/v1/plugins/acme/sales/versions/next')).json().version).toBe('1.0.0-rc.1');
  });
});

describe('a crash', () => {
  const crashAfter = (step: PublishStep) => (at: PublishStep) => {
    if (at === step) throw new RangeError(`crash after ${step}`);
  };

  test.each<PublishStep>(['receive', 'inspect', 'store-blob'])('after %s leaves nothing', async (step) => {
    const dataDir = await tempDir();
    const plugin = await packPlugin();
    const broken = await testRegistry({ dataDir }, { afterStep: crashAfter(step) });
    const answer = await broken.send(plugin);
    expect([answer.statusCode, answer.json().error.code]).toEqual([500, 'RK_INTERNAL']);
    expect(answer.body).not.toContain('crash after');
    await broken.close();

    await ageFiles(join(dataDir, 'blobs'));
    const registry = await testRegistry({ dataDir });
    expect((await registry.get('/v1/plugins/acme/sales')).statusCode).toBe(404);
    expect((await registry.get('/v1/changes')).json().events).toEqual([]);
    expect(
      (await readdir(join(dataDir, 'blobs', 'sha256'), { recursive: true })).filter((name) => name.length > 60),
    ).toEqual([]);
    expect((await registry.send(plugin)).statusCode).toBe(201);
  });

  test.each<PublishStep>(['commit', 'announce'])('after %s leaves the whole version', async (step) => {
    const dataDir = await tempDir();
    const plugin = await packPlugin();
    const broken = await testRegistry({ dataDir }, { afterStep: crashAfter(step) });
    expect((await broken.send(plugin)).statusCode).toBe(500);
    await broken.close();

    const registry = await testRegistry({ dataDir });
    expect(
      (await registry.get('/v1/plugins/acme/sales/versions/latest/archive')).rawPayload.equals(Buffer.from(plugin.tgz)),
    ).toBe(true);
    const refs = await registry.get('/git/acme/sales.git/info/refs?service=git-upload-pack');
    expect(refs.body).toContain('refs/tags/v1.0.0');
    expect((await registry.send(plugin)).statusCode).toBe(200);
  });

  test('between the blob and its row leaves an archive that the next start sweeps', async () => {
    const dataDir = await tempDir();
    await mkdir(join(dataDir, 'blobs', 'incoming'), { recursive: true });
    const place = { dataDir, ...(await databaseOf(dataDir)) };
    const registry = await openRegistry(place, { now: clock(), afterStep: crashAfter('store-blob') });
    const token = await registry.tokens.create({ name: 'ci', namespaces: ['acme'] });
    const { tgz } = await packPlugin();
    const url = '/v1/plugins/acme/sales/versions';
    await registry.app.inject({
      method: 'POST',
      url,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/gzip' },
      payload: Buffer.from(tgz),
    });
    const stored =
      (await readdir(join(dataDir, 'blobs', 'sha256'), { recursive: true })).find((name) => name.length > 60) ?? '';
    expect(existsSync(join(dataDir, 'blobs', 'sha256', stored))).toBe(true);
    await registry.close();
    await ageFiles(join(dataDir, 'blobs'));
    const next = await createRegistry(place);
    onTestFinished(() => next.close());
    expect(existsSync(join(dataDir, 'blobs', 'sha256', stored))).toBe(false);
  });

  test('of another registry is waited for: two cannot use one folder', async () => {
    const dataDir = await tempDir();
    const place = { dataDir, ...(await databaseOf(dataDir)) };
    const first = await createRegistry(place);
    await expect(createRegistry(place)).rejects.toMatchObject({ code: 'RK_DATA_IN_USE' });
    await first.close();
    const second = await createRegistry(place);
    await second.close();
  });
});
