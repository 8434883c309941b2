import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { recordCalls } from '@rolekit/sdk/testing';
import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../../../../examples/weather-connector/sandbox/index.ts';
import weather from '../../../../../examples/weather-connector/src/index.ts';
import { rolekit } from '../../../test/rolekit.ts';
import { temporaryFolder } from '../../../test/workspace.ts';

const TEMPLATES = fileURLToPath(new URL('../../../templates', import.meta.url));

async function connector(edits: Record<string, [from: string, to: string][]> = {}): Promise<string> {
  const dir = temporaryFolder();
  await cp(join(TEMPLATES, 'connector'), dir, { recursive: true });
  for (const [file, changes] of Object.entries(edits)) {
    const path = join(dir, file);
    let text = await readFile(path, 'utf8');
    for (const [from, to] of changes) {
      expect(text).toContain(from);
      text = text.replace(from, to);
    }
    await writeFile(path, text);
  }
  return dir;
}

const problemsOf = (checks: { status: string; of: string; problem?: string }[]) =>
  checks.filter((check) => check.status === 'failed').map((check) => `${check.of}: ${check.problem}`);

test('a plugin with findings is not built', async () => {
  const dir = await connector({ 'plugin.json': [['"0.1.0"', '"^0.1.0"']] });
  const run = await rolekit(['test', dir, '--json']);
  expect(run.code).toBe(1);
  expect(run.json).toMatchObject({
    ok: false,
    result: { passed: false, checks: [], findings: [{ code: 'manifest/version' }] },
  });
});

test('a seed that is none is refused', async () => {
  const run = await rolekit(['test', temporaryFolder(), '--seed', 'abc']);
  expect([run.code, run.stderr]).toEqual([2, expect.stringContaining('--seed abc is not a seed.')]);
});

test('a playbook that calls a tool which was not built has its place', async () => {
  const dir = await connector({ 'playbooks/first.yaml': [['call: starter_list_notes', 'call: starter_list_note']] });
  const run = await rolekit(['test', dir]);
  expect(run.code).toBe(1);
  expect(run.stdout).toContain(
    'playbooks/first.yaml:9:11  error  playbook/unknown-tool  There is no tool "starter_list_note".',
  );
  expect(run.stdout).toContain('Did you mean "starter_list_notes"?');
});

test('broken promises of a connector and of a playbook are all reported', async () => {
  const dir = await connector({
    'src/index.ts': [
      [".describe('Part of the title.')", ''],
      [
        'item: NOTE,\n  handler',
        "item: NOTE,\n  examples: [{ title: 'The first note', input: { id: 'gone' } }],\n  handler",
      ],
      ["description: 'One note by its id. Find ids with `starter_list_notes`.'", "description: 'One note.'"],
      ['NOTE), changes)', 'NOTE), (await api.patch(path`/notes/${id}`, NOTE, { json: changes }), changes))'],
    ],
    'playbooks/first.yaml': [['equals: 5', 'equals: 6']],
  });
  const run = await rolekit(['test', dir, '--json', '--level', 'basic']);
  expect(run.code).toBe(1);
  expect(problemsOf(run.json.result.checks)).toEqual([
    'starter_get_note: its description is shorter than 20 characters',
    'starter_list_notes: its arguments text have no description',
    expect.stringContaining('starter_get_note: with {"id":"gone"} it answered not_found'),
    'starter: starter_update_note with {"id":"n1","done":true} writes without approval',
    'starter_update_note: it wrote before it was approved',
  ]);
  expect(run.json.result.playbooks[0]).toMatchObject({ passed: false, file: 'playbooks/first.yaml' });
});

test('the user’s own connections are neither read nor touched', async () => {
  const dir = await connector();
  const home = temporaryFolder();
  const run = await rolekit(['test', dir, '--json', '--level', 'basic'], {
    env: { HOME: home, STARTER_BASE_URL: 'https://production.example' },
  });
  expect(run.json.result.passed).toBe(true);
  expect(await readdir(home)).toEqual([]);
  expect(await readdir(dir)).not.toContain('dist');
});

