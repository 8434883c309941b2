import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rolekit } from '../../../test/rolekit.ts';
import { KEYS, onTerminal, SCRIPT } from '../../../test/terminal.ts';
import { temporaryFolder, todoWorkspace, writeFiles } from '../../../test/workspace.ts';
import { composeBundle } from '../../build/index.ts';
import { writeTemporary } from '../../plugin-server/target.ts';
import { bareEnvironment, openBench, type TestBench } from '../../testing/bench.ts';

const TEMPLATE = fileURLToPath(new URL('../../../templates/connector', import.meta.url));

let bench: TestBench;
let built: string;

beforeAll(async () => {
  built = await writeTemporary((await composeBundle(TEMPLATE)).files);
  bench = await openBench(['starter'], TEMPLATE);
});

afterAll(async () => {
  await bench.close();
  await rm(built, { recursive: true });
});

interface CallOptions {
  stdin?: string;
  home?: string;
  terminal?: boolean;
  columns?: number;
}

const call = (argv: string[], options: CallOptions = {}) =>
  rolekit(['call', ...argv, '--plugin', built], {
    ...options,
    env: bareEnvironment(options.home ?? bench.home),
  });

describe('a wrong line is a usage error', () => {
  test.each([
    [[], 'No tool given.'],
    [['starter_get_nte'], 'Did you mean `starter_get_note`?'],
    [['starter_get_note', 'n1'], 'Unexpected argument `n1`.'],
    [['starter_list_notes', '--limt', '5'], 'Did you mean `--limit`?'],
    [['starter_list_notes', '--limit', 'five'], '`--limit` is integer, not `five`.'],
    [['starter_list_notes', '--limit'], '`--limit` needs a value.'],
    [['starter_list_notes', '--args', '{"limit": }'], '`--args` is not valid JSON'],
    [['starter_list_notes', '--args', '[1]'], '`--args` is not a JSON object.'],
    [['starter_list_notes', '--args', '@nowhere.json'], 'nowhere.json cannot be read.'],
    [['starter_list_notes', '--args', '{}', '--limit', '5'], 'as JSON and as options'],
    [['starter_list_notes', '--fields'], '`--fields` needs names.'],
    [['starter_list_notes', '--fields', 'id,titel'], 'Did you mean `title`?'],
    [['starter_update_note', '--id', 'n1', '--fields', 'id'], '`--fields` chooses columns of what is read'],
    [['--help'], 'Name one of starter_list_notes, starter_get_note, starter_update_note.'],
  ])('%j', async (argv, message) => {
    const run = await call(argv);
    expect(run.stderr).toContain(message);
    expect(run.code).toBe(2);
  });

  test('where no plugin has such a connector', async () => {
    const run = await rolekit(['call', 'crm_list_deals'], { cwd: temporaryFolder() });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('No plugin here has a connector `crm`.');
  });
});

test('arguments that the tool refuses are a usage error with the tool’s words', async () => {
  const run = await call(['starter_list_notes', '--limit', '5000', '--json']);
  expect(run.code).toBe(2);
  expect(run.json.error.code).toBe('RK_INVALID_REQUEST');
  expect(run.json.error.message).toContain('limit');
});

test('without a connection it says how to get one, and exits with 3', async () => {
  const run = await call(['starter_list_notes'], { home: bench.emptyHome });
  expect(run.code).toBe(3);
  expect(run.stderr).toContain('rolekit connect starter');
});

test('a write in a script needs a person', async () => {
  const run = await call(['starter_update_note', '--id', 'n1', '--done', '--json']);
  expect(run.code).toBe(3);
  expect(run.json.error).toMatchObject({
    code: 'RK_APPROVAL_REQUIRED',
    fix: 'Run it in a terminal to see and approve the change.',
  });
  expect(bench.writes()).toBe(0);
});

test.runIf(SCRIPT).each([
  ['Ctrl-C', KEYS.ctrlC, 130, 'RK_INTERRUPTED: Nothing was changed.'],
  ['no', KEYS.enter, 3, 'RK_APPROVAL_REFUSED'],
])('a write that a person answers with %s changes nothing', async (_, key, code, message) => {
  const run = await onTerminal(['call', 'starter_update_note', '--id', 'n1', '--done', '--plugin', built], {
    cwd: temporaryFolder(),
    env: bareEnvironment(bench.home),
    typed: [['Apply this change?', key]],
  });
  expect(run.shown).toContain(message);
  expect(run.code).toBe(code);
  expect(bench.writes()).toBe(0);
});

describe('a write that `--approve` approves', () => {
  const write = ['starter_update_note', '--approve', '--id', 'n2', '--done', '--json'];
  const profile = (values: object) => ({ format: 1, active: 'work', profiles: { work: values } });

  test.each([
    ['a profile of a vendor', profile({ values: { baseUrl: 'https://api.example.com', apiKey: 'k' } }), {}, 'work'],
    ['no connection', undefined, {}, 'is not connected to one'],
    ['an environment that names a setting', undefined, { STARTER_API_KEY: '' }, 'environment (STARTER_API_KEY)'],
  ])('is refused with %s', async (_, file, env, state) => {
    const home = file ? temporaryFolder() : Object.keys(env).length > 0 ? bench.home : bench.emptyHome;
    if (file) writeFiles(home, { '.rolekit/connections/starter.json': file });
    const run = await rolekit(['call', ...write, '--plugin', built], { env: { ...bareEnvironment(home), ...env } });
    expect(run.code).toBe(3);
    expect(run.json.error).toMatchObject({ code: 'RK_NOT_A_SANDBOX', message: expect.stringContaining(state) });
    expect(bench.writes()).toBe(0);
  });

  test('is made in a sandbox', async () => {
    const run = await call(write);
    expect(run.json.result.item).toMatchObject({ id: 'n2', done: true });
    expect((await call(['starter_get_note', '--id', 'n2', '--json'])).json.result.item.done).toBe(true);
  });

  test('takes no value', async () => {
    expect(await call(['starter_update_note', '--approve=yes', '--id', 'n2'])).toMatchObject({ code: 2 });
  });
});

