import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../test/workspace.ts';
import { type CompanyRules, hostSettings, type ManagedHost } from './host-settings.ts';
import { type SettingsFile, settingsDrift, writeSettings } from './settings-file.ts';

const REGISTRY = 'https://plugins.acme.example';
const RULES: CompanyRules = {
  registry: REGISTRY,
  marketplace: 'bank',
  documents: [{ namespaces: { allow: ['acme'] }, plugins: { deny: ['acme/charts'] }, components: { deny: ['hook'] } }],
};

let root: string;
beforeEach(() => {
  root = temporaryFolder();
});

const filesOf = (host: ManagedHost, rules = RULES) => hostSettings(host, rules).files;
const only = (host: ManagedHost, rules = RULES) => filesOf(host, rules)[0] as SettingsFile;
const textOf = (file: SettingsFile) => readFileSync(join(root, file.path), 'utf8');
const jsonOf = (file: SettingsFile) => JSON.parse(textOf(file));
const put = (file: SettingsFile, text: string, mode = 0o644) => {
  const path = join(root, file.path);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
};

describe("an administrator's own settings", () => {
  test('survive in JSON, with mode and order, and nothing is left beside the file', async () => {
    const claude = only('claude');
    const own = {
      cleanupPeriodDays: 7,
      enabledPlugins: { 'tools@other': true, 'sales@bank': true },
      strictKnownMarketplaces: [],
      permissions: { deny: ['Bash(rm:*)'] },
    };
    const path = put(claude, JSON.stringify(own), 0o640);
    await writeSettings(claude, root);
    expect(Object.entries(jsonOf(claude))).toEqual([
      ['cleanupPeriodDays', 7],
      ['enabledPlugins', { 'tools@other': true, 'sales@bank': true, 'charts@bank': false, 'charts@bank-acme': false }],
      [
        'strictKnownMarketplaces',
        [
          { source: 'git', url: `${REGISTRY}/git/all.git` },
          { source: 'git', url: `${REGISTRY}/git/acme.git` },
        ],
      ],
      ['permissions', { deny: ['Bash(rm:*)'] }],
      ['allowManagedHooksOnly', true],
    ]);
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readdirSync(join(path, '..'))).toEqual(['managed-settings.json']);
  });

  test('survive in TOML, comments too', async () => {
    const [requirements, plugins] = filesOf('codex') as [SettingsFile, SettingsFile];
    put(requirements, '# ours\nallowed_sandbox_modes = ["read-only"]\n\n[rules]\nprefix_rules = [] # none\n');
    put(plugins, 'model = "gpt"\n\n[plugins."tools@other"]\nenabled = false\n');
    for (const file of [requirements, plugins]) await writeSettings(file, root);
    expect(textOf(requirements)).toBe(
      `allow_managed_hooks_only = true\n\n# ours\nallowed_sandbox_modes = ["read-only"]\n\n[rules]\nprefix_rules = [] # none\n\n[marketplaces]\nrestrict_to_allowed_sources = true\n\n[marketplaces.allowed_sources.company-1]\nsource = "git"\nurl = "${REGISTRY}/git/all.git"\n\n[marketplaces.allowed_sources.company-2]\nsource = "git"\nurl = "${REGISTRY}/git/acme.git"\n`,
    );
    expect(textOf(plugins)).toBe(
      'model = "gpt"\n\n[plugins."tools@other"]\nenabled = false\n\n[plugins."charts@bank"]\nenabled = false\n\n[plugins."charts@bank-acme"]\nenabled = false\n',
    );
  });

  test.each(['[]', '{', '{"security":"none"}'])('that are not understood are not overwritten: %s', async (text) => {
    const gemini = only('gemini');
    put(gemini, text);
    await expect(writeSettings(gemini, root)).rejects.toMatchObject({ code: 'RK_EXISTS' });
    expect(textOf(gemini)).toBe(text);
    expect(await settingsDrift(gemini, root)).toBeDefined();
  });

  test('are written where a link leads to, and the link stays', async () => {
    const copilot = only('copilot');
    const path = put(copilot, '{}');
    writeFileSync(join(root, 'kept.json'), '{"model":"auto"}');
    const link = join(path, '..', 'link.json');
    symlinkSync(join(root, 'kept.json'), link);
    await writeSettings({ ...copilot, path: '/etc/github-copilot/link.json' }, root);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(JSON.parse(readFileSync(join(root, 'kept.json'), 'utf8'))).toMatchObject({ model: 'auto' });
  });
});

test('a new file can be read by everybody, whatever the mask of who writes it', async () => {
  const before = process.umask(0o077);
  try {
    await writeSettings(only('gemini'), root);
  } finally {
    process.umask(before);
  }
  expect(statSync(join(root, 'etc/gemini-cli/settings.json')).mode & 0o777).toBe(0o644);
  expect(statSync(join(root, 'etc/gemini-cli')).mode & 0o777).toBe(0o755);
});

