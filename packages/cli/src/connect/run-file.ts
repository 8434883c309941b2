import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readRunFile } from '@rolekit/sdk/internal/settings';
import { nearest } from '@rolekit/sdk/internal/texts';
import type { CommandContext } from '../command.ts';
import { CliError } from '../errors.ts';
import { upward } from '../project-folder.ts';
import { findStartFile, isAlive } from '../registry/start-file.ts';
import { runFilePath, sandboxNames } from '../sandboxes.ts';

/**
 * Path of the run file of a connector's running sandbox: the one named, else the nearest from here upwards, else the demo's.
 *
 * @throws RK_SANDBOX_STOPPED; RK_SANDBOX_UNKNOWN for a name that is nearly a known one
 */
export async function findRunFile(
  connector: string,
  named: string | undefined,
  { cwd }: CommandContext,
): Promise<string> {
  const start = named === undefined ? await findStartFile(cwd) : undefined;
  const demo = start?.sandboxes[connector]?.runFile;
  const candidates =
    named === undefined ? upward(cwd).map((folder) => runFilePath(folder, connector)) : [resolve(cwd, named)];
  for (const path of [...candidates, ...(demo === undefined ? [] : [demo])].filter((path) => existsSync(path))) {
    const run = await readRunFile(path);
    // a sandbox that was killed leaves its file behind
    if (run?.connector === connector && isAlive(run.pid)) return path;
  }
  const known = [...Object.keys(start?.sandboxes ?? {}), ...(await sandboxNames(cwd))];
  const near = known.includes(connector) ? undefined : nearest(connector, known);
  if (near) throw new CliError('RK_SANDBOX_UNKNOWN', { name: connector, hint: `Did you mean \`${near}\`?` });
  throw new CliError('RK_SANDBOX_STOPPED', { connector });
}
