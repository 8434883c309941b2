/**
 * Commands from their start to their end, in turns: `--version` and `--help` beside those of `create-vite` and of two hosts
 * with plugins, and `rolekit validate` of a source beside `claude plugin validate` of what is built from it.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import './built.ts';
import { createHome } from '../e2e/hosts/home.ts';
import { ensureHosts, type HostName, hostCommand } from '../e2e/hosts/install.ts';
import { median } from './median.ts';
import { installPeer } from './peers.ts';
import { builtPlugin } from './role.ts';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 15);
const HOSTS: Partial<Record<HostName, string>> = { claude: 'Claude Code', gemini: 'Gemini CLI' };
const root = join(import.meta.dirname, '..');
const home = createHome('bench-commands');

interface Contestant {
  name: string;
  command: string[];
}

const rolekit = [process.execPath, join(root, 'packages', 'cli', 'bin', 'rolekit.mjs')];

/** Milliseconds of a command that ends well. */
function run({ name, command: [program = '', ...args] }: Contestant): number {
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: home.cwd, env: home.env, encoding: 'utf8' });
  const ms = performance.now() - began;
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stdout}${stderr}`);
  return ms;
}

/** The ratios are to the first contestant. */
function compare(what: string, contestants: readonly Contestant[]): void {
  const times = contestants.map((): number[] => []);
  for (let round = -2; round < ROUNDS; round++)
    for (const [index, contestant] of contestants.entries()) {
      const ms = run(contestant);
      if (round >= 0) times[index]?.push(ms);
    }
  const medians = times.map(median);
  const [peer = Number.NaN] = medians;
  console.log(`\n${what} (median of ${ROUNDS})`);
  for (const [index, { name }] of contestants.entries()) {
    const ms = medians[index] ?? Number.NaN;
    console.log(`  ${name.padEnd(42)} ${ms.toFixed(0).padStart(6)} ms   ${(ms / peer).toFixed(2)}x`);
  }
}

const vite = installPeer('create-vite');
await ensureHosts();
for (const option of ['--version', '--help'])
  compare(`rolekit ${option}`, [
    // it says no version; its help is the least that it does
    ...(vite ? [{ name: 'create-vite --help', command: [process.execPath, join(vite, 'index.js'), '--help'] }] : []),
    ...Object.entries(HOSTS).map(([host, name]) => ({
      name: `${name} ${option}`,
      command: [hostCommand(host as HostName), option],
    })),
    { name: 'node, an empty script', command: [process.execPath, '--eval', '0'] },
    { name: `rolekit ${option}`, command: [...rolekit, option] },
  ]);

const sales = join(root, 'plugins', 'sales');
const salesforce = join(root, 'connectors', 'salesforce');
const dist = dirname(dirname(builtPlugin(sales)));
compare('validate', [
  { name: 'claude plugin validate, sales as built', command: [hostCommand('claude'), 'plugin', 'validate', dist] },
  { name: 'rolekit validate, sales', command: [...rolekit, 'validate', sales] },
  { name: 'rolekit validate, a connector', command: [...rolekit, 'validate', salesforce, '--no-types'] },
  { name: 'rolekit validate, a connector and its types', command: [...rolekit, 'validate', salesforce] },
]);
home.remove();
