// A bundle that the registry accepts because it declares its hooks and its command: nothing else of it runs.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openStage } from '../connected-registry.ts';
import { type BareRegistry, openRegistry } from '../registry.ts';
import { claude } from './claude.ts';
import { codex } from './codex.ts';
import { copilot } from './copilot.ts';
import { firstPrompt, startedFromPlugins } from './first-prompt.ts';
import { gemini } from './gemini.ts';
import { createHome, type Home } from './home.ts';
import type { HostName } from './install.ts';
import { awaitMarkers, layDeclared, markersOf } from './loaded-places.ts';

const OPEN = { codex, claude, copilot, gemini };
const [START, END, PROMPT] = ['SessionStart', 'SessionEnd', 'UserPromptSubmit'].map(
  (event) => `hooks hooks.json ${event}`,
);

// Codex and Copilot load no hooks from `hooks/` of a plugin with a portable manifest.
const RUN: { name: HostName; hooks: (string | undefined)[] }[] = [
  { name: 'codex', hooks: [] },
  { name: 'claude', hooks: [END, START, PROMPT] },
  { name: 'copilot', hooks: [] },
  { name: 'gemini', hooks: [END, START] },
];

let registry: BareRegistry;
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rolekit-declared-'));
  const maker = createHome('declared');
  const stage = await openStage(maker);
  registry = await openRegistry();
  try {
    layDeclared(stage.bundle, join(folder, 'sales'));
    const { status, answer } = await registry.send(join(folder, 'sales'));
    expect([status, answer.error]).toEqual([201, undefined]);
  } finally {
    await stage.close();
    maker.remove();
    rmSync(folder, { recursive: true, force: true });
  }
});
afterAll(() => registry?.close());

let home: Home;
afterEach(() => home?.remove());

test('the registry shows what it declares, in /v1 and on the page', async () => {
  const answer = await fetch(`${registry.url}/v1/plugins/rolekit/sales/versions/latest`);
  expect(((await answer.json()) as { components: object[] }).components).toMatchObject([
    { kind: 'hook', path: 'hooks' },
    { kind: 'command', path: 'commands' },
  ]);
  const page = await (await fetch(`${registry.url}/rolekit/sales`)).text();
  expect(page).toContain('Runs on your machine');
});

test.each(RUN)(
  '$name runs its server and the declared hooks that it loads, and nothing at install',
  async ({ name, hooks }) => {
    home = createHome('declared-host');
    awaitMarkers(home);
    const host = OPEN[name](home);
    await host.addMarketplace(registry.address);
    const atInstall = await startedFromPlugins(home, () => host.install(registry.address));
    expect([atInstall, markersOf(home)]).toEqual([[], []]);
    const started = await startedFromPlugins(home, () => firstPrompt(name, home, { trustHooks: true }));
    expect(markersOf(home)).toEqual(hooks);
    if (process.platform === 'linux')
      expect(started).toEqual([expect.stringMatching(/(^|\/)sales\/.*server\/main\.mjs$/)]);
  },
);
