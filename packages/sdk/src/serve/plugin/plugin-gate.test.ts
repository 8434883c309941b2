import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { toolsetDigest as digest } from '../../digest/digest.ts';
import type { PolicyDocument } from '../../policy/document.ts';
import { type PolicySnapshot, SNAPSHOT_TYPE, type SnapshotPlugin } from '../../policy/snapshot.ts';
import { signEnvelope } from '../../signing/envelope.ts';
import { newSigningKey, signerOf } from '../../signing/keys.ts';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { connectInMemory } from '../../testing/in-memory.ts';
import { shelf } from '../../testing/shelf-connector.ts';
import { readOwnPolicy } from './machine-policy.ts';
import type { ServedPlugin } from './types.ts';

const REGISTRY = 'https://plugins.acme.example';
const ISSUED = '2026-11-30T00:00:00.000Z';
const EXPIRES = '2026-12-07T00:00:00.000Z';
const OWNER = 'Acme IT, security@acme.example';
const signer = signerOf(newSigningKey(), 'registry.pem');
const other = signerOf(newSigningKey(), 'other.pem');
const plugin: ServedPlugin = { ...shelf().plugin, namespace: 'acme' };
const TOOLS = plugin.connectors.flatMap(({ description }) => description.tools);
const READ = 'shelf_list_books';

let home: string;
let machine: string;
beforeEach(() => {
  home = temporaryFolder();
  machine = join(home, 'machine.json');
  onTestFinished(() => rm(home, { recursive: true }));
});

const company = (policy: object = {}) =>
  writeFile(
    machine,
    JSON.stringify({ owner: OWNER, registry: { url: REGISTRY, keys: [signer.publicKey.spki] }, ...policy }),
  );

interface Kept {
  registry?: string;
  issuedAt?: string;
  expiresAt?: string;
  /** The registry that the file says, beside what is signed. */
  keptFor?: string;
  name?: string;
  policy?: PolicyDocument | null;
  plugins?: SnapshotPlugin[];
  signedBy?: typeof signer;
  keys?: string[];
  change?: (payload: string) => string;
}

async function keep({
  registry = REGISTRY,
  issuedAt = ISSUED,
  expiresAt = EXPIRES,
  keptFor = registry,
  name = 'acme',
  policy = {},
  plugins = [],
  signedBy = signer,
  keys,
  change = (text) => text,
}: Kept = {}) {
  const snapshot: PolicySnapshot = { format: 1, registry, issuedAt, expiresAt, policy, plugins };
  const envelope = signEnvelope(SNAPSHOT_TYPE, Buffer.from(JSON.stringify(snapshot)), [signedBy]);
  const payload = Buffer.from(change(Buffer.from(envelope.payload, 'base64').toString())).toString('base64');
  const path = join(home, '.rolekit', 'policy', `${name}.snapshot.json`);
  await mkdir(join(path, '..'), { recursive: true });
  const kept = {
    format: 1,
    registry: keptFor,
    keys: keys ?? [signer.publicKey.spki],
    envelope: { ...envelope, payload },
  };
  await writeFile(path, JSON.stringify(kept));
  return path;
}

const look = (at = '2026-12-01T00:00:00Z', served = plugin) =>
  readOwnPolicy([machine, join(home, 'own.json')], { plugin: served, home, clock: () => new Date(at) });
const refusal = (at?: string, served?: ServedPlugin) => look(at, served).denied(READ, 'read')?.problem;

const published = (changes: Partial<SnapshotPlugin> = {}): SnapshotPlugin => ({
  id: `acme/${plugin.name}`,
  version: plugin.version,
  digest: `sha256:${'0'.repeat(64)}`,
  toolsetDigest: '',
  publisher: 'ci-acme',
  publishedAt: '2026-11-29T00:00:00Z',
  signatures: ['registry'],
  ...changes,
});

