import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A stand-in for a keychain's program, which a test finds on PATH. */
export interface FakeKeychain {
  /** PATH that leads to it. */
  path: string;
  /** What it was started with, and what it was given on stdin. */
  calls(): Promise<Call[]>;
  /** Everything that it keeps. */
  secrets(): Promise<string[]>;
  clear(): Promise<void>;
  /** How it behaves from now on. */
  mode(mode: Mode): Promise<void>;
}

interface Call {
  args: string[];
  stdin: string;
  env: Record<string, string>;
  pid: number;
}

type Mode = 'open' | 'locked' | 'silent' | 'flooding' | 'forgetful' | 'failing';

// All three commands in one: each is told by its name and keeps items as files.
const PROGRAM = `#!NODE
const { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { basename, join } = require('node:path');
const DIR = __dirname;
const args = process.argv.slice(2);
const name = basename(process.argv[1]);
const mode = readFileSync(join(DIR, 'mode'), 'utf8');
const takesInput = args[0] === 'store' || args[0] === '-i' || name === 'powershell.exe';
const stdin = takesInput ? readFileSync(0, 'utf8') : '';
appendFileSync(join(DIR, 'calls.jsonl'), JSON.stringify({ args, stdin, env: process.env, pid: process.pid }) + '\\n');
const itemOf = (id) => join(DIR, 'items', id);
const end = (code, out = '', err = '') => { process.stdout.write(out); process.stderr.write(err); process.exitCode = code; };
const put = (id, text) => { if (mode !== 'forgetful') writeFileSync(itemOf(id), text); end(0); };
const get = (id, absent) => existsSync(itemOf(id)) ? end(0, readFileSync(itemOf(id), 'utf8')) : end(absent);

if (mode === 'silent') setInterval(() => {}, 1000);
else if (mode === 'flooding') process.stdout.write('x'.repeat(1024 * 1024));
else if (mode === 'failing') end(1, '', name + ': it broke\\u0007 while it had ' + stdin + '\\n');
else if (name === 'secret-tool') {
  const id = args.at(-1);
  if (args[0] === 'store') { if (mode === 'locked') end(1, '', 'secret-tool: Cannot create an item in a locked collection\\n'); else put(id, stdin); }
  if (args[0] === 'lookup') { if (mode === 'locked') end(1); else get(id, 1); }
  if (args[0] === 'search') end(0, existsSync(itemOf(id)) ? '[/1]\\nlabel = Rolekit\\n' : '');
  if (args[0] === 'clear') rmSync(itemOf(id), { force: true });
} else if (name === 'security') {
  const words = args[0] === '-i' ? stdin.trim().split(' ') : args;
  const after = (flag) => words[words.indexOf(flag) + 1];
  if (mode === 'locked') end(args[0] === '-i' ? 0 : 36);
  else if (words[0] === 'add-generic-password') put(after('-a'), after('-w'));
  else if (words[0] === 'find-generic-password') get(after('-a'), 44);
  else rmSync(itemOf(after('-a')), { force: true });
} else {
  // protecting is turning round, here
  end(0, Buffer.from(Buffer.from(stdin, 'base64').reverse()).toString('base64'));
}
`;

export async function fakeKeychain(folder: string): Promise<FakeKeychain> {
  await mkdir(join(folder, 'items'), { recursive: true });
  for (const name of ['secret-tool', 'security', 'powershell.exe']) {
    await writeFile(join(folder, name), PROGRAM.replace('NODE', process.execPath));
    await chmod(join(folder, name), 0o755);
  }
  const log = join(folder, 'calls.jsonl');
  await writeFile(log, '');
  const mode = (which: Mode) => writeFile(join(folder, 'mode'), which);
  await mode('open');
  return {
    path: folder,
    mode,
    async calls() {
      const lines = (await readFile(log, 'utf8')).trim().split('\n').filter(Boolean);
      return lines.map((line) => JSON.parse(line) as Call);
    },
    async secrets() {
      const names = await readdir(join(folder, 'items'));
      return Promise.all(names.map((name) => readFile(join(folder, 'items', name), 'utf8')));
    },
    async clear() {
      await rm(join(folder, 'items'), { recursive: true });
      await mkdir(join(folder, 'items'));
    },
  };
}
