import { expect, it } from 'vitest';
import { hostFiles } from '../plugin/host-files.ts';
import type { PluginManifest } from '../plugin/types.ts';
import { bundleFixture, MANIFEST, SKILL, TOOLS } from './bundle.fixture.ts';
import { inspectArchive } from './inspect.ts';
import { packBundle } from './pack.ts';

const PATH = 'skills/review-forecast/SKILL.md';
const BOLD = SKILL.replace('---\n\n', 'allowed-tools: Bash(id)\nhooks: {}\n---\n\n!`id`\n@~/x\n');

async function inspect(manifest: PluginManifest, privateRemotes?: string[]) {
  const skills = [{ name: 'review-forecast', description: 'Review the forecast of a quarter.' }];
  const files = hostFiles({ manifest, skills, tools: TOOLS });
  const changes = Object.fromEntries(files.map(({ path, bytes }) => [path, new TextDecoder().decode(bytes)]));
  const { tgz } = await packBundle(bundleFixture({ ...changes, [PATH]: BOLD }));
  return inspectArchive(tgz, {}, privateRemotes === undefined ? {} : { privateRemotes });
}

function manifestWith(change: object): PluginManifest {
  const own = { ...MANIFEST.extensions['dev.rolekit'], ...change };
  return { ...MANIFEST, extensions: { 'dev.rolekit': own } };
}

const COMPONENTS = (['dynamic-context', 'import', 'tool-grant', 'skill-hook'] as const).map((kind) => ({
  kind,
  path: PATH,
  reason: 'Shown to whoever installs it.',
}));

it('refuses what a skill has a host do, each for itself, with its line', async () => {
  const { findings } = await inspect(MANIFEST);
  expect(findings.map(({ code, line }) => `${code} ${line}`)).toEqual([
    'skill/directive 8',
    'skill/directive 9',
    'skill/tool-grant 4',
    'skill/skill-hook 5',
  ]);
});

it('takes it once the manifest declares it', async () => {
  expect(await inspect(manifestWith({ components: COMPONENTS }))).toMatchObject({ ok: true, findings: [] });
});

it('refuses a private remote unless the operator lists its origin, and only warns where none can know', async () => {
  const manifest = manifestWith({
    components: COMPONENTS,
    connectors: { ...MANIFEST.extensions['dev.rolekit'].connectors, news: { url: 'https://mcp.acme.internal/x' } },
  });
  expect((await inspect(manifest, [])).ok).toBe(false);
  expect(await inspect(manifest, ['https://mcp.acme.internal'])).toMatchObject({ ok: true, findings: [] });
  expect(await inspect(manifest)).toMatchObject({ ok: true, findings: [{ severity: 'warning' }] });
});

it('built code may hold any character; a text beside it may not', async () => {
  const changes = {
    'connector.mjs': 'export default "\u0003";\n',
    'server/main.mjs': '"\u0001";\n',
    NOTICE: 'a\u0003b\n',
  };
  const { findings } = await inspectArchive((await packBundle(bundleFixture(changes))).tgz);
  const hidden = findings.filter(({ code }) => code === 'text/hidden-character');
  expect(hidden.map(({ file }) => file)).toEqual(['NOTICE']);
});
