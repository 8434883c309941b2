import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { rolekit } from '../../../test/rolekit.ts';
import { onTerminal, ROLEKIT_PROCESS, SCRIPT } from '../../../test/terminal.ts';
import { temporaryFolder, todoWorkspace } from '../../../test/workspace.ts';

const TEMPLATE = fileURLToPath(new URL('../../../templates/connector', import.meta.url));
const HANGS_MS = 90_000;

test.each([
  [['--record'], '--watch cannot be combined with --record or --json.'],
  [['--json'], '--watch cannot be combined with --record or --json.'],
  [['--level', 'odd'], '--level odd is not a level.'],
])('%j with --watch is a usage error', async (args, message) => {
  const run = await rolekit(['test', TEMPLATE, '--watch', ...args]);
  expect([run.code, run.stderr]).toEqual([2, expect.stringContaining(message)]);
});

test('a save tests what it reaches, and q leaves no process', { timeout: 2 * HANGS_MS }, async () => {
  // without neighbours: another test's connector of that name would be one of its sources
  const dir = join(temporaryFolder(), 'starter');
  await cp(TEMPLATE, dir, { recursive: true });
  const home = temporaryFolder();
  const child = spawn(process.execPath, [...ROLEKIT_PROCESS, 'test', '--watch', '--level', 'basic'], {
    cwd: dir,
    env: { PATH: process.env.PATH, HOME: home, USERPROFILE: home, ROLEKIT_STORE: 'file' },
    detached: true,
  });
  const group = String(child.pid);
  const ended = once(child, 'exit');
  const running = () =>
    execFileSync('ps', ['-eo', 'pgid=,stat=,args='], { encoding: 'utf8' })
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([of, state]) => of === group && !state?.startsWith('Z'));
  onTestFinished(() => void (running().length > 0 && process.kill(-Number(group), 'SIGKILL')));
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  /** All that was said until it waits again. */
  const round = async () => {
    for (let left = HANGS_MS / 50; !said.includes('Waiting for a save') && left > 0; left--) await wait(50);
    const text = said;
    said = '';
    return text;
  };
  // a save that a busy machine writes in two parts begins a round twice
  expect(await round()).toMatch(
    /^(?:testing {2}everything\n)+passed {2}your-namespace\/starter: \d+ checks, 1 playbook, .*\n/,
  );
  const file = join(dir, 'playbooks/first.yaml');
  const right = await readFile(file, 'utf8');
  await writeFile(file, right.replace('equals: 5', 'equals: 6'));
  expect(await round()).toMatch(
    /^(?:testing {2}playbooks\/first\.yaml\n)+✗ playbooks\/first\.yaml\n {4}playbooks\/first\.yaml:\d+:\d+ {2}.*expected 6, found 5\nfailed {2}your-namespace\/starter: 0 checks, 1 playbook/,
  );
  // a save while a round runs ends it
  await writeFile(file, right);
  for (let left = HANGS_MS / 20; !said.includes('testing') && left > 0; left--) await wait(20);
  await writeFile(join(dir, 'README.md'), '# Another\n');
  const last = await round();
  expect(last).toContain('testing  everything\npassed');
  child.stdin.write('q\n');
  expect((await ended)[0]).toBe(0);
  expect(running()).toEqual([]);
});

test.runIf(SCRIPT)(
  'on a terminal q quits as it is typed, after one round of a plugin that joins a connector',
  {
    timeout: HANGS_MS,
  },
  async () => {
    const { plugin } = todoWorkspace();
    const run = await onTerminal(['test', '--watch'], { cwd: plugin, typed: [['Waiting for a save', 'q']] });
    expect(run.code).toBe(0);
    expect(run.shown.match(/testing {2}everything/g)).toHaveLength(1);
  },
);
