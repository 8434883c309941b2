import { writeFile } from 'node:fs/promises';
import {
  newSigningKey,
  type PublicKey,
  readKeyChain,
  type Signer,
  signAsPublisher,
  signerOf,
  verifyVersion,
} from '@rolekit/sdk/internal/signing';
import type { AttestationList, RegistryKeys, VersionDetail } from '@rolekit/sdk/wire';
import { describe, expect, test, vi } from 'vitest';
import { type PackedPlugin, packPlugin, toolsFile } from '../../test/pack-plugin.ts';
import { people } from '../../test/people.ts';
import { archivePath, type TestRegistry, tempDir, testRegistry } from '../../test/start-registry.ts';
import { tamper } from '../../test/test-database.ts';

const BASE = '/v1/plugins/acme/sales/versions';

async function verified(registry: TestRegistry, version = '1.0.0') {
  const detail = (await registry.get(`${BASE}/${version}`)).json<VersionDetail>();
  const { attestations } = (await registry.get(`${BASE}/${version}/attestations`)).json<AttestationList>();
  const { keys } = (await registry.get('/v1/keys')).json<RegistryKeys>();
  const subject = { plugin: detail.id, version, digest: detail.digest, archive: detail.archive.sha256 };
  return verifyVersion({ ...subject, commit: detail.commit }, attestations, readKeyChain(keys, 'the test'));
}

test('every version is signed by the registry when it is written', async () => {
  const registry = await testRegistry();
  await registry.publish();
  const { current } = (await registry.get('/v1/keys')).json<RegistryKeys>();
  expect(await verified(registry)).toEqual({
    registryKey: current,
    publisherKey: null,
    workflow: null,
    publishedBeforeSigning: false,
  });
});

describe('the publisher’s signature', () => {
  const publisher = signerOf(newSigningKey(), 'publisher');
  const stranger = signerOf(newSigningKey(), 'stranger');

  async function withKey() {
    const registry = await testRegistry();
    const token = await registry.tokens.create({ name: 'owner', namespaces: ['acme'], scopes: ['govern'] });
    const headers = { host: new URL(registry.url).host, authorization: `Bearer ${token}` };
    const keys = (method: 'PUT' | 'DELETE', path: string, payload?: object) =>
      registry.app.inject({ method, url: `/v1/namespaces/acme/keys${path}`, headers, ...(payload && { payload }) });
    const added = await keys('PUT', '', { spki: publisher.publicKey.spki, label: 'laptop of Ada' });
    expect(added.json().keys).toMatchObject([{ keyid: publisher.keyid, label: 'laptop of Ada', addedBy: 'owner' }]);
    return { registry, keys };
  }

  async function signed(plugin: PackedPlugin, signer: Signer, changes: { version?: string; digest?: string } = {}) {
    const { createHash } = await import('node:crypto');
    const archive = `sha256:${createHash('sha256').update(plugin.tgz).digest('hex')}`;
    const { version, digest } = plugin;
    const subject = { plugin: `${plugin.namespace}/${plugin.name}`, version, digest, archive, ...changes };
    return signAsPublisher(subject, toolsFile({}).toolsetDigest, signer);
  }

  test('is kept and verified with the version', async () => {
    const { registry } = await withKey();
    const plugin = await packPlugin();
    const answer = await registry.send(plugin, { signature: await signed(plugin, publisher) });
    expect(answer.statusCode).toBe(201);
    expect(await verified(registry)).toMatchObject({ publisherKey: publisher.keyid });
  });

  test.each([
    ['of a key that the namespace does not have', stranger, {}],
    ['on another version', publisher, { version: '0.9.0' }],
    ['on another digest', publisher, { digest: `sha256:${'0'.repeat(64)}` }],
  ])('%s is refused, and nothing is published', async (_what, signer, changes) => {
    const { registry } = await withKey();
    const plugin = await packPlugin();
    const answer = await registry.send(plugin, { signature: await signed(plugin, signer, changes) });
    expect([answer.statusCode, answer.json().error.code]).toEqual([422, 'RK_SIGNATURE_REFUSED']);
    expect((await registry.get(`${BASE}/1.0.0`)).statusCode).toBe(404);
  });

  test('is asked for as long as the namespace has a key', async () => {
    const { registry, keys } = await withKey();
    const unsigned = await registry.send(await packPlugin());
    expect([unsigned.statusCode, unsigned.json().error.code]).toEqual([403, 'RK_SIGNATURE_MISSING']);
    const dry = await registry.send(await packPlugin(), { path: 'dry-run' });
    expect(dry.json().error.code).toBe('RK_SIGNATURE_MISSING');
    expect((await keys('DELETE', `/${encodeURIComponent(publisher.keyid)}`)).json().keys).toEqual([]);
    expect((await registry.send(await packPlugin())).statusCode).toBe(201);
    const gone = await keys('DELETE', `/${encodeURIComponent(publisher.keyid)}`);
    expect(gone.json().error.message).toContain(publisher.keyid);
  });

  test('stays with a version that a second person approves, which the registry signs then', async () => {
    const { registry } = await withKey();
    const { owner, ada, pam } = await people(registry, 'acme', { owner: 'owner', ada: 'maintainer', pam: 'publisher' });
    const headers = (token: string) => ({ host: new URL(registry.url).host, authorization: `Bearer ${token}` });
    await registry.app.inject({
      method: 'PUT',
      url: '/v1/namespaces/acme',
      headers: headers(owner.token),
      payload: { approvals: true },
    });
    const plugin = await packPlugin();
    const waiting = await registry.send(plugin, { token: pam.token, signature: await signed(plugin, publisher) });
    expect(waiting.statusCode).toBe(202);
    expect((await registry.get(`${BASE}/1.0.0/attestations`)).statusCode).toBe(404);
    const approved = await registry.app.inject({
      method: 'POST',
      url: `${BASE}/1.0.0/approve`,
      headers: headers(ada.token),
      payload: { digest: plugin.digest },
    });
    expect(approved.statusCode).toBe(200);
    expect(await verified(registry)).toMatchObject({ publisherKey: publisher.keyid, publishedBeforeSigning: false });
  });

  test('needs an Ed25519 key, in either form', async () => {
    const { keys } = await withKey();
    const bad = await keys('PUT', '', { spki: 'AAAA', label: 'x' });
    expect([bad.statusCode, bad.json().error.code]).toEqual([400, 'RK_KEY_INVALID']);
    const pem = `-----BEGIN PUBLIC KEY-----\n${stranger.publicKey.spki}\n-----END PUBLIC KEY-----\n`;
    expect((await keys('PUT', '', { spki: pem, label: 'as PEM' })).json().keys).toHaveLength(2);
  });
});

