// Every plugin of ours in every host: what the host lists is what the registry shows, and nothing else.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Catalogue, openCatalogue } from '../full-registry.ts';
import { claude } from './claude.ts';
import { codex } from './codex.ts';
import { added, component } from './components.ts';
import { copilot } from './copilot.ts';
import { firstPrompt, startedFromPlugins } from './first-prompt.ts';
import { gemini } from './gemini.ts';
import { createHome, type Home } from './home.ts';
import type { Host } from './host.ts';
import type { HostName } from './install.ts';

const HOSTS: { title: HostName; open(home: Home): Host }[] = [
  { title: 'codex', open: codex },
  { title: 'claude', open: claude },
  { title: 'copilot', open: copilot },
  { title: 'gemini', open: gemini },
];

type Shown = {
  manifest: { extensions: { 'dev.rolekit': { connectors?: Record<string, { url?: string }> } } };
  components: object[];
  skills: { name: string }[];
  tools: object[];
};

let maker: Home;
let catalogue: Catalogue;
beforeAll(async () => {
  maker = createHome('catalogue');
  catalogue = await openCatalogue(maker);
});
afterAll(async () => {
  await catalogue?.close();
  maker?.remove();
});

/** What `/v1` says that a plugin brings: itself, its server, servers of others, its skills. */
async function shown(plugin: string): Promise<string[]> {
  const answer = await fetch(`${catalogue.url}/v1/plugins/rolekit/${plugin}/versions/latest`);
  const { manifest, components, skills, tools } = (await answer.json()) as Shown;
  const { connectors = {} } = manifest.extensions['dev.rolekit'];
  expect(components).toEqual([]);
  const remote = Object.entries(connectors).flatMap(([name, { url }]) => (url === undefined ? [] : [name]));
  return [
    `plugin ${plugin}`,
    ...[...(tools.length > 0 ? [plugin] : []), ...remote].map((name) => component('server', name, plugin)),
    ...skills.map(({ name }) => component('skill', name, plugin)),
  ];
}

test('what is expected holds servers and skills', async () => {
  const lines = (await Promise.all(catalogue.plugins.map(shown))).flat();
  expect(lines).toEqual(
    expect.arrayContaining([
      'plugin sales',
      'server sales:sales',
      'skill sales:review-forecast',
      'server charts:charts',
    ]),
  );
  expect(lines.filter((line) => line.startsWith('skill ')).length).toBeGreaterThanOrEqual(9);
});

describe.each(HOSTS)('$title', ({ title, open }) => {
  let home: Home;
  afterAll(() => home?.remove());

  test('lists the servers and skills that the registry shows for each plugin, and no other component', async () => {
    home = createHome('components');
    const host = open(home);
    const before = await host.components();
    await host.addMarketplace(catalogue.address('sales'));
    const started = await startedFromPlugins(home, async () => {
      for (const plugin of catalogue.plugins) await host.install(catalogue.address(plugin));
    });
    expect(started).toEqual([]);
    const expected = (await Promise.all(catalogue.plugins.map(shown))).flat().sort();
    expect(added(before, await host.components())).toEqual(expected);
  });

  test.runIf(process.platform === 'linux')('starts their servers at the first prompt, and nothing else', async () => {
    const started = await startedFromPlugins(home, () => firstPrompt(title, home));
    const paths = started.map((path) => path.replace(/^rolekit\//, '').replace(/\/0\.1\.0\//, '/'));
    expect(paths).toEqual(catalogue.plugins.map((plugin) => `${plugin}/server/main.mjs`));
  });
});