test('a waiver without a reason is refused, and one with a reason is shown', async () => {
  const dir = await connector({ 'src/index.ts': [[".describe('Part of the title.')", '']] });
  const waive = (reason: string) =>
    writeFile(
      join(dir, 'contract.json'),
      JSON.stringify({ level: 'basic', waivers: [{ check: 'arguments', reason }] }),
    );
  await waive('');
  const refused = await rolekit(['test', dir, '--json']);
  expect(refused.json.result.findings).toMatchObject([{ code: 'contract/form', file: 'contract.json' }]);
  await waive('The one argument is named as plainly as can be.');
  const run = await rolekit(['test', dir]);
  expect(run.stdout).toContain('arguments: waived, The one argument is named as plainly as can be.');
  expect(run.code).toBe(0);
});

test('a playbook in which nothing is connected meets tools that say so', async () => {
  const dir = await connector();
  await writeFile(
    join(dir, 'playbooks/alone.yaml'),
    'connector: starter\ntitle: Alone\nconnected: []\nsteps:\n  - call: starter_list_notes\n    expectError: not_connected\n',
  );
  const run = await rolekit(['test', dir, '--playbook', 'alone', '--json']);
  expect(run.json.result.playbooks).toMatchObject([{ title: 'Alone', passed: true }]);
  expect(run.code).toBe(0);
});

test('a playbook that there is not is an error, not a test that passes', async () => {
  const run = await rolekit(['test', await connector(), '--playbook', 'frist', '--json']);
  expect(run.code).toBe(2);
  expect(run.json.error).toEqual({
    code: 'RK_USAGE',
    message: 'No playbook has `frist` as its file, skill or connector.',
    fix: 'There is first.yaml.',
  });
});

test('what came of a run is recorded for the build, and stays behind when it is about another version', {
  timeout: 120_000,
}, async () => {
  const dir = await connector();
  expect((await rolekit(['test', dir, '--record', '--playbook', 'first'])).code).toBe(2);
  expect(await readdir(dir)).not.toContain('contract-report.json');
  const run = await rolekit(['test', dir, '--record', '--level', 'basic', '--seed', '5']);
  expect(run.stdout).toContain('recorded  contract-report.json');
  const built = await rolekit(['build', dir, '--json']);
  expect(built.json.result.findings).toEqual([]);
  const report = JSON.parse(await readFile(join(dir, 'dist/contract-report.json'), 'utf8'));
  expect(report).toMatchObject({
    plugin: 'your-namespace/starter',
    version: '0.1.0',
    level: 'basic',
    seed: 5,
    connectors: ['starter'],
    playbooks: 1,
    waivers: [],
  });
  expect(report.checks).toContain('asks');
  expect(report.checks).not.toContain('pagination');
  const manifest = await readFile(join(dir, 'plugin.json'), 'utf8');
  await writeFile(join(dir, 'plugin.json'), manifest.replace('"0.1.0"', '"0.1.1"'));
  const next = await rolekit(['build', dir, '--json']);
  expect(next.json.result.findings).toMatchObject([{ code: 'contract-report/stale', severity: 'warning' }]);
  expect(await readdir(join(dir, 'dist'))).not.toContain('contract-report.json');
});

test('a strict run that passed says how to keep it, until it is kept', { timeout: 120_000 }, async () => {
  const cwd = temporaryFolder();
  await rolekit(['create', 'connector', 'desk', '--namespace', 'acme', '--template', 'files'], { cwd });
  const strict = ['test', 'desk', '--level', 'strict'];
  const whole = await rolekit(strict, { cwd });
  expect(whole.stdout).toContain('note  run it with --record to keep this in the plugin');
  const kept = await rolekit([...strict, '--record'], { cwd });
  expect(kept.stdout).toContain('recorded  contract-report.json');
  expect(kept.stdout).not.toContain('--record');
});

test('a run that fails is not recorded, and says its seed', async () => {
  const dir = await connector({ 'src/index.ts': [[".describe('Part of the title.')", '']] });
  const run = await rolekit(['test', dir, '--record', '--level', 'basic', '--seed', '7']);
  expect([run.code, run.stdout]).toEqual([1, expect.stringContaining('--seed 7 repeats the same input and faults')]);
  expect(await readdir(dir)).not.toContain('contract-report.json');
});