test('people get the table, scripts the envelope', async () => {
  const people = await call(['starter_list_notes', '--text', 'launch', '--limit', '2']);
  expect(people.stdout).toContain('Plan the launch event');
  expect(people.stdout).toContain('SANDBOX');
  const scripts = await call(['starter_list_notes', '--text=launch', '--limit=2', '--json']);
  expect(scripts.json.result).toMatchObject({
    items: [{ id: 'n1' }, { id: 'n3' }],
    page: { returned: 2, total: 12, truncated: true },
    source: { connector: 'starter', environment: 'sandbox' },
  });
});

test('arguments come from a file or stdin too', async () => {
  const dir = temporaryFolder();
  await writeFile(join(dir, 'args.json'), '{"id": "n2"}');
  const file = await call(['starter_get_note', '--args', `@${join(dir, 'args.json')}`, '--json']);
  expect(file.json.result.item.id).toBe('n2');
  const stdin = await call(['starter_get_note', '--args', '-', '--json'], { stdin: '{"id": "n3"}' });
  expect(stdin.json.result.item.id).toBe('n3');
});

test('in a plugin’s source folder its own tools are called', async () => {
  const cwd = temporaryFolder();
  await cp(TEMPLATE, cwd, { recursive: true });
  const run = await rolekit(['call', 'starter_get_note', '--id', 'n1', '--json'], {
    cwd: join(cwd, 'src'),
    env: bareEnvironment(bench.home),
  });
  expect(run.json.result.item.title).toBe('Plan the launch event');
});

describe('the help of a tool', () => {
  test('needs no connection and fits into the terminal', async () => {
    const run = await call(['starter_list_notes', '--help'], { home: bench.emptyHome, columns: 76 });
    expect(run.code).toBe(0);
    expect(run.stdout.replaceAll(built, 'BUILT')).toBe(`List notes (read)
Notes, the one changed last first. Give \`text\` to keep those whose title
contains it.

Usage: rolekit call starter_list_notes [options]

Optional
  --text <string>    Part of the title.
  --limit <integer>  Rows in one page (at most 200)
  --cursor <string>  Where the next page begins, from the page before

Example
  # Notes about the launch
  rolekit call starter_list_notes --text launch --plugin BUILT
`);
  });

  test('tells scripts the same', async () => {
    const run = await call(['starter_get_note', '-h', '--json'], { home: bench.emptyHome });
    expect(run.json.result).toMatchObject({
      tool: 'starter_get_note',
      access: 'read',
      arguments: [{ name: 'id', type: 'string', required: true, description: 'Id of the note, e.g. n1.' }],
      example: `rolekit call starter_get_note --id n1 --plugin ${built}`,
    });
  });

  test('of a tool that is none is a usage error', async () => {
    expect(await call(['starter_get_nte', '--help'])).toMatchObject({ code: 2 });
  });

  test('of a source takes no build, also where a plugin joins connectors of its workspace', async () => {
    const { plugin } = todoWorkspace();
    const run = await rolekit(['call', 'todo_add_item', '--help'], { cwd: plugin, quietMs: 0 });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain('Usage: rolekit call todo_add_item --title <string>\n');
  });

  test('of a source that is wrong says what is wrong', async () => {
    const { dir, connector } = todoWorkspace();
    writeFiles(dir, { 'connectors/todo/src/index.ts': 'throw new Error("no");' });
    const run = await rolekit(['call', 'todo_add_item', '--help'], { cwd: connector });
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('RK_FINDINGS');
  });

  test('ends with the author’s own example, and that works', async () => {
    const cwd = temporaryFolder();
    await cp(TEMPLATE, cwd, { recursive: true });
    const options = { cwd, env: bareEnvironment(bench.home) };
    const help = await rolekit(['help', 'call', 'starter_list_notes'], options);
    expect(help.stdout).toContain('\n  rolekit call starter_list_notes --text launch\n');
    const run = await rolekit(['call', 'starter_list_notes', '--text', 'launch', '--json'], options);
    expect(run.json.result.items).toHaveLength(12);
  });
});

test('on a terminal people get an aligned table, and choose its columns', async () => {
  const options = { terminal: true, columns: 60 };
  const all = await call(['starter_list_notes', '--text', 'launch', '--limit', '2'], options);
  expect(all.stdout).toContain('2 of 12 rows; more with --cursor ');
  expect(all.stdout.split('\n').filter((line) => line.length > 60 && !line.includes('cursor'))).toEqual([]);
  const some = await call(['starter_list_notes', '--limit', '1', '--fields', 'title,id'], options);
  expect(some.stdout).toMatch(/^title +id\n\S.* n\d+\n1 of \d+ rows; more with --cursor /);
  const scripts = await call(['starter_get_note', '--id', 'n1', '--fields', 'title', '--json']);
  expect(scripts.json.result.item).toEqual({ title: 'Plan the launch event' });
});
