import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { atExit } from '@rolekit/sdk/internal';
import type { CommandContext } from '../command.ts';
import { CliError } from '../errors.ts';
import { openTarget } from './target.ts';

/**
 * Serves a plugin on the streams of this process until it stops; returns the server's exit code.
 *
 * @param flags For the server.
 * @throws RK_SERVER and what `openTarget` throws
 */
export async function serveInForeground(
  plugin: string,
  { registry, flags }: { registry: string | undefined; flags: readonly string[] },
  context: CommandContext,
): Promise<number> {
  const target = await openTarget(plugin, context, { registry });
  try {
    const main = join(target.dir, 'server', 'main.mjs');
    if (!existsSync(main))
      throw new CliError('RK_SERVER', { reason: 'the plugin has no server', hint: 'Add a connector to plugin.json.' });
    context.progress.clear();
    return await serve([main, ...flags], context.env, context);
  } finally {
    await target.close();
  }
}

/** Runs the server in a process of its own on this one's streams; what asks this process to stop, stops it. */
async function serve(
  argv: string[],
  env: NodeJS.ProcessEnv,
  context: { signal: AbortSignal; onStop(close: () => void): void },
): Promise<number> {
  const child = spawn(process.execPath, argv, { stdio: 'inherit', env });
  const finished = atExit(() => child.kill('SIGKILL'));
  const stop = () => void child.kill('SIGTERM');
  context.signal.addEventListener('abort', stop, { once: true });
  // this process outlives a first Ctrl-C, to clean up after the server
  context.onStop(stop);
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (...end) => resolve(end));
  });
  finished();
  context.signal.removeEventListener('abort', stop);
  if (context.signal.aborted) return 0;
  return code ?? 128 + (signal === null ? 1 : constants.signals[signal]);
}
