import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { servedFrom } from '@rolekit/sdk/serve';
import { connectInMemory } from '@rolekit/sdk/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import salesforce from '../../../../../connectors/salesforce/src/index.ts';
import { rolekit } from '../../../test/rolekit.ts';
import { runRolekit } from '../../main.ts';
import { bareEnvironment, openBench, type TestBench } from '../../testing/bench.ts';

const WORKSPACE = fileURLToPath(new URL('../../../../..', import.meta.url));
const SLOW = 60_000;

let bench: TestBench;

beforeAll(async () => {
  bench = await openBench(['salesforce'], WORKSPACE);
}, SLOW);
afterAll(async () => {
  await bench?.close();
});

/** A task, created by a call that a person approved. */
async function createTask(subject: string): Promise<void> {
  const plugin = { name: 'crm', version: '1.0.0', description: 'Test.', connectors: [servedFrom(salesforce)] };
  const host = await connectInMemory(plugin, { home: bench.home, approve: 'accept' });
  await host.call('salesforce_create_record', { object: 'Task', fields: { Subject: subject, Status: 'Not Started' } });
  await host.close();
}

const undo = (argv: string[], home = bench.home) =>
  rolekit(['undo', ...argv], { cwd: WORKSPACE, env: bareEnvironment(home) });

const listed = async () => (await undo(['--list', '--json'])).json.result.writes;

/** The same on a terminal, where a person presses a key. */
async function onTerminal(argv: string[], key: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => stdin });
  const stderr = Object.assign(new PassThrough(), { isTTY: true, columns: 100 });
  let stdout = '';
  let said = '';
  stderr.on('data', (chunk) => {
    if (!said.includes('Apply this change?') && String(chunk).includes('Apply this change?'))
      setImmediate(() => stdin.write(key));
    said += String(chunk);
  });
  const code = await runRolekit(['undo', ...argv], {
    cwd: WORKSPACE,
    env: { ...bareEnvironment(bench.home), CI: '' },
    stdin,
    stdout: {
      write(text) {
        stdout += text;
      },
    },
    stderr,
    signal: new AbortController().signal,
  });
  return { code, stdout, stderr: said };
}

test('without an id it says how to list them', async () => {
  const run = await undo([]);
  expect(run.code).toBe(2);
  expect(run.stderr).toContain('`rolekit undo --list` lists the IDs');
});

test('with nothing in the audit log it lists nothing, and finds nothing', async () => {
  expect((await undo(['--list'], bench.emptyHome)).stdout).toContain('Nothing in the audit log can be undone.');
  const run = await undo(['0123456789', '--json'], bench.emptyHome);
  expect(run.code).toBe(1);
  expect(run.json.error.code).toBe('RK_NOT_FOUND');
});

describe('of a write', () => {
  test('in a script it is refused: it needs a person', async () => {
    await createTask('In a script');
    const [{ id }] = await listed();
    const before = bench.writes();
    const run = await undo([id, '--json']);
    expect(run.code).toBe(3);
    expect(run.json.error).toMatchObject({ code: 'RK_APPROVAL_REQUIRED' });
    expect((await undo([id, '--yes'])).code).toBe(2);
    expect(bench.writes()).toBe(before);
  });

  test(
    'on a terminal a no changes nothing',
    async () => {
      await createTask('Kept');
      const [{ id }] = await listed();
      const before = bench.writes();
      const run = await onTerminal([id], 'n');
      expect(run.code).toBe(3);
      expect(run.stderr).toContain('Subject: Kept (is removed)');
      expect(bench.writes()).toBe(before);
    },
    SLOW,
  );

  test(
    'on a terminal a yes applies what was shown, and the list says that it is undone',
    async () => {
      await createTask('Removed');
      const [{ id }] = await listed();
      const run = await onTerminal([id.slice(0, 10)], 'y');
      expect(run.stderr).toContain('Delete Task');
      expect(run.stderr).toContain('Undoes what was written at');
      expect(run.stdout).toMatch(/^undone {2}Delete Task /);
      expect(run.code).toBe(0);
      expect(await listed()).toMatchObject([{ id, undone: expect.any(String) }, {}, {}]);
      expect((await undo(['--list'])).stdout).toMatch(/undone {2}Create Task "Removed"/);
    },
    SLOW,
  );
});
