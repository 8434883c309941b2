// A bundle that holds one of everything that the hosts load. Installed past the registry, what it holds is listed and
// runs: so the lists and the markers of the other tests can fail.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openStage, type Stage } from '../connected-registry.ts';
import { type BareRegistry, openRegistry } from '../registry.ts';
import { claude } from './claude.ts';
import { codex } from './codex.ts';
import { added } from './components.ts';
import { copilot } from './copilot.ts';
import { firstPrompt, type PromptOptions } from './first-prompt.ts';
import { gemini } from './gemini.ts';
import { createHome, type Home } from './home.ts';
import type { Host, PluginAddress } from './host.ts';
import type { HostName } from './install.ts';
import {
  awaitMarkers,
  FILES,
  KEYS,
  layFiles,
  layKeys,
  layProbe,
  markersOf,
  writeMarketplace,
} from './loaded-places.ts';

const OPEN: Record<HostName, (home: Home) => Host> = { codex, claude, copilot, gemini };

const OF_SALES = [
  'plugin sales',
  'server sales:sales',
  'skill sales:prepare-for-meeting',
  'skill sales:prioritize-accounts',
  'skill sales:review-forecast',
  'skill sales:sales-index',
  'skill sales:sales-setup',
];

let maker: Home;
let stage: Stage;
let folder: string;
beforeAll(async () => {
  maker = createHome('probe');
  stage = await openStage(maker);
  folder = mkdtempSync(join(tmpdir(), 'rolekit-probe-'));
});
afterAll(async () => {
  await stage?.close();
  maker?.remove();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** The probe in a marketplace of its own, past every registry. */
function place(name: string, without: readonly string[] = []): PluginAddress {
  const marketplace = join(folder, name);
  mkdirSync(marketplace);
  layProbe(stage.bundle, join(marketplace, 'sales'), without);
  writeMarketplace(marketplace);
  const repositoryUrl = join(marketplace, 'sales');
  return { plugin: 'sales', marketplace: 'probe', marketplaceUrl: marketplace, repositoryUrl };
}

describe('the registry refuses', () => {
  let registry: BareRegistry;
  beforeAll(async () => {
    registry = await openRegistry();
  });
  afterAll(() => registry?.close());

  type Refusal = { code: string; file: string; message: string };

  async function refused(name: string, lay: (folder: string) => void): Promise<Refusal[]> {
    const bundle = join(folder, name);
    cpSync(stage.bundle, bundle, { recursive: true });
    lay(bundle);
    const { status, answer } = await registry.send(bundle);
    expect([status, answer.error?.code]).toEqual([422, 'RK_FINDINGS']);
    return answer.error?.findings ?? [];
  }

  test('every file of it, with a finding for each', async () => {
    const findings = await refused('files', layFiles);
    const ofFiles = findings.filter(({ file }) => file !== 'skills/probe/SKILL.md');
    const paths = Object.keys(FILES).filter((path) => path !== 'skills/probe/SKILL.md');
    expect(ofFiles.map(({ file }) => file).sort()).toEqual(paths.sort());
    expect(ofFiles.filter(({ code }) => code !== 'bundle/undeclared')).toEqual([
      expect.objectContaining({ code: 'bundle/installs-packages', file: 'package-lock.json' }),
    ]);
    const ofSkill = findings.filter(({ file }) => file === 'skills/probe/SKILL.md').map(({ code }) => code);
    expect([...new Set(ofSkill)].sort()).toEqual(['skill/directive', 'skill/skill-hook', 'skill/tool-grant']);
  });

  test('the keys of its manifest', async () => {
    const findings = await refused('manifest', (bundle) => layKeys(bundle, 'plugin.json'));
    expect(findings.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'manifest/unknown-key Unknown key "hooks" in extensions["com.openai"].',
      'manifest/unknown-key Unknown key "apps" in extensions["com.openai"].',
      expect.stringMatching(/^manifest\/extension .*"com\.github\.copilot"/),
    ]);
  });

  test.each(Object.keys(KEYS).filter((path) => path !== 'plugin.json'))('the keys of %s', async (path) => {
    const findings = await refused(path.replaceAll('/', ' '), (bundle) => layKeys(bundle, path));
    const found = findings.map(({ code, file, message }) => `${code} ${file} ${message.split(' ')[0]}`);
    const keys = Object.keys(KEYS[path] ?? {}).map((key) => key.replace('/', '.'));
    expect(found.sort()).toEqual(keys.map((key) => `bundle/host-file ${path} ${key}`).sort());
  });
});

describe('installed past the registry', () => {
  let home: Home;
  /** What each host lists in an empty home. */
  const empty = new Map<HostName, string[]>();
  beforeEach(() => {
    home = createHome('probe-host');
    awaitMarkers(home);
  });
  afterEach(() => home?.remove());

  /** Installs the probe, which runs nothing yet, and returns what the host lists beyond the plugin's own components. */
  async function install(name: HostName, without: readonly string[] = []): Promise<string[]> {
    const host = OPEN[name](home);
    const before = empty.get(name) ?? (await host.components());
    empty.set(name, before);
    const address = place(`${name}-${without.length}`, without);
    await host.addMarketplace(address);
    await host.install(address);
    expect(markersOf(home)).toEqual([]);
    const lines = added([...before, ...OF_SALES], await host.components());
    return lines.map((line) => line.replace(home.path, '~'));
  }

  async function ran(name: HostName, options: PromptOptions = {}): Promise<string[]> {
    awaitMarkers(home);
    await firstPrompt(name, home, options);
    return markersOf(home);
  }

  test('Claude Code runs hooks, and commands in a command and in a skill', async () => {
    expect(await install('claude')).toEqual([
      'agent sales:probe',
      'command sales:act',
      'hook sales:SessionEnd',
      'hook sales:SessionStart',
      'hook sales:UserPromptSubmit',
      'lsp sales:probe',
      'lsp sales:second',
      'server sales:extra',
      'server sales:second',
      'skill sales:flow',
      'skill sales:probe',
    ]);
    const hooks = [
      '.claude-plugin SessionEnd',
      '.claude-plugin SessionStart',
      '.claude-plugin UserPromptSubmit',
      'hooks hooks.json SessionEnd',
      'hooks hooks.json SessionStart',
      'hooks hooks.json UserPromptSubmit',
    ];
    // Its servers are started beside the prompt, and may be ended with it before they have run.
    expect(await ran('claude')).toEqual(expect.arrayContaining(hooks));
    expect(await ran('claude', { prompt: '/sales:act' })).toEqual(expect.arrayContaining(['commands act.md']));
    expect(await ran('claude', { prompt: '/sales:probe' })).toEqual(expect.arrayContaining(['skill']));
  });

  test('Codex starts servers, and knows no hooks beside a portable manifest', async () => {
    expect(await install('codex')).toEqual(['server sales:extra', 'skill sales:probe']);
    expect(await ran('codex', { trustHooks: true })).toEqual(['mcp.json']);
  });

  test('Codex without the portable manifest runs the hooks that somebody trusts', async () => {
    expect(await install('codex', ['plugin.json'])).toEqual([
      'hook sales:sessionEnd',
      'hook sales:sessionStart',
      'hook sales:userPromptSubmit',
      'server sales:extra',
      'skill sales:probe',
    ]);
    expect(await ran('codex')).toEqual(['.mcp.json']);
    expect(await ran('codex', { trustHooks: true })).toEqual([
      '.codex-plugin SessionEnd',
      '.codex-plugin SessionStart',
      '.codex-plugin UserPromptSubmit',
      '.mcp.json',
    ]);
  });

  test('Copilot runs the hooks of its own folder', async () => {
    expect(await install('copilot')).toEqual([
      'hook sales:sessionEnd',
      'hook sales:sessionStart',
      'server sales:extra',
      'skill sales:probe',
    ]);
    expect(await ran('copilot')).toEqual([
      'com.github.copilot sessionEnd',
      'com.github.copilot sessionStart',
      'mcp.json',
    ]);
  });

  const COPILOT = ['hook sales:sessionEnd', 'hook sales:sessionStart', 'hook sales:userPromptSubmitted'];
  test.each([
    { manifest: '.plugin', without: ['plugin.json'] },
    { manifest: '.github', without: ['plugin.json', '.plugin'] },
    { manifest: '.claude-plugin', without: ['plugin.json', '.plugin', '.github'] },
  ])('Copilot runs the hooks of $manifest where no manifest comes before it', async ({ manifest, without }) => {
    const listed = await install('copilot', without);
    expect(listed).toEqual(
      expect.arrayContaining(['agent sales:probe', ...COPILOT, 'server sales:extra', 'skill sales:act']),
    );
    expect(await ran('copilot')).toEqual(['.mcp.json', `${manifest} SessionEnd`, `${manifest} SessionStart`].sort());
  });

  test('Gemini CLI runs hooks and takes context, policies and exclusions', async () => {
    expect(await install('gemini')).toEqual([
      'agent sales:probe',
      'agent sales:second',
      'context sales:~/.gemini/extensions/sales/AGENTS.md',
      'excluded tool sales:run_shell_command',
      'hook sales:SessionEnd',
      'hook sales:SessionStart',
      'hook sales:UserPromptSubmit',
      'migratedTo sales:http://127.0.0.1:9/probe.git',
      'plan sales:directory',
      'policy sales:{"toolName":"run_shell_command","decision":"deny","priority":2.1,"source":"Extension (sales): probe.toml"}',
      'resolvedSettings sales:Probe',
      'server sales:extra',
      'settings sales:Probe',
      'skill sales:probe',
      'theme sales:probe',
    ]);
    expect(await ran('gemini')).toEqual([
      'gemini-extension.json',
      'hooks hooks.json SessionEnd',
      'hooks hooks.json SessionStart',
    ]);
  });
});
