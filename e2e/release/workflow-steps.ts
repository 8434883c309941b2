// The commands of a workflow file, as they stand there.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { type Finished, tryProgram } from '../hosts/processes.ts';

type Step = { uses?: string; run?: string; with?: { script?: string }; env?: Record<string, string> };
export type Command = { command: string; env: Record<string, string> };
export type Ran = { command: string } & Finished;

/**
 * What a job runs, in order: its `run` steps, and the scripts that it gives to actions.
 *
 * @param values of expressions, by what stands between the braces: `vars.NAME`
 */
export function commandsOf(file: string, job: string, values: Record<string, string> = {}): Command[] {
  const { jobs } = parse(readFileSync(file, 'utf8')) as { jobs: Record<string, { steps?: Step[] }> };
  return (jobs[job]?.steps ?? []).flatMap(({ run, with: inputs, env = {} }) => {
    const command = run ?? inputs?.script;
    const filled = Object.entries(env).map(([name, value]) => [name, fill(value, values)]);
    return command === undefined ? [] : [{ command, env: Object.fromEntries(filled) }];
  });
}

function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\$\{\{ *([\w.]+) *\}\}/g, (_all, name: string) => values[name] ?? '');
}

/** Runs commands as a runner does: one after the other, up to the first that fails. The last one ran last. */
export async function runCommands(
  commands: readonly Command[],
  place: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<Ran[]> {
  const ran: Ran[] = [];
  for (const { command, env } of commands) {
    const started = tryProgram(
      'bash',
      ['-e', '-o', 'pipefail', '-c', command],
      {
        cwd: place.cwd,
        env: { ...place.env, CI: 'true', ...env },
      },
      { timeoutMs: 600_000 },
    );
    ran.push({ command, ...(await started) });
    if (ran.at(-1)?.code !== 0) break;
  }
  return ran;
}