describe('without a company', () => {
  it('a machine without policies is as before', () => {
    expect(refusal()).toBeUndefined();
    expect(look().denied(READ, 'read')).toBeUndefined();
  });

  it("what the machine's own file allows holds for whole plugins too", async () => {
    await writeFile(machine, JSON.stringify({ owner: OWNER, plugins: { deny: [`acme/${plugin.name}`] } }));
    expect(refusal()?.message).toBe(
      `The policy of ${machine} does not allow acme/${plugin.name}@${plugin.version}: \`plugins.deny\` has acme/${plugin.name}.`,
    );
    expect(refusal()?.fix).toBe(`Ask ${OWNER}.`);
    const older: ServedPlugin = shelf().plugin;
    expect(refusal(undefined, older)?.message).toContain('`plugins` decides by what is not known here');
  });

  it('the policy of a registry holds for what came from it, and for nothing else', async () => {
    await keep({ policy: { namespaces: { deny: ['acme'] } } });
    expect(refusal()).toBeUndefined();
    const { denied } = look();
    expect(denied(READ, 'read')).toBeUndefined();
    await keep({ policy: { namespaces: { deny: ['acme'] } }, plugins: [published({ version: '0.0.1' })] });
    expect(refusal()?.message).toContain('`namespaces.deny` has acme');
  });
});

