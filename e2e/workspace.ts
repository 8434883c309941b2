// The repository under test, and how its own command is run.
import { dirname, join } from 'node:path';
import { runProgram } from './hosts/processes.ts';

export const ROOT = dirname(import.meta.dirname);

const ROLEKIT = join(ROOT, 'packages', 'cli', 'bin', 'rolekit.mjs');

/** The command line that starts `rolekit` with the Node that runs the tests. */
export function rolekitCommand(...args: string[]): [command: string, args: string[]] {
  return [process.execPath, [ROLEKIT, ...args]];
}

/** Runs `rolekit … --json` to its end and returns the data of its envelope. */
export async function rolekitJson(env: NodeJS.ProcessEnv, cwd: string, ...args: string[]): Promise<unknown> {
  const [command, line] = rolekitCommand(...args, '--json');
  const { stdout } = await runProgram(command, line, { env, cwd });
  return JSON.parse(stdout);
}
