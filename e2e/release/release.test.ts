// A release, from notes to what a stranger installs: the commands of release.yml in a fresh clone, against a real registry.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createRegistry, type Registry } from '@rolekit/registry';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Clone, makeClone } from '../clone.ts';
import { runProgram } from '../hosts/processes.ts';
import { ROOT } from '../workspace.ts';
import { openVerdaccio, type Verdaccio } from './verdaccio.ts';
import { type Command, commandsOf, type Ran, runCommands } from './workflow-steps.ts';

const WORKFLOW = join(ROOT, '.github', 'workflows', 'release.yml');
const LAST = 'rolekit';
const OWN = ['@rolekit/sdk', '@rolekit/registry', '@rolekit/openapi', '@rolekit/connector-slack', LAST];

let verdaccio: Verdaccio;
let clone: Clone;
let folder: string;
let released: string;

beforeAll(async () => {
  verdaccio = await openVerdaccio([LAST]);
  clone = await makeClone('release', [dirname(process.execPath)]);
  folder = mkdtempSync(join(tmpdir(), 'rolekit-stranger-'));
});

afterAll(async () => {
  await verdaccio?.close();
  clone?.remove();
  if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** Of somebody who publishes: with the machine's own store, which the tests before have filled. */
const publisher = () => ({
  cwd: clone.path,
  env: {
    ...clone.env,
    HOME: process.env.HOME,
    NPM_CONFIG_USERCONFIG: verdaccio.userConfig,
    GITHUB_OUTPUT: join(clone.home, 'output'),
    GITHUB_SERVER_URL: 'https://git.example',
    GITHUB_REPOSITORY: 'acme/rolekit',
  },
});

/** Of somebody who has nothing of Rolekit. */
const stranger = (cwd: string) => ({
  cwd,
  env: {
    ...clone.env,
    HOME: folder,
    NPM_CONFIG_USERCONFIG: verdaccio.userConfig,
    npm_config_cache: join(folder, '.npm'),
    ROLEKIT_STORE: 'file',
  },
});

/** Provenance is signed for a workflow that really runs: here it stays untried. */
const withoutProvenance = (commands: readonly Command[]): Command[] =>
  commands.map(({ command }) => ({ command, env: {} }));

const codesOf = (ran: readonly Ran[]) => ran.map(({ command, code }) => [command, code]);

async function runJob(job: string): Promise<Ran[]> {
  return runCommands(withoutProvenance(commandsOf(WORKFLOW, job)), publisher());
}

describe('a release', { timeout: 900_000 }, () => {
  test('makes versions of the notes first', async () => {
    writeFileSync(
      join(clone.path, '.changeset', 'a-note.md'),
      "---\n'@rolekit/sdk': minor\n---\n\nA note of this test.\n",
    );
    const before = versionOf('packages/sdk');
    expect(codesOf(await runJob('plan'))).toEqual([
      ['npm run release:tools', 0],
      ['npm run release:plan', 0],
    ]);
    expect(readFileSync(join(clone.home, 'output'), 'utf8')).toBe('mode=version\n');
    expect((await runJob('version')).at(-1)).toMatchObject({ command: 'npm run release:version', code: 0 });
    released = versionOf('packages/sdk');
    expect(released).not.toBe(before);
    expect(OWN.filter((name) => !name.includes('connector')).map((name) => versionOf(folderOf(name)))).toEqual(
      Array(4).fill(released),
    );
    expect(readFileSync(join(clone.path, 'packages/sdk/CHANGELOG.md'), 'utf8')).toContain('A note of this test.');
    expect(readFileSync(join(clone.path, 'docs/plugins.md'), 'utf8')).toContain(`"version": "${released}"`);
    const author = ['-c', 'user.name=Ann', '-c', 'user.email=ann@acme.example'];
    await runProgram('git', ['add', '--all'], publisher());
    await runProgram('git', [...author, 'commit', '--quiet', '--message', 'Release new versions'], publisher());
  });

  test('then packs, and publishes only with provenance where the workflow says so', async () => {
    await runJob('plan');
    expect(readFileSync(join(clone.home, 'output'), 'utf8')).toBe('mode=version\nmode=publish\n');
    expect(codesOf(await runJob('pack'))).toEqual([['npm run release:pack', 0]]);
    const ran = await runCommands(commandsOf(WORKFLOW, 'publish'), publisher());
    expect(codesOf(ran)).toEqual([
      ['npm run release:tools', 0],
      ['npm run release:publish', 1],
    ]);
    expect(ran.at(-1)?.stdout).toContain('ERR_PNPM_PROVENANCE_UNSUPPORTED_PROVIDER');
    expect(await verdaccio.versions('@rolekit/sdk')).toEqual([]);
  });

  test('that fails midway is finished by the next run, and one after it changes nothing', async () => {
    expect((await runJob('publish')).at(-1)?.code).toBe(1);
    expect(await verdaccio.versions('@rolekit/sdk')).toEqual([released]);
    expect(await verdaccio.versions(LAST)).toEqual([]);
    await verdaccio.restart();
    const second = await runJob('publish');
    expect(second.at(-1)).toMatchObject({ command: 'npm run release:publish', code: 0 });
    for (const name of OWN) expect(await verdaccio.versions(name)).toEqual([versionOf(folderOf(name))]);
    const third = await runJob('publish');
    expect(third.at(-1)).toMatchObject({ code: 0, stdout: expect.stringContaining('has every version already') });
    await runJob('plan');
    expect(readFileSync(join(clone.home, 'output'), 'utf8')).toBe('mode=version\nmode=publish\nmode=none\n');
  });

  test('is what a stranger installs, who creates, validates, tests and builds with it', async () => {
    const commands = [
      'npx --yes rolekit --version',
      'npx --yes rolekit create connector shop --namespace acme --description "Reads a shop."',
      'cd shop && npm install',
      'cd shop && npx --yes rolekit validate',
      'cd shop && npx --yes rolekit test',
      'cd shop && npx --yes rolekit build',
    ].map((command) => ({ command, env: {} }));
    const ran = await runCommands(commands, stranger(folder));
    expect(codesOf(ran)).toEqual(commands.map(({ command }) => [command, 0]));
    expect(ran[0]?.stdout.trim()).toBe(released);
    expect(ran[3]?.stdout).not.toContain('types-unchecked');
    const sdk = join(folder, 'shop/node_modules/@rolekit/sdk/package.json');
    expect(JSON.parse(readFileSync(sdk, 'utf8'))).toMatchObject({
      version: released,
      repository: { url: 'git+https://git.example/acme/rolekit.git', directory: 'packages/sdk' },
    });
    expect(existsSync(join(folder, 'shop/dist/server/main.mjs'))).toBe(true);
  });
});

describe('the workflow of a new workspace', { timeout: 900_000 }, () => {
  const ci = () => join(folder, 'partner', '.github', 'workflows', 'ci.yml');
  const partner = () => stranger(join(folder, 'partner'));
  let registry: Registry;
  let values: Record<string, string>;

  beforeAll(async () => {
    registry = await createRegistry({ dataDir: join(folder, 'registry') });
    await registry.listen();
    const token = await registry.tokens.create({ name: 'ci', namespaces: ['acme'] });
    values = { 'vars.ROLEKIT_REGISTRY': registry.url, 'secrets.ROLEKIT_TOKEN': token };
    const made = 'npx --yes rolekit create workspace partner --namespace acme && cd partner && npm install';
    expect(codesOf(await runCommands([{ command: made, env: {} }], stranger(folder)))).toEqual([[made, 0]]);
  });

  afterAll(() => registry?.close());

  const published = async () => {
    const { plugins } = (await (await fetch(`${registry.url}/v1/plugins`)).json()) as { plugins: { id: string }[] };
    return plugins.map(({ id }) => id).sort();
  };

  test('passes untouched: it validates, tests and publishes, and publishes nothing twice', async () => {
    const commands = [...commandsOf(ci(), 'test'), ...commandsOf(ci(), 'publish', values)];
    expect(commands.length).toBeGreaterThan(4);
    const ran = await runCommands(commands, partner());
    expect(codesOf(ran)).toEqual(commands.map(({ command }) => [command, 0]));
    expect(await published()).toEqual(['acme/desk', 'acme/service']);
    const again = await runCommands(commandsOf(ci(), 'publish', values).slice(-1), partner());
    expect(again.map(({ code }) => code)).toEqual([0]);
    expect(again.map(({ stdout }) => stdout).join()).not.toContain(values['secrets.ROLEKIT_TOKEN']);
  });

  test.each([
    [
      'a skill that is not one',
      'plugins/service/skills/whats-open/SKILL.md',
      'description:',
      'describes:',
      'npm run validate',
    ],
    [
      'a fact that does not hold',
      'plugins/service/playbooks/whats-open.yaml',
      'value: count(found)\n    equals: 12',
      'value: count(found)\n    equals: 13',
      'npm test',
    ],
  ])('stops at %s, before anything is published', async (_what, path, from, to, step) => {
    const file = join(folder, 'partner', path);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain(from);
    writeFileSync(file, text.replace(from, to));
    try {
      const ran = await runCommands(commandsOf(ci(), 'test'), partner());
      expect(ran.at(-1)).toMatchObject({ command: step });
      expect(ran.at(-1)?.code).not.toBe(0);
    } finally {
      writeFileSync(file, text);
    }
  });
});

function versionOf(path: string): string {
  return JSON.parse(readFileSync(join(clone.path, path, 'package.json'), 'utf8')).version;
}

function folderOf(name: string): string {
  if (name === LAST) return 'packages/cli';
  return name.replace('@rolekit/connector-', 'connectors/').replace('@rolekit/', 'packages/');
}
