import { serveHttp } from './http.ts';
import { serveStdio } from './stdio.ts';
import type { ServedPlugin } from './types.ts';

/**
 * The entry of a built `server/main.mjs`: without arguments it serves over stdio; `--http [--port N]` serves over HTTP;
 * `describe` prints the connectors' descriptions as JSON, for a build.
 */
export async function runServer(plugin: ServedPlugin, argv: readonly string[]): Promise<void> {
  if (argv[0] === 'describe') {
    const { describeConnector } = await import('../connector/describe.ts');
    const connectors = await Promise.all(plugin.connectors.map(async (one) => describeConnector(await one.load())));
    process.stdout.write(`${JSON.stringify(connectors)}\n`);
    return;
  }
  if (!argv.includes('--http')) {
    serveStdio(plugin);
    return;
  }
  const at = argv.indexOf('--port');
  const port = at < 0 ? 0 : Number(argv[at + 1]);
  const serving = await serveHttp(plugin, {
    port,
    ...(process.env.ROLEKIT_RUN_TOKEN ? { token: process.env.ROLEKIT_RUN_TOKEN } : {}),
  });
  process.stdout.write(`${JSON.stringify({ url: serving.url, token: serving.token })}\n`);
  const stop = () => void serving.close().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}
