import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Place } from '../src/store/open-store.ts';

/**
 * Runs a copy in a process of its own, and kills it where it begins a step.
 *
 * @throws when it ended otherwise
 */
export async function killedAt(step: string, options: { from: Place; to: Place }): Promise<void> {
  const script = join(import.meta.dirname, 'copy-main.ts');
  const args = ['--conditions=rolekit-source', script, JSON.stringify(options), step];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.once('data', () => child.kill('SIGKILL'));
  const [code, signal] = await once(child, 'exit');
  if (signal !== 'SIGKILL') throw new TypeError(`The copy ended with ${code} before ${step}.`);
}
