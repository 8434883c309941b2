import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { testRegistry } from '../../test/registry.ts';
import { rolekit } from '../../test/rolekit.ts';
import { tamperingProxy } from '../../test/tampering-proxy.ts';
import { todoArchive } from '../../test/todo-archive.ts';
import { temporaryFolder } from '../../test/workspace.ts';

/** A registry whose address for its clients is that of a proxy, and which is reached past it too. */
let publicly: string;
let real: Awaited<ReturnType<typeof testRegistry>>;
let home: string;

beforeEach(async () => {
  const proxy = await tamperingProxy();
  publicly = proxy.url;
  real = await published(publicly);
  proxy.target(real.url);
  home = temporaryFolder();
});

async function published(publicUrl: string) {
  const made = await testRegistry(publicUrl);
  const run = await rolekit(['publish', await todoArchive(), '--registry', made.url, '--token-file', made.tokenFile]);
  expect(run.code).toBe(0);
  return made;
}

const as = (...argv: string[]) => rolekit(argv, { env: { HOME: home, USERPROFILE: home }, cwd: home });
const install = (registry: string) => as('install', 'acme/todo', '--to', 'todo', '--force', '--registry', registry);
const copies = () => readdirSync(join(home, '.rolekit', 'policy')).filter((name) => name.endsWith('.snapshot.json'));

async function refuseEverything() {
  const { id } = await real.registry.accounts.create({
    ...{ handle: 'root', password: 'correct horse battery', isAdministrator: true, by: 'test' },
  });
  const scopes = ['read', 'publish', 'manage', 'govern'] as const;
  const token = await real.registry.tokens.create({ name: 'x', namespaces: ['*'], scopes: [...scopes], accountId: id });
  const file = join(temporaryFolder(), 'policy.json');
  writeFileSync(file, JSON.stringify({ owner: 'Acme IT', access: { allow: ['destructive'] } }));
  const set = await rolekit(['policy', 'set', file, '--registry', real.url], { env: { ROLEKIT_TOKEN: token } });
  expect(set.code).toBe(0);
}

test('another registry that says it is one whose key is pinned is refused, and nothing is kept of it', async () => {
  expect((await install(publicly)).code).toBe(0);
  const evil = await published(publicly);
  const run = await as('install', 'acme/todo', '--to', 'evil', '--registry', evil.url, '--json');
  expect([run.code, run.json.error.code, existsSync(join(home, 'evil'))]).toEqual([3, 'RK_REGISTRY_KEY', false]);
  expect(run.json.error.message).toContain(`it says that it is ${publicly}, which has another key here`);
  expect(copies()).toHaveLength(1);
});

test('a registry is used by an address that is not its own, by the key that is pinned for that, and its policy holds', async () => {
  const run = await install(real.url);
  expect([run.code, run.stderr]).toEqual([
    0,
    `${real.url} gives itself the address ${publicly}; what counts is the key that is pinned for ${real.url}.\n`,
  ]);
  await refuseEverything();
  expect((await install(real.url)).stderr).toContain(`The policy of ${real.url} does not allow acme/todo@0.1.0`);
});

test('where the key is pinned for both addresses it is one registry, with one copy of its policy', async () => {
  expect((await install(real.url)).code).toBe(0);
  const policy = join(home, '.rolekit', 'policy.json');
  mkdirSync(dirname(policy), { recursive: true });
  writeFileSync(policy, JSON.stringify({ registry: { url: publicly } }));
  expect((await as('policy', 'check', '--root', home)).stdout).toContain('policy/no-snapshot');
  expect((await install(publicly)).stderr).toBe('');
  const run = await install(real.url);
  expect([run.code, run.stderr]).toEqual([0, `${real.url} is ${publicly}: it has the key that is pinned for both.\n`]);
  expect(copies()).toHaveLength(1);
  expect((await as('policy', 'check', '--root', home)).stdout).not.toContain('policy/no-snapshot');
  await refuseEverything();
  expect((await install(real.url)).stderr).toContain(`The policy of ${publicly} does not allow acme/todo@0.1.0`);
});