describe('a version from before signing', () => {
  async function upgraded(prepare: (registry: TestRegistry) => Promise<unknown>) {
    const before = await testRegistry();
    await before.publish();
    await before.publish({ version: '1.1.0' });
    await prepare(before);
    await before.close();
    await tamper(before.dataDir, 'delete from attestations', 'delete from signing_keys');
    return testRegistry({ dataDir: before.dataDir });
  }

  test('is countersigned once its archive is found whole, and says so', async () => {
    const registry = await upgraded(async () => {});
    expect(await verified(registry)).toMatchObject({ publishedBeforeSigning: true });
    await vi.waitFor(async () => {
      const { attestations } = registry.catalogue;
      const list = await attestations.list({ namespace: 'acme', name: 'sales', version: '1.1.0' });
      expect(list.map(({ kind }) => kind)).toEqual(['registry']);
    });
    await registry.publish({ version: '1.2.0' });
    expect(await verified(registry, '1.2.0')).toMatchObject({ publishedBeforeSigning: false });
  });

  test('whose archive is damaged stays unsigned', async () => {
    const registry = await upgraded(async (before) => writeFile(await archivePath(before, '1.0.0'), 'rotten'));
    const answer = await registry.get(`${BASE}/1.0.0/attestations`);
    expect([answer.statusCode, answer.json().error.code]).toEqual([500, 'RK_ARCHIVE_DAMAGED']);
    expect(await verified(registry, '1.1.0')).toMatchObject({ publishedBeforeSigning: true });
  });
});

test('a version that was written past the registry is never signed', async () => {
  const registry = await testRegistry();
  await registry.publish();
  await tamper(registry.dataDir, "delete from attestations where version = '1.0.0'");
  const { attestations } = (await registry.get(`${BASE}/1.0.0/attestations`)).json<AttestationList>();
  expect(attestations).toEqual([]);
  await expect(verified(registry)).rejects.toMatchObject({
    code: 'RK_SIGNATURE_INVALID',
    message: 'The signature of acme/sales 1.0.0 is not right: the registry’s is missing.',
  });
});

test('keys are for everybody, and none of them is private', async () => {
  const registry = await testRegistry({ dataDir: await tempDir() });
  const { keys } = (await registry.get('/v1/keys')).json<RegistryKeys>();
  expect(keys.map((key: PublicKey) => Object.keys(key))).toEqual([['keyid', 'spki', 'since', 'rotation']]);
});
