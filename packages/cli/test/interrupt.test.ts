import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { KEYS, onTerminal, ROLEKIT_PROCESS, SCRIPT } from './terminal.ts';
import { TODO_CODE, temporaryFolder, todoWorkspace, writeFiles } from './workspace.ts';

const SANDBOX = `
import { createServer } from 'node:http';
export async function startSandbox({ port = 0, host = '127.0.0.1' } = {}) {
  const server = createServer((request, response) => response.end('[]')).listen(port, host);
  await new Promise((resolve) => server.once('listening', resolve));
  const baseUrl = 'http://' + host + ':' + server.address().port;
  return {
    name: 'todo', baseUrl, environment: 'sandbox', credentials: { token: 'demo' }, values: { token: 'demo' },
    stats: () => ({ reads: 0, writes: 0 }),
    close: () => new Promise((resolve) => { server.close(() => resolve()); server.closeAllConnections(); }),
  };
}
`;

interface Place {
  dir: string;
  /** Where the command and what it starts put temporary files. */
  tmp: string;
  /** Processes of the command's that are at work. */
  children(): number[];
}

/** A workspace whose connector says which process it is in, and then never ends what it begins. */
function workspace(hangs: 'when it loads' | 'when it is called' | 'never'): Place {
  const { dir } = todoWorkspace();
  const tmp = temporaryFolder();
  const file = join(temporaryFolder(), 'pids');
  const note = `(await import('node:fs')).appendFileSync(${JSON.stringify(file)}, process.pid + '\\n')`;
  const hang = `${note}; await new Promise((resolve) => setTimeout(resolve, 600_000));`;
  const code = {
    'when it loads': `${TODO_CODE}\n${hang}\n`,
    'when it is called': TODO_CODE.replace('async () => [{', `async () => { ${hang} return [{`).replace(
      'legacy.title() }]',
      'legacy.title() }]; }',
    ),
    never: TODO_CODE,
  };
  writeFiles(dir, { 'connectors/todo/src/index.ts': code[hangs], 'connectors/todo/sandbox/index.ts': SANDBOX });
  return {
    dir,
    tmp,
    children: () => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(Number) : []),
  };
}

/** `rolekit` in a process of its own. */
function rolekit(argv: readonly string[], { dir, tmp }: Place): ChildProcess {
  const child = spawn(process.execPath, [...ROLEKIT_PROCESS, ...argv], {
    cwd: dir,
    env: { ...process.env, TMPDIR: tmp, TEMP: tmp, TMP: tmp },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  child.stderr?.resume();
  return child;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Every file below a folder. */
const filesIn = (dir: string) => (existsSync(dir) ? readdirSync(dir, { recursive: true }) : []);

async function interrupt(child: ChildProcess): Promise<unknown> {
  child.kill('SIGINT');
  const [code] = await once(child, 'exit');
  return code;
}

test.each([
  ['build', 'when it loads', ['build', 'connectors/todo'], 2],
  ['validate', 'when it loads', ['validate', 'connectors/todo', '--no-types'], 1],
  ['test', 'when it is called', ['test', 'plugins/helper'], 1],
  ['demo that still starts', 'when it loads', ['demo', '--port', '0'], 1],
] as const)('Ctrl-C ends an unfinished %s with 130, its processes and its folders', async (_, hangs, argv, count) => {
  const place = workspace(hangs);
  const child = rolekit(argv, place);
  await expect.poll(() => place.children().length).toBe(count);
  expect(place.children().every(isAlive)).toBe(true);
  expect(await interrupt(child)).toBe(130);
  await expect.poll(() => place.children().filter(isAlive)).toEqual([]);
  expect(filesIn(place.tmp)).toEqual([]);
  expect(filesIn(join(place.dir, '.rolekit/run'))).toEqual([]);
  expect(existsSync(join(place.dir, 'connectors/todo/dist'))).toBe(false);
});

test.each([
  ['sandbox', ['sandbox', 'todo', '--json']],
  ['demo', ['demo', '--port', '0', '--json']],
])('Ctrl-C stops a %s that runs with 0, and nothing says that it runs', async (_, argv) => {
  const place = workspace('never');
  const child = rolekit(argv, place);
  const [text] = await once(child.stdout as NodeJS.ReadableStream, 'data');
  expect(JSON.parse(String(text)).ok).toBe(true);
  expect(filesIn(join(place.dir, '.rolekit/run'))).toEqual(['todo.json']);
  expect(await interrupt(child)).toBe(0);
  expect(filesIn(place.tmp)).toEqual([]);
  expect(filesIn(join(place.dir, '.rolekit/run'))).toEqual([]);
  expect(existsSync(join(place.dir, '.rolekit/start.json'))).toBe(false);
});

test.runIf(SCRIPT)('Ctrl-C at a question of `create` ends it with 130, and nothing was created', async () => {
  const cwd = temporaryFolder();
  const { code, shown } = await onTerminal(['create'], { cwd, typed: [['want to create', KEYS.ctrlC]] });
  expect(code).toBe(130);
  expect(shown).toContain('Nothing was created.');
  expect(filesIn(cwd)).toEqual([]);
});
