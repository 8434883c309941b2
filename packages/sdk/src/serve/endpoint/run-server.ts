import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { RolekitError } from '../../errors.ts';
import type { ApprovalPageOptions } from '../approval-page/open-page.ts';
import { recordOpening } from '../front/index.ts';
import { CLOSE_GRACE_MS } from '../plugin/grace-times.ts';
import type { CloseOptions, ServedPlugin } from '../plugin/types.ts';
import { serveHttp } from './serve-http.ts';
import { serveStdio } from './serve-stdio.ts';

/**
 * The entry of a built `server/main.mjs`: without arguments it serves over stdio; `--http [--port N] [--no-approval-page]` serves over HTTP,
 * with `--oauth-issuer <url> [--oauth-resource <url>] [--oauth-scope <scope>]…` (or `ROLEKIT_OAUTH_…`) to the people of an authorization server;
 * `describe` prints the connectors' descriptions as JSON, `opening` what the server begins with, both for a build; `check <connector>` tries its connection, for `rolekit doctor`.
 */
export async function runServer(plugin: ServedPlugin, argv: readonly string[]): Promise<void> {
  if (argv[0] === 'describe') {
    const { describeConnector } = await import('./on-demand-chunk.ts');
    const connectors = await Promise.all(
      plugin.connectors.map(async (connector) => describeConnector(await connector.load())),
    );
    process.stdout.write(`${JSON.stringify(connectors)}\n`);
    return;
  }
  if (argv[0] === 'opening') {
    process.stdout.write(`${JSON.stringify(await recordOpening(plugin))}\n`);
    return;
  }
  if (argv[0] === 'check') {
    const { checkConnection } = await import('./on-demand-chunk.ts');
    process.stdout.write(`${JSON.stringify(await checkConnection(plugin, argv[1] ?? ''))}\n`);
    return;
  }
  keepCompiled();
  if (!argv.includes('--http')) {
    stopOnSignal(serveStdio(plugin));
    return;
  }
  const { oauthFlags } = await import('./on-demand-chunk.ts');
  const oauth = oauthFlags(argv, process.env);
  const at = argv.indexOf('--port');
  const port = at < 0 ? 0 : Number(argv[at + 1]);
  try {
    const serving = await serveHttp(plugin, {
      port,
      approvalPage: approvalPageOf(argv),
      ...(process.env.ROLEKIT_RUN_TOKEN ? { token: process.env.ROLEKIT_RUN_TOKEN } : {}),
      ...(oauth ? { oauth } : {}),
    });
    const { url, token } = serving;
    const address = oauth ? { url, issuer: oauth.issuer, resource: oauth.resource ?? url } : { url, token };
    process.stdout.write(`${JSON.stringify(address)}\n`);
    stopOnSignal(serving);
  } catch (error) {
    if (!(error instanceof RolekitError)) throw error;
    process.stderr.write(`error ${error.code}: ${error.message}\n  fix: ${error.fix}\n`);
    process.exitCode = 2;
  }
}

function approvalPageOf(argv: readonly string[]): boolean | ApprovalPageOptions {
  const at = argv.indexOf('--approval-client');
  if (at < 0) return !argv.includes('--no-approval-page');
  return { clientId: argv[at + 1] ?? '' };
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
  const stop = () => void serving.close({ graceMs: CLOSE_GRACE_MS }).finally(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}