test('a file that is as the policy asks is not touched', async () => {
  const codex = only('codex');
  await writeSettings(codex, root);
  const spaced = `${textOf(codex).replaceAll(' = ', '=').replaceAll('"', "'")}\n\n# end\n`;
  put(codex, spaced);
  expect(await settingsDrift(codex, root)).toBeUndefined();
  await writeSettings(codex, root);
  expect(textOf(codex)).toBe(spaced);
});

describe('drift', () => {
  const driftOf = async (file: SettingsFile, change: (text: string) => string) => {
    await writeSettings(file, root);
    put(file, change(textOf(file)));
    const drift = await settingsDrift(file, root);
    await writeSettings(file, root);
    expect(await settingsDrift(file, root)).toBeUndefined();
    return drift?.places;
  };
  const edit = (change: (json: Record<string, unknown>) => void) => (text: string) => {
    const json = JSON.parse(text);
    change(json);
    return JSON.stringify(json);
  };

  test('names what is missing, changed and loosened in JSON; export mends it', async () => {
    const claude = only('claude');
    const evil = { source: 'git', url: 'https://evil.example/m.git' };
    expect(
      await driftOf(
        claude,
        edit((json) => delete json.allowManagedHooksOnly),
      ),
    ).toEqual(['allowManagedHooksOnly']);
    expect(
      await driftOf(
        claude,
        edit((json) => delete json.strictKnownMarketplaces),
      ),
    ).toEqual(['strictKnownMarketplaces']);
    expect(
      await driftOf(
        claude,
        edit((json) => (json.strictKnownMarketplaces as unknown[]).push(evil)),
      ),
    ).toEqual([`strictKnownMarketplaces (also allows ${JSON.stringify(evil)})`]);
    const on = edit((json) => Object.assign(json.enabledPlugins as object, { 'charts@bank': true }));
    expect(await driftOf(claude, on)).toEqual(['enabledPlugins."charts@bank"']);
    const weaker = edit((json) => Object.assign(json.security as object, { allowedExtensions: ['.*'] }));
    expect(await driftOf(only('gemini'), weaker)).toEqual(['security.allowedExtensions (also allows ".*")']);
  });

  test('names it in TOML', async () => {
    const [requirements, plugins] = filesOf('codex') as [SettingsFile, SettingsFile];
    expect(await driftOf(requirements, (text) => text.replace('sources = true', 'sources = false'))).toEqual([
      'marketplaces.restrict_to_allowed_sources',
    ]);
    const more = '[marketplaces.allowed_sources.mine]\nsource = "git"\nurl = "https://evil.example/m.git"\n';
    expect(await driftOf(requirements, (text) => `${text}\n${more}`)).toEqual([
      'marketplaces.allowed_sources.mine.source ("git" is not of the policy)',
      'marketplaces.allowed_sources.mine.url ("https://evil.example/m.git" is not of the policy)',
    ]);
    expect(textOf(requirements)).not.toContain('evil');
    expect(await driftOf(plugins, () => '')).toEqual([
      'plugins."charts@bank".enabled',
      'plugins."charts@bank-acme".enabled',
    ]);
  });

  test('is also a plugin that is switched off and allowed again', async () => {
    const freed = { ...RULES, documents: [{ namespaces: { allow: ['acme'] } }] };
    for (const [index, host] of [
      [0, 'claude'],
      [1, 'codex'],
    ] as const) {
      await writeSettings(filesOf(host)[index] as SettingsFile, root);
      const now = filesOf(host, freed)[index] as SettingsFile;
      expect((await settingsDrift(now, root))?.places.join()).toContain('"charts@bank"');
      await writeSettings(now, root);
      expect(textOf(now)).not.toContain('charts');
      expect(await settingsDrift(now, root)).toBeUndefined();
    }
  });
});

test('a name that two namespaces may have is switched off in the marketplace of its own alone, and that is said', () => {
  const two = { namespaces: { allow: ['acme', 'rolekit'] }, plugins: { deny: ['acme/charts', 'acme/old*'] } };
  const { files, notKept } = hostSettings('claude', { ...RULES, documents: [two] });
  const off = files[0]?.entries.filter(({ path }) => path[0] === 'enabledPlugins');
  expect(off).toEqual([{ path: ['enabledPlugins', 'charts@bank-acme'], value: false }]);
  expect(notKept.join('\n')).toContain('In the marketplace bank, acme/charts: another namespace may have a plugin');
  const before = hostSettings('codex', { ...RULES, marketplace: undefined });
  expect(before.files[1]?.entries).toEqual([]);
  expect(before.notKept.join('\n')).toContain('rolekit policy sync');
});