test('the connector template passes, with every tool checked and its playbook run', async () => {
  const run = await rolekit(['test'], { cwd: await connector() });
  expect(run.stdout).toMatch(/passed {2}your-namespace\/starter: \d+ checks, 1 playbook,/);
  expect(run.code).toBe(0);
});

test('a playbook says what is connected, and reads what was pasted', { timeout: 60_000 }, async () => {
  const dir = await connector();
  const pasted = 'pasted: { notes: "Title,Hours\\nA,\\"1,200\\"\\nB," }';
  const facts = 'facts: [ { name: hours, value: "sum(pasted.notes[*].Hours)", equals: 1200 } ]';
  const step = 'steps: [ { call: starter_list_notes, expectError: not_connected } ]';
  const head = 'connector: starter\ntitle: Nothing is connected';
  await writeFile(join(dir, 'playbooks/pasted.yaml'), `${head}\nconnected: []\n${pasted}\n${step}\n${facts}\n`);
  await writeFile(
    join(dir, 'playbooks/chosen.yaml'),
    'connector: starter\ntitle: It is connected\nconnected: [starter]\nsteps: [ { call: starter_list_notes } ]\n',
  );
  const run = await rolekit(['test', dir, '--playbook', 'starter', '--json']);
  expect(run.json.result.playbooks).toMatchObject([
    { file: 'playbooks/chosen.yaml', passed: true },
    { file: 'playbooks/first.yaml', passed: true },
    { file: 'playbooks/pasted.yaml', passed: true, facts: [{ name: 'hours', value: 1200 }] },
  ]);
  await writeFile(join(dir, 'playbooks/chosen.yaml'), `${head}\nconnected: [startr]\n${step}\n`);
  const unknown = await rolekit(['test', dir]);
  expect(unknown.stdout).toContain(
    'playbooks/chosen.yaml:3:13  error  playbook/unknown-connector  The plugin has no connector "startr".',
  );
});

test('a plugin without connectors runs its playbooks on pasted rows', async () => {
  const dir = temporaryFolder();
  await cp(join(TEMPLATES, 'plugin'), dir, { recursive: true });
  await mkdir(join(dir, 'playbooks'));
  await writeFile(
    join(dir, 'playbooks/pasted.yaml'),
    'skill: first-skill\ntitle: Rows\npasted: { deals: "Deal,Amount\\nA,1" }\nfacts: [ { name: f, value: "count(pasted.deals)", equals: 2 } ]\n',
  );
  const run = await rolekit(['test', dir]);
  expect(run.code).toBe(1);
  expect(run.stdout).toContain('`count(pasted.deals)`: expected 2, found 1');
});

test('the plugin template passes', async () => {
  const run = await rolekit(['test', join(TEMPLATES, 'plugin')]);
  expect(run.stdout).toContain('passed  your-namespace/your-plugin: 0 checks, 0 playbooks');
  expect(run.code).toBe(0);
});

describe('over recordings', () => {
  const WEATHER = fileURLToPath(new URL('../../../../../examples/weather-connector', import.meta.url));

  test('a connector without a recording is told how to make one', async () => {
    const run = await rolekit(['test', await connector(), '--recordings']);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('.rolekit/recordings/starter.json does not exist.');
    expect(run.stderr).toContain('recordCalls');
  });

  test('neither a report nor a playbook goes with them', async () => {
    const run = await rolekit(['test', WEATHER, '--recordings', '--record']);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('--recordings cannot be combined with --record or --playbook.');
  });

  test('what was recorded stands in for the sandbox, and the output says so', async () => {
    const dir = temporaryFolder();
    const live = await startSandbox();
    const made = await recordCalls(weather, { baseUrl: live.baseUrl, values: live.values, allow: ['total'] });
    await live.close();
    await writeFile(join(dir, 'weather.json'), JSON.stringify(made));
    const run = await rolekit(['test', WEATHER, '--recordings', '--recordings-dir', dir]);
    expect(run.stdout).toMatch(
      /note {2}weather was tested against a recording of \d{4}-\d\d-\d\d, without its playbooks/,
    );
    expect(run.stdout).toContain('it asks for more than what was recorded');
    expect(run.stdout).toMatch(/passed {2}acme\/weather: \d+ checks, 0 playbooks,/);
    expect(run.code).toBe(0);
  });
});