describe("with the company's registry in the machine's file", () => {
  it('nothing works before its policy was fetched', async () => {
    await company();
    expect(refusal()?.message).toContain(`there is no signed policy of ${REGISTRY} here`);
    expect(refusal()?.fix).toContain('rolekit policy sync');
  });

  it('its policy holds for every plugin', async () => {
    await company();
    await keep({ policy: { owner: OWNER, namespaces: { allow: ['other'] } } });
    expect(refusal()).toMatchObject({
      code: 'RK_POLICY_REFUSED',
      message: `The policy of ${REGISTRY} does not allow acme/${plugin.name}@${plugin.version}: \`namespaces.allow\` does not have acme.`,
      fix: `Ask ${OWNER}.`,
    });
    await keep({ policy: { namespaces: { allow: ['acme'] }, denyTools: [READ] } });
    expect(look().denied(READ, 'read')).toEqual({ path: REGISTRY });
    expect(look().denied('shelf_get_book', 'read')).toBeUndefined();
  });

  it('a changed policy, one of another key, and one that is no policy shut every plugin', async () => {
    await company();
    await keep({ policy: { namespaces: { deny: ['acme'] } }, change: (text) => text.replace('acme"]', 'evil"]') });
    expect(refusal()?.message).toContain(`is not signed by the key of ${REGISTRY}`);
    await keep({ signedBy: other });
    expect(refusal()?.message).toContain('is not signed by the key');
    // a key that the file itself names does not count beside the machine's
    await keep({ signedBy: other, keys: [other.publicKey.spki] });
    expect(refusal()?.message).toContain('is not signed by the key');
    const path = await keep();
    await writeFile(path, '{}');
    expect(refusal()?.message).toContain('is not a signed copy of a policy');
    await writeFile(path, (await readFile(path, 'utf8')).slice(1));
    expect(refusal()?.message).toContain('is not a signed copy of a policy');
  });

  it('an expired policy shuts every plugin, unless it says otherwise itself', async () => {
    await company();
    await keep();
    expect(refusal('2026-12-06T23:59:59Z')).toBeUndefined();
    expect(refusal('2026-12-07T00:00:00Z')?.message).toContain(`the signed policy of ${REGISTRY} ended at ${EXPIRES}`);
  });

  it('an expired policy that lets plugins go on is warned of, and its rules still hold', async () => {
    await company();
    await keep({ policy: { snapshot: { expired: 'open' }, denyTools: [READ] } });
    const policy = look('2026-12-08T00:00:00Z');
    expect(policy.warning).toBe(`the signed policy of ${REGISTRY} ended at ${EXPIRES}; its policy lets plugins go on.`);
    expect(policy.denied(READ, 'read')).toEqual({ path: REGISTRY });
    await company({ snapshot: { expired: 'closed' } });
    expect(refusal('2026-12-08T00:00:00Z')?.message).toContain('ended at');
  });

  it('a clock that is set back revives nothing', async () => {
    await company();
    await keep();
    expect(refusal('2026-12-08T00:00:00Z')?.message).toContain('ended at');
    expect(refusal('2026-12-01T00:00:00Z')?.message).toContain('ended at');
    await rm(join(home, '.rolekit', 'policy', 'latest-time'));
    expect(refusal('2026-12-01T00:00:00Z')).toBeUndefined();
    // and nothing is before the day on which the registry signed
    await keep({ policy: { minimumAgeHours: 24 }, plugins: [published({ toolsetDigest: ownToolset() })] });
    expect(refusal('2020-01-01T00:00:00Z')).toBeUndefined();
  });

  it("another registry's policy is not the company's, whatever name it is kept under", async () => {
    await company();
    const elsewhere = 'https://plugins.other.example';
    await keep({ registry: elsewhere, policy: null, signedBy: other, keys: [other.publicKey.spki] });
    expect(refusal()?.message).toContain(`there is no signed policy of ${REGISTRY} here`);
    await keep({ registry: elsewhere, policy: null, keptFor: REGISTRY, signedBy: other, keys: [other.publicKey.spki] });
    expect(refusal()?.message).toContain(`is not signed by the key of ${REGISTRY}`);
    // beside the company's it takes nothing away from it
    await keep({ policy: { namespaces: { deny: ['acme'] } } });
    const named = { name: 'other', registry: elsewhere, signedBy: other, keys: [other.publicKey.spki] };
    await keep({ ...named, policy: null, plugins: [published({ toolsetDigest: ownToolset() })] });
    expect(refusal()?.message).toContain('`namespaces.deny` has acme');
  });

  it('a policy that is signed in the future has the time go on from there, and ends when it says', async () => {
    await company();
    await keep({
      issuedAt: '2027-06-01T00:00:00Z',
      expiresAt: '2027-06-08T00:00:00Z',
      policy: { minimumAgeHours: 24 },
    });
    expect(refusal()?.message).toContain('`minimumAgeHours` decides by what is not known here');
    const plugins = [published({ toolsetDigest: ownToolset(), publishedAt: '2027-05-31T12:00:00Z' })];
    const future = { issuedAt: '2027-06-01T00:00:00Z', plugins, policy: { minimumAgeHours: 24 } };
    await keep({ ...future, expiresAt: '2027-06-08T00:00:00Z' });
    expect(refusal()?.message).toContain('it is allowed from 2027-06-01T12:00:00.000Z on');
    await keep({ ...future, expiresAt: '2027-06-01T00:00:00Z' });
    expect(refusal()?.message).toContain('ended at 2027-06-01T00:00:00Z');
  });

  it('an older copy that somebody puts back holds until it ended, by the latest time that was seen', async () => {
    await company();
    const newer = { issuedAt: '2026-12-06T12:00:00Z', expiresAt: '2026-12-13T12:00:00Z' };
    await keep({ ...newer, policy: { namespaces: { deny: ['acme'] } } });
    expect(refusal('2026-12-07T12:00:00Z')?.message).toContain('`namespaces.deny` has acme');
    await keep();
    expect(refusal('2026-12-07T12:00:00Z')?.message).toContain(`ended at ${EXPIRES}`);
    expect(refusal('2026-12-06T12:00:00Z')?.message).toContain(`ended at ${EXPIRES}`);
  });

  it('what only the registry knows of a version is taken from what it signed', async () => {
    await company();
    await keep({ policy: { publishers: { allow: ['ci-acme'] }, signatures: ['provenance'] } });
    expect(refusal()?.message).toContain('`publishers` decides by what is not known here');
    expect(refusal()?.fix).toContain('rolekit policy sync');
    const plugins = [published({ toolsetDigest: ownToolset(), signatures: ['registry', 'provenance'] })];
    await keep({ policy: { publishers: { allow: ['ci-acme'] }, signatures: ['provenance'] }, plugins });
    expect(refusal()).toBeUndefined();
  });

  it('a version whose tools are not those that the registry published does not work', async () => {
    await company();
    await keep({ plugins: [published({ toolsetDigest: `sha256:${'1'.repeat(64)}` })] });
    expect(refusal()?.message).toContain('its tools are not those that the registry published');
  });
});

it('a server lists no tool of a plugin that is refused, says why in each call, and works once the policy is there', async () => {
  await company();
  const options = {
    era: '2025-11-25' as const,
    home,
    policyFiles: [machine],
    clock: () => new Date('2026-12-01T00:00:00Z'),
  };
  const host = await connectInMemory(plugin, { ...options, onProblem: () => {} });
  onTestFinished(() => host.close());
  expect((await host.client.listTools()).tools).toEqual([]);
  const { structured } = await host.call(READ, {});
  expect(structured.error).toMatchObject({ code: 'RK_POLICY_REFUSED' });
  await keep();
  await expect.poll(async () => (await host.client.listTools()).tools.length, { timeout: 8000 }).toBeGreaterThan(0);
}, 10_000);

function ownToolset(): string {
  return digest(TOOLS);
}
