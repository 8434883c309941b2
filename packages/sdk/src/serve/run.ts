import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { serveHttp } from './http.ts';
import { GRACE_MS } from './in-flight.ts';
import { serveStdio } from './stdio.ts';
import type { CloseOptions, ServedPlugin } from './types.ts';

/**
 * The entry of a built `server/main.mjs`: without arguments it serves over stdio; `--http [--port N] [--no-approval-page]` serves over HTTP;
 * `describe` prints the connectors' descriptions as JSON, `opening` what the server begins with, both for a build; `check <connector>` tries its connection, for `rolekit doctor`.
 */
export async function runServer(plugin: ServedPlugin, argv: readonly string[]): Promise<void> {
  if (argv[0] === 'describe') {
    const { describeConnector } = await import('./rest.ts');
    const connectors = await Promise.all(plugin.connectors.map(async (one) => describeConnector(await one.load())));
    process.stdout.write(`${JSON.stringify(connectors)}\n`);
    return;
  }
  if (argv[0] === 'opening') {
    const { recordOpening } = await import('./rest.ts');
    process.stdout.write(`${JSON.stringify(await recordOpening(plugin))}\n`);
    return;
  }
  if (argv[0] === 'check') {
    const { checkConnection } = await import('./rest.ts');
    process.stdout.write(`${JSON.stringify(await checkConnection(plugin, argv[1] ?? ''))}\n`);
    return;
  }
  keepCompiled();
  if (!argv.includes('--http')) {
    stopOnSignal(serveStdio(plugin));
    return;
  }
  const at = argv.indexOf('--port');
  const port = at < 0 ? 0 : Number(argv[at + 1]);
  const serving = await serveHttp(plugin, {
    port,
    approvalPage: !argv.includes('--no-approval-page'),
    ...(process.env.ROLEKIT_RUN_TOKEN ? { token: process.env.ROLEKIT_RUN_TOKEN } : {}),
  });
  process.stdout.write(`${JSON.stringify({ url: serving.url, token: serving.token })}\n`);
  stopOnSignal(serving);
}

/** Lets Node keep what it compiles (from 22.1 on) beside the user's connections, which nobody else can write. */
function keepCompiled(): void {
  const own = join(homedir(), '.rolekit');
  // an import would load what else that module can do
  const nodeModule = process.getBuiltinModule?.('node:module');
  if (existsSync(own)) nodeModule?.enableCompileCache?.(join(own, 'cache', 'compile'));
}

/** Calls in flight may finish; a second signal ends the process at once. */
function stopOnSignal(serving: { close(options: CloseOptions): Promise<void> }): void {
  const stop = () => void serving.close({ graceMs: GRACE_MS }).finally(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}
