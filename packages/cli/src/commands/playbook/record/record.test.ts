import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { rolekit } from '../../../../test/rolekit.ts';
import { onTerminal, SCRIPT } from '../../../../test/terminal.ts';
import { temporaryFolder, todoWorkspace } from '../../../../test/workspace.ts';

const TEMPLATE = fileURLToPath(new URL('../../../../templates/connector', import.meta.url));

async function starter(): Promise<string> {
  const dir = temporaryFolder();
  await cp(TEMPLATE, dir, { recursive: true });
  return dir;
}

const record = (dir: string, args: string[], stdin = '') =>
  rolekit(['playbook', 'record', dir, ...args, '--json'], { stdin });

describe('nothing is written', () => {
  test.each([
    [['--name', '../x'], 'starter_list_notes', '`../x` is no name of a playbook.'],
    [['--connector', 'startr'], 'starter_list_notes', 'The plugin has no connector "startr".'],
    [['--skill', 'a', '--connector', 'starter'], '', '--skill and --connector cannot be combined.'],
    [['--name', 'first'], 'starter_list_notes', 'playbooks/first.yaml already exists.'],
    [['--script', 'nowhere.txt'], '', 'nowhere.txt cannot be read.'],
    [[], '# nothing\n', 'Nothing was called.'],
    [[], 'starter_list_notes\nstarter_get_nte --id n1\n', 'Input:2: The plugin has no tool starter_get_nte.'],
    [[], 'starter_list_notes --text "Bearer abcdefghijk"\n', 'Input:1: `text` looks like a secret'],
  ])('with %j and %j', { timeout: 60_000 }, async (args, stdin, message) => {
    const dir = await starter();
    const run = await record(dir, args, stdin);
    expect(run.json.error.message).toContain(message);
    expect(run.stderr).not.toContain('abcdefghijk');
    expect(await readdir(join(dir, 'playbooks'))).toEqual(['first.yaml']);
  });

  test('for a plugin of which it is not clear what is proved', async () => {
    const { plugin } = todoWorkspace();
    const run = await record(plugin, ['--skill', 'tidy'], '');
    expect(run.json.error).toMatchObject({
      message: 'The plugin has no skill "tidy".',
      fix: expect.stringContaining('tidy-up'),
    });
  });

  test('of the credentials of the sandbox', { timeout: 60_000 }, async () => {
    const dir = await starter();
    const token = 'sandbox-key';
    const run = await record(dir, [], `starter_list_notes --text ${token}\n`);
    expect(run.json.error.message).toContain('Input:1: `text` looks like a secret');
    expect(run.stderr).not.toContain(token);
  });
});

const CALLS = `
# what a person does
starter_list_notes --text launch --limit 2
rolekit call starter_get_note --id n1
starter_update_note --id n1 --done --approve accept
starter_update_note --id n3 --title "It costs \${5}" --approve decline
starter_get_note --id no-such-note
`;

test('a session is written as a playbook that passes', { timeout: 120_000 }, async () => {
  const dir = await starter();
  const run = await record(dir, ['--name', 'session', '--title', 'A session'], CALLS);
  expect(run.json.result).toMatchObject({
    file: 'playbooks/session.yaml',
    steps: 5,
    captured: ['note_id', 'note_id_2'],
    result: { passed: true },
  });
  expect(await readFile(join(dir, 'playbooks/session.yaml'), 'utf8')).toBe(`connector: starter
title: A session

steps:
  - id: list_notes
    call: starter_list_notes
    with:
      text: launch
      limit: 2
    expect:
      - path: page.total
        equals: 12
      - path: page.truncated
        equals: true
    capture:
      note_id: items[0].id
      note_id_2: items[1].id

  - id: get_note
    call: starter_get_note
    with:
      id: \${note_id}

  - id: update_note
    call: starter_update_note
    with:
      id: \${note_id}
      done: true
    approve: accept

  - id: update_note_2
    call: starter_update_note
    with:
      id: \${note_id_2}
      title: It costs $\${5}
    approve: decline
    expectError: approval_refused

  - id: get_note_2
    call: starter_get_note
    with:
      id: no-such-note
    expectError: not_found
`);
  const tested = await rolekit(['test', dir, '--playbook', 'session', '--json']);
  expect(tested.json.result.playbooks).toMatchObject([{ title: 'A session', passed: true }]);
});

test.runIf(SCRIPT)(
  'a person types calls, sees answers, approves a write and ends with an empty line',
  { timeout: 90_000 },
  async () => {
    const dir = await starter();
    const run = await onTerminal(['playbook', 'record', dir, '--name', 'typed'], {
      cwd: dir,
      typed: [
        ['◆  Call 1', 'starter_get_nte --id n1\r'],
        ['◆  Call 1', 'starter_get_note --id n1\r'],
        ['◆  Call 2', 'starter_update_note --id n1 --done\r'],
        ['Apply this change?', 'y'],
        ['◆  Call 3', '\r'],
      ],
    });
    expect([run.code, run.shown]).toEqual([0, expect.stringContaining('recorded  playbooks/typed.yaml: 2 steps')]);
    expect(run.shown).toContain('Did you mean `starter_get_note`?');
    expect(run.shown).toContain('Plan the launch event');
    expect(await readFile(join(dir, 'playbooks/typed.yaml'), 'utf8')).toContain('approve: accept');
  },
);
