import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createRegistry, rotateSigningKey } from '@rolekit/registry';
import type { AttestationList, VersionDetail } from '@rolekit/sdk/wire';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { testRegistry } from '../../test/registry.ts';
import { rolekit } from '../../test/rolekit.ts';
import { type Tamper, tamperingProxy } from '../../test/tampering-proxy.ts';
import { todoArchive } from '../../test/todo-archive.ts';
import { manifestOf, temporaryFolder, writeFiles } from '../../test/workspace.ts';

const OLD = '/v1/plugins/acme/todo/versions/0.1.0';
const NEW = '/v1/plugins/acme/todo/versions/0.2.0';

let real: Awaited<ReturnType<typeof testRegistry>>;
let proxy: Awaited<ReturnType<typeof tamperingProxy>>;
let env: NodeJS.ProcessEnv;

beforeEach(async () => {
  proxy = await tamperingProxy();
  real = await testRegistry(proxy.url);
  for (const version of ['0.1.0', '0.2.0'])
    await rolekit(['publish', await todoArchive(version), '--registry', real.url, '--token-file', real.tokenFile]);
  proxy.target(real.url);
  const home = temporaryFolder();
  env = { HOME: home, USERPROFILE: home };
});

async function install(version = '0.2.0') {
  const folder = join(temporaryFolder(), 'out');
  const run = await rolekit(['install', `acme/todo@${version}`, '--to', folder, '--registry', proxy.url, '--json'], {
    env,
  });
  return { ...run, isThere: existsSync(folder) };
}

const json = async <T>(answer: Promise<Response>) => (await (await answer).json()) as T;
const changed = (path: string, change: (ask: (path: string) => Promise<Response>) => Promise<unknown>): Tamper => {
  return (asked, ask) => (asked === path ? change(ask).then((body) => Response.json(body)) : undefined);
};

/** The keys and versions of another registry, which anybody can run. */
async function evil(): Promise<string> {
  const other = await testRegistry(proxy.url);
  await rolekit(['publish', await todoArchive('0.2.0'), '--registry', other.url, '--token-file', other.tokenFile]);
  return other.url;
}

describe('nothing is installed when', () => {
  const attacks: [string, () => Tamper | Promise<Tamper>, string][] = [
    [
      'the registry’s signature is taken away',
      () =>
        changed(`${NEW}/attestations`, async (ask) => ({
          ...(await json<object>(ask(`${NEW}/attestations`))),
          attestations: [],
        })),
      'the registry’s is missing',
    ],
    [
      'the signature of an older version is shown again',
      () => changed(`${NEW}/attestations`, (ask) => json(ask(`${OLD}/attestations`))),
      'it is about acme/todo@0.1.0, not about acme/todo@0.2.0',
    ],
    [
      'the content of an older version is sent as the new one',
      () => (asked, ask) => {
        if (asked !== NEW) return undefined;
        return json<VersionDetail>(ask(OLD)).then((old) => Response.json({ ...old, version: '0.2.0' }));
      },
      'it signs sha256:',
    ],
    [
      'the git commit is another',
      () => changed(NEW, async (ask) => ({ ...(await json<object>(ask(NEW))), commit: 'f'.repeat(40) })),
      `found ${'f'.repeat(40)}`,
    ],
    [
      'another registry signed it',
      async () => {
        const other = await evil();
        return changed(`${NEW}/attestations`, () => json(fetch(`${other}${NEW}/attestations`)));
      },
      'it is signed by sha256:',
    ],
    [
      'the signed statement was changed',
      () =>
        changed(`${NEW}/attestations`, async (ask) => {
          const list = await json<AttestationList>(ask(`${NEW}/attestations`));
          const [first] = list.attestations;
          const text = Buffer.from(first?.envelope.payload ?? '', 'base64')
            .toString()
            .replace('"by":"registry"', '"by":"registrx"');
          const envelope = { ...first?.envelope, payload: Buffer.from(text).toString('base64') };
          return { ...list, attestations: [{ kind: 'registry', envelope }] };
        }),
      'its content is not what the key sha256:',
    ],
  ];
  test.each(attacks)('%s', async (_what, attack, reason) => {
    proxy.tamper(await attack());
    const run = await install();
    expect([run.code, run.json.error.code, run.isThere]).toEqual([1, 'RK_SIGNATURE_INVALID', false]);
    expect(run.json.error.message).toContain(reason);
    proxy.tamper();
    expect((await install()).code).toBe(0);
  });

  test.each([
    ['has another key', async () => changed('/v1/keys', async () => json(fetch(`${await evil()}/v1/keys`)))],
    ['has no keys any more', async () => changed('/v1/keys', async () => ({ current: null, keys: [] }))],
    [
      'says that it never heard of keys',
      async (): Promise<Tamper> => async (path) =>
        path === '/v1/keys'
          ? Response.json({ error: { code: 'RK_ROUTE_UNKNOWN', message: 'No.', fix: '' } }, { status: 404 })
          : undefined,
    ],
  ])('a registry that was used before %s', async (_what, attack) => {
    expect((await install()).code).toBe(0);
    proxy.tamper(await attack());
    const run = await install();
    expect([run.code, run.json.error.code, run.isThere]).toEqual([3, 'RK_REGISTRY_KEY', false]);
  });
});

