import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { testRegistry } from '../../../test/registry.ts';
import { rolekit } from '../../../test/rolekit.ts';
import { todoArchive } from '../../../test/todo-archive.ts';
import { manifestOf, temporaryFolder, writeFiles } from '../../../test/workspace.ts';
import { snapshotPath } from '../../policy/sync-policy.ts';

const OWNER = 'Acme IT, security@acme.example';

async function company() {
  const { url, registry, tokenFile } = await testRegistry();
  const { id } = await registry.accounts.create({
    handle: 'ada',
    password: 'correct horse battery',
    isAdministrator: true,
    by: 'test',
  });
  const scopes = ['read', 'publish', 'manage', 'govern'] as const;
  const token = await registry.tokens.create({ name: 'adas', namespaces: ['*'], scopes: [...scopes], accountId: id });
  const published = await rolekit(['publish', await todoArchive(), '--registry', url, '--token-file', tokenFile]);
  expect(published.stderr).toBe('');
  const home = temporaryFolder();
  const env = { HOME: home, USERPROFILE: home, ROLEKIT_REGISTRY: url };
  const as = (args: string[], more = {}) => rolekit(args, { env: { ...env, ...more }, cwd: home });
  const asAda = (...args: string[]) => as(args, { ROLEKIT_TOKEN: token });
  const set = (document: object, ...args: string[]) => {
    const file = join(home, 'policy-to-set.json');
    writeFileSync(file, JSON.stringify({ owner: OWNER, ...document }));
    return asAda('policy', 'set', file, ...args);
  };
  const own = (document: object) => {
    const file = join(home, '.rolekit', 'policy.json');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(document));
    return file;
  };
  return { url, home, as, asAda, set, own, registry };
}

test('a policy that is not right is refused before it is sent, and others may not set one', async () => {
  const { set, as, home } = await company();
  const wrong = await set({ namespace: {} });
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toContain('has an unknown entry "namespace"; did you mean "namespaces"?');
  writeFileSync(join(home, 'right.json'), '{}');
  const stranger = await as(['policy', 'set', 'right.json', '--json']);
  expect(stranger.json.error.message).toContain('401');
  expect((await as(['policy', 'put'])).stderr).toContain('There is no `policy put`.');
});

