// Runs once before the tests: the packages are built and the hosts installed.
import { join } from 'node:path';
import { ensureHosts } from './hosts/install.ts';
import { runProgram } from './hosts/processes.ts';
import { ROOT } from './workspace.ts';

export default async function prepare(): Promise<void> {
  const bootstrap = join(ROOT, 'scripts', 'bootstrap.mjs');
  await runProgram(process.execPath, [bootstrap, 'prepare'], { env: process.env, cwd: ROOT }, { timeoutMs: 300_000 });
  await ensureHosts();
}