test('the publisher’s signature cannot be taken away unseen', async () => {
  const { url, tokenFile } = real;
  const owner = await real.registry.tokens.create({ name: 'owner', namespaces: ['acme'], scopes: ['govern'] });
  const added = await rolekit(['namespace', 'acme', '--add-key', 'own', '--registry', url, '--json'], {
    env: { ...env, ROLEKIT_TOKEN: owner },
  });
  const [{ keyid }] = added.json.result.keys;
  const archive = await todoArchive('0.3.0');
  const unsigned = await rolekit(['publish', archive, '--registry', url, '--token-file', tokenFile, '--json'], { env });
  expect(unsigned.json.error.message).toContain('takes only versions that one of its keys signed');
  const args = ['publish', archive, '--sign', '--registry', url, '--token-file', tokenFile];
  const signed = await rolekit([...args, '--json'], { env });
  expect(signed.json.result).toMatchObject({ outcome: 'published', signedBy: keyid });
  expect((await install('0.3.0')).json.result.verified).toMatchObject({ publisherKey: keyid });
  const path = '/v1/plugins/acme/todo/versions/0.3.0/attestations';
  proxy.tamper(
    changed(path, async (ask) => {
      const list = await json<AttestationList>(ask(path));
      return { ...list, attestations: list.attestations.filter(({ kind }) => kind !== 'publisher') };
    }),
  );
  expect((await install('0.3.0')).json.error.message).toBe(
    'The signature of acme/todo 0.3.0 is not right: the publisher’s is missing.',
  );
});

test('a build joins nothing whose signature is not right', async () => {
  const dir = writeFiles(temporaryFolder(), {
    'plugin.json': manifestOf('desk', { connectors: { todo: { plugin: 'acme/todo', range: '0.2.0' } } }),
    'skills/review/SKILL.md':
      '---\nname: review\ndescription: Review the list.\n---\n\nRead it with todo_list_items.\n',
  });
  const build = () => rolekit(['build', dir, '--registry', proxy.url, '--json'], { env });
  proxy.tamper(changed(`${NEW}/attestations`, (ask) => json(ask(`${OLD}/attestations`))));
  const refused = await build();
  expect([refused.code, refused.json.error.code, existsSync(join(dir, 'dist'))]).toEqual([
    1,
    'RK_SIGNATURE_INVALID',
    false,
  ]);
  proxy.tamper();
  expect((await build()).json.result.verified).toMatchObject({
    'acme/todo@0.2.0': { registryKey: real.registry.signingKey, publisherKey: null },
  });
});

test('a key that the one before named is followed, and another only when it is accepted by its id', async () => {
  expect((await install()).code).toBe(0);
  await real.registry.close();
  const { to } = await rotateSigningKey({ dataDir: real.dataDir }, 'test');
  const again = await createRegistry({ dataDir: real.dataDir, publicUrl: proxy.url });
  onTestFinished(() => again.close());
  await again.listen();
  proxy.target(`http://127.0.0.1:${(again.app.server.address() as AddressInfo).port}`);
  expect((await install()).json.result.verified).toMatchObject({ registryKey: real.registry.signingKey });
  const [pinned] = filesOf(env.HOME ?? '');
  expect(JSON.parse(pinned ?? '').keys.map((key: { keyid: string }) => key.keyid)).toEqual([
    real.registry.signingKey,
    to,
  ]);

  proxy.target(await evil());
  const refused = await install();
  const { fix } = refused.json.error;
  const key = /trust-key (sha256:[0-9a-f]{64}) /.exec(fix)?.[1] ?? '';
  expect(fix).toContain(`rolekit registry trust-key ${key} --registry ${proxy.url}`);
  const wrong = await rolekit(['registry', 'trust-key', to, '--registry', proxy.url, '--json'], { env });
  expect([wrong.code, wrong.json.error.code]).toEqual([3, 'RK_REGISTRY_KEY']);
  const trusted = await rolekit(['registry', 'trust-key', key.slice(0, 23), '--registry', proxy.url], { env });
  expect(trusted.stdout).toBe(`trusted  ${key} of ${proxy.url}\n`);
  expect((await install()).code).toBe(0);
});

test('what was verified is said in a line', async () => {
  const folder = join(temporaryFolder(), 'out');
  const run = await rolekit(['install', 'acme/todo@0.1.0', '--to', folder, '--registry', proxy.url], { env });
  const key = real.registry.signingKey.slice(0, 23);
  expect(run.stdout).toBe(`unpacked  acme/todo@0.1.0 in ${folder}\nverified  signed by the registry (${key})\n`);
});

function filesOf(home: string): string[] {
  const dir = join(home, '.rolekit', 'registry-keys');
  return readdirSync(dir).map((name) => readFileSync(join(dir, name), 'utf8'));
}
