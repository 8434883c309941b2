import { cp, mkdir, mkdtemp, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { rolekit } from '../../test/rolekit.ts';

const TEMPLATE = fileURLToPath(new URL('../../templates/plugin', import.meta.url));

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rolekit-validate-'));
  await cp(TEMPLATE, dir, { recursive: true });
});

afterEach(() => rm(dir, { recursive: true, force: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(dir, path)), { recursive: true });
  await writeFile(join(dir, path), text);
}

async function edit(path: string, from: string | RegExp, to: string): Promise<void> {
  const text = await readFile(join(dir, path), 'utf8');
  expect(text).toMatch(from);
  await writeFile(join(dir, path), text.replace(from, to));
}

async function places(): Promise<string[]> {
  const { json } = await rolekit(['validate', dir, '--json']);
  return json.result.findings.map((one: { file: string; line?: number; column?: number; code: string }) =>
    [one.file, one.line, one.column, one.code].filter((part) => part !== undefined).join(' '),
  );
}

describe('a plugin is refused, with place and fix', () => {
  test('when there is nothing at that path', async () => {
    const run = await rolekit(['validate', join(dir, 'nowhere')]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('RK_USAGE');
  });

  test('when it has no manifest', async () => {
    await rm(join(dir, 'plugin.json'));
    expect(await places()).toContain('plugin.json manifest/missing');
  });

  test('when its manifest is broken JSON', async () => {
    await edit('plugin.json', '"version": "0.1.0",', '"version": ,');
    expect(await places()).toContainEqual(expect.stringMatching(/^plugin\.json 4 \d+ manifest\/syntax$/));
  });

  test('for everything at once: name, type, key, range, escaping path, skill and playbook', async () => {
    await edit('plugin.json', '"name": "your-plugin"', '"name": "Starter"');
    await edit('plugin.json', '"version": "0.1.0"', '"version": "^0.1.0"');
    await edit('plugin.json', '"license": "Apache-2.0"', '"licence": "Apache-2.0"');
    await edit('plugin.json', '"role": "your-plugin",', '"role": 7, "connectors": { "crm": { "path": "../crm.ts" } },');
    await edit('skills/first-skill/SKILL.md', 'name: first-skill', 'name: other-skill');
    await write('playbooks/a.yaml', 'skill: first-skill\ntitle: [\n');
    const found = await places();
    expect(found).toEqual([
      'playbooks/a.yaml 3 1 playbook/yaml',
      'plugin.json 3 11 manifest/name',
      'plugin.json 4 14 manifest/version',
      'plugin.json 6 3 manifest/unknown-key',
      'plugin.json 10 15 manifest/type',
      'plugin.json 10 51 manifest/path',
      'skills/first-skill/SKILL.md 2 7 skill/folder',
    ]);
    expect((await rolekit(['validate', dir])).code).toBe(1);
  });

  test('when it holds a symlink, which is not followed', async () => {
    const secret = join(dir, '..', `${dir.split('/').at(-1)}-secret.yaml`);
    await writeFile(secret, 'password: hunter2');
    await mkdir(join(dir, 'playbooks'));
    await symlink(secret, join(dir, 'playbooks/a.yaml'));
    const run = await rolekit(['validate', dir]);
    await rm(secret);
    expect(run.stdout).toContain('playbooks/a.yaml');
    expect(run.stdout).toContain('symlink');
    expect(run.stdout).not.toMatch(/hunter2|password/);
  });

  test('when a connector names a file that is not there', async () => {
    await edit(
      'plugin.json',
      '"role": "your-plugin",',
      '"role": "starter", "connectors": { "crm": { "path": "./crm.ts" } },',
    );
    expect(await places()).toEqual(['plugin.json 10 60 manifest/missing-file']);
  });

  test('when a playbook proves a skill that it does not have', async () => {
    await write('playbooks/a.yaml', 'skill: frist-skill\ntitle: T\nsteps:\n  - call: crm_get_deal\n');
    const { json } = await rolekit(['validate', dir, '--json']);
    expect(json.result.findings).toEqual([
      {
        code: 'playbook/unknown-skill',
        severity: 'error',
        message: 'The plugin has no skill "frist-skill".',
        file: 'playbooks/a.yaml',
        line: 1,
        column: 8,
        fix: 'Did you mean "first-skill"?',
      },
    ]);
  });

  test('when a skill or a playbook names a tool that its fresh build does not have', async () => {
    const definition = { name: 'crm_list_deals', description: 'Deals.', inputSchema: { type: 'object' } };
    const digest = `sha256:${'0'.repeat(64)}`;
    const connector = {
      name: 'crm',
      title: 'CRM',
      version: '1.0.0',
      description: 'A CRM.',
      config: [],
      hosts: [],
      tools: [{ access: 'read', enabled: true, definition, digest }],
    };
    const tools = { format: 1, protocol: '2026-07-28', connectors: [connector], toolsetDigest: digest, tokens: 10 };
    await write('dist/tools.json', JSON.stringify(tools));
    await write('playbooks/a.yaml', 'skill: first-skill\ntitle: T\nsteps:\n  - call: crm_list_deal\n');
    await edit('skills/first-skill/SKILL.md', 'Never guess', 'Use `crm_list_dales`. Never guess');
    expect(await places()).toEqual([
      'playbooks/a.yaml 4 11 playbook/unknown-tool',
      expect.stringMatching(/^skills\/first-skill\/SKILL\.md 13 \d+ skill\/unknown-tool$/),
    ]);
    const later = new Date(Date.now() + 60_000);
    await utimes(join(dir, 'plugin.json'), later, later);
    expect(await places()).toEqual([]);
  });

  test('when it is no archive', async () => {
    const run = await rolekit(['validate', join(dir, 'README.md'), '--json']);
    expect(run.code).toBe(1);
    expect(run.json.result.kind).toBe('archive');
    expect(run.json.result.findings).toHaveLength(1);
  });
});

describe('--fix', () => {
  test('repairs typos of keys and the name of a skill, and nothing else', async () => {
    await edit('plugin.json', '"description"', '"descripton"');
    await edit('plugin.json', '"version": "0.1.0"', '"version": "0.1"');
    await edit('skills/first-skill/SKILL.md', 'name: first-skill', 'name: "other"');
    await write('playbooks/a.yaml', 'skill: first-skill\ntitle: T\nsteps:\n  - cal: crm_get_deal\n');
    const before = await rolekit(['validate', dir]);
    expect(before.stdout).toContain('`--fix` repairs 3 of them.');
    const { json, code } = await rolekit(['validate', dir, '--fix', '--json']);
    expect(json.result.fixed).toEqual([
      { file: 'playbooks/a.yaml', line: 4, from: 'cal', to: 'call' },
      { file: 'plugin.json', line: 5, from: '"descripton"', to: '"description"' },
      { file: 'skills/first-skill/SKILL.md', line: 2, from: '"other"', to: '"first-skill"' },
    ]);
    expect(code).toBe(1);
    expect(json.result.findings.map((one: { code: string }) => one.code)).toEqual(['manifest/version']);
  });

  test('writes nothing without being asked', async () => {
    await edit('plugin.json', '"description"', '"descripton"');
    const before = await readFile(join(dir, 'plugin.json'), 'utf8');
    await rolekit(['validate', dir]);
    expect(await readFile(join(dir, 'plugin.json'), 'utf8')).toBe(before);
  });
});

test('SARIF names rule, level, file and place', async () => {
  await edit('plugin.json', '"description"', '"descripton"');
  const run = await rolekit(['validate', '.', '--format', 'sarif'], { cwd: dir });
  const log = JSON.parse(run.stdout);
  expect(log.version).toBe('2.1.0');
  expect(log.runs[0].tool.driver.rules).toContainEqual({ id: 'manifest/unknown-key' });
  expect(log.runs[0].results[0]).toMatchObject({
    level: 'error',
    locations: [{ physicalLocation: { artifactLocation: { uri: 'plugin.json' }, region: { startLine: 1 } } }],
  });
});

test('the template of a plugin is valid as it is', async () => {
  const run = await rolekit(['validate'], { cwd: dir });
  expect(run.stdout).toBe('valid  . (source)\n');
  expect(run.code).toBe(0);
});

test('--fix writes a name that YAML takes for a number in quotes, and replaces a name with blanks whole', async () => {
  for (const [folder, name] of [
    ['2026', '"2026"'],
    ['deal-desk', 'deal-desk'],
  ] as const) {
    await write(`skills/${folder}/SKILL.md`, `---\nname: Deal Desk # ours\ndescription: Deals.\n---\n\nRead.\n`);
    await rolekit(['validate', dir, '--fix']);
    expect(await readFile(join(dir, `skills/${folder}/SKILL.md`), 'utf8')).toContain(`\nname: ${name} # ours\n`);
  }
  expect(await places()).toEqual([]);
});