test('an administrator sets it, sees what it refuses, and its history', async () => {
  const { set, asAda } = await company();
  const dry = await set({ namespaces: { deny: ['acme'] } }, '--dry-run');
  expect(dry.stdout).toContain('It refuses 1 published versions.\n  acme/todo@0.1.0  `namespaces.deny` has acme');
  expect((await asAda('policy', 'history')).stdout).toContain('Nobody ever set a policy');
  expect((await set({ namespaces: { deny: ['evil'] } })).stdout).toContain('set  the policy of');
  expect((await asAda('policy', 'clear')).stdout).toContain('set  the policy of');
  expect((await asAda('policy', 'history')).stdout).toMatch(/ada +everything\n.* ada +\{"namespaces"/);
});

test('what the registry refuses is not installed, with rule, value, level and owner', async () => {
  const { url, as, set } = await company();
  await set({ access: { allow: ['destructive'] } });
  const run = await as(['install', 'acme/todo', '--to', 'here', '--json']);
  expect(run.code).toBe(3);
  expect(run.json.error).toMatchObject({ code: 'RK_POLICY_REFUSED', fix: `Ask ${OWNER}.` });
  expect(run.json.error.message).toContain(`The policy of ${url} does not allow acme/todo@0.1.0: \`access.allow\``);
});

test("the user's own file takes away more, for installs and builds; an archive counts too", async () => {
  const { url, as, own, home } = await company();
  const file = own({ plugins: { deny: ['acme/todo'] } });
  const installed = await as(['install', 'acme/todo', '--to', 'here']);
  expect(installed.stderr).toContain(
    `The policy of ${file} does not allow acme/todo@0.1.0: \`plugins.deny\` has acme/todo.`,
  );
  const archived = await as(['install', await todoArchive(), '--to', 'there']);
  expect(archived.stderr).toContain('`plugins.deny` has acme/todo');
  const plugin = join(home, 'sales');
  writeFiles(plugin, {
    'plugin.json': manifestOf('sales', { connectors: { todo: { plugin: 'acme/todo', range: '^0.1.0' } } }),
    'skills/look/SKILL.md': '---\nname: look\ndescription: Looks at what is to do.\n---\n\nLook at the list.\n',
  });
  const built = await as(['build', plugin, '--registry', url]);
  expect(built.code).toBe(3);
  expect(built.stderr).toContain('does not allow acme/todo@0.1.0: `plugins.deny` has acme/todo.');
});

test('an install keeps the signed policy for the servers of the machine, for its user alone', async () => {
  const { url, home, as, set } = await company();
  await set({ namespaces: { allow: ['acme'] }, minimumAgeHours: 0 });
  expect((await as(['install', 'acme/todo', '--to', 'here'])).stderr).toBe('');
  const path = snapshotPath(home, url);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const snapshot = JSON.parse(
    Buffer.from(JSON.parse(readFileSync(path, 'utf8')).envelope.payload, 'base64').toString(),
  );
  expect(snapshot).toMatchObject({
    registry: url,
    policy: { owner: OWNER, namespaces: { allow: ['acme'] } },
    plugins: [{ id: 'acme/todo', version: '0.1.0', signatures: ['registry'] }],
  });
  expect((await as(['policy'])).stdout).toContain(`${url}  signed, good until`);
  expect((await as(['policy', 'sync'])).stdout).toMatch(/the policy of .* is of Acme IT, .*; 1 plugins known/);
});

test('a signed policy that somebody changed stops everything until it is fetched again', async () => {
  const { url, home, own, as, set } = await company();
  own({ registry: { url } });
  await set({ namespaces: { allow: ['acme'] } });
  expect((await as(['policy', 'check', '--root', home])).stdout).toContain('policy/no-snapshot');
  await as(['policy', 'sync']);
  const path = snapshotPath(home, url);
  const kept = JSON.parse(readFileSync(path, 'utf8'));
  const payload = Buffer.from(kept.envelope.payload, 'base64').toString().replace('"acme"', '"evil"');
  kept.envelope.payload = Buffer.from(payload).toString('base64');
  writeFileSync(path, JSON.stringify(kept));
  const checked = await as(['policy', 'check', '--root', home]);
  expect([checked.code, checked.stdout]).toEqual([1, expect.stringContaining('policy/untrusted')]);
  expect((await as(['install', 'acme/todo', '--to', 'here'])).stderr).toContain('is not signed by the key of');
  await as(['policy', 'sync']);
  expect((await as(['install', 'acme/todo', '--to', 'here'])).stderr).toBe('');
});

test('managed settings are exported for each host, and drift is found', async () => {
  const { url, home, as, set } = await company();
  await set({ namespaces: { allow: ['acme'] }, components: { deny: ['hook'] }, plugins: { deny: ['acme/old'] } });
  const early = await as(['policy', 'export', '--host', 'claude', '--to', home]);
  expect([early.code, early.stderr]).toEqual([2, expect.stringContaining(`There is no signed policy of ${url} here.`)]);
  await as(['policy', 'sync']);
  const missing = await as(['policy', 'check', '--root', home]);
  expect(missing.code).toBe(1);
  expect(missing.stdout.match(/policy\/settings-missing/g)).toHaveLength(5);
  for (const host of ['claude', 'codex', 'copilot', 'gemini']) {
    const { stdout } = await as(['policy', 'export', '--host', host, '--to', home]);
    expect(stdout).toContain(`written  ${home}/etc/`);
  }
  const clean = await as(['policy', 'check', '--root', home]);
  expect([clean.code, clean.stdout]).toEqual([0, 'This machine is as the policies ask.\n']);
  const git = (name: string) => ({ source: 'git', url: `${url}/git/${name}.git` });
  const claude = join(home, 'etc', 'claude-code', 'managed-settings.json');
  expect(JSON.parse(readFileSync(claude, 'utf8'))).toEqual({
    strictKnownMarketplaces: [git('all'), git('acme')],
    allowManagedHooksOnly: true,
    enabledPlugins: { 'old@rolekit': false, 'old@rolekit-acme': false },
  });
  expect(readFileSync(join(home, 'etc', 'codex', 'managed_config.toml'), 'utf8')).toBe(
    '[plugins."old@rolekit"]\nenabled = false\n\n[plugins."old@rolekit-acme"]\nenabled = false\n',
  );
  expect(readFileSync(join(home, 'etc', 'codex', 'requirements.toml'), 'utf8')).toBe(
    `allow_managed_hooks_only = true\n\n[marketplaces]\nrestrict_to_allowed_sources = true\n\n[marketplaces.allowed_sources.company-1]\nsource = "git"\nurl = "${url}/git/all.git"\n\n[marketplaces.allowed_sources.company-2]\nsource = "git"\nurl = "${url}/git/acme.git"\n`,
  );
  expect(JSON.parse(readFileSync(join(home, 'etc', 'gemini-cli', 'settings.json'), 'utf8'))).toEqual({
    security: {
      allowedExtensions: [
        `^(?:[^:]*/)?http:/+${url.slice('http://'.length).replaceAll('.', '\\.')}/git/(?=(?:acme)/)(?!(?:acme/old)\\.git$)[a-z0-9-]+/[a-z0-9-]+\\.git$`,
      ],
    },
  });
  writeFileSync(claude, '{"strictKnownMarketplaces":[],"other":1}');
  const drift = await as(['policy', 'check', '--root', home, '--host', 'claude', '--json']);
  expect(drift.json.result.findings).toMatchObject([
    {
      code: 'policy/settings-changed',
      message:
        'The managed settings of claude are not those of the policy: strictKnownMarketplaces, allowManagedHooksOnly, enabledPlugins."old@rolekit", enabledPlugins."old@rolekit-acme".',
    },
  ]);
  await as(['policy', 'export', '--host', 'claude', '--to', home]);
  expect(JSON.parse(readFileSync(claude, 'utf8')).other).toBe(1);
  const printed = await as(['policy', 'export', '--host', 'copilot']);
  expect(printed.stdout).toContain('# /etc/github-copilot/managed-settings.json');
  expect(printed.stdout).toContain('`enabledPlugins`: Copilot was seen not to keep it');
});
