import { createWriteStream, existsSync, openSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { RegistryOptions } from '@rolekit/registry';
import { RolekitError } from '@rolekit/sdk';
import { writeWhole } from '@rolekit/sdk/internal';
import type { CommandContext } from '../command.ts';
import { loadRegistry } from './load-registry.ts';
import { operator } from './operator-words.ts';
import { portTaken } from './port.ts';

export interface Serving {
  url: string;
  name: string;
  dataDir: string;
  /** Id of the key that it signs with. */
  signingKey: string;
  /** File that holds the first token; null when it is gone. */
  tokenFile: string | null;
  /** True when this start made it. */
  tokenCreated: boolean;
}

export interface ServeOptions extends Omit<RegistryOptions, 'logger'> {
  name: string;
  host: string;
  port: number;
  /** Of the first token. */
  namespaces: string[];
  log: string | undefined;
  logLevel: string;
}

/**
 * Serves a registry until the command stops. The first start writes a token to `<data>/first-token`.
 *
 * @throws RK_PORT_TAKEN, RK_FILE and what keeps a registry from starting
 */
export async function serveRegistry(
  { host, port, namespaces, log, logLevel, ...options }: ServeOptions,
  context: CommandContext,
): Promise<Serving> {
  const { createRegistry } = await loadRegistry('registry serve', context);
  const { dataDir, name } = options;
  const registry = await createRegistry({ ...options, logger: { level: logLevel, stream: logStream(log, context) } });
  context.onStop(() => registry.close());
  const url = await registry.listen({ port, host }).catch((error: unknown) => {
    throw portTaken(error, port, host);
  });
  const file = join(dataDir, 'first-token');
  const first = await registry.tokens.createFirst({ name: 'first', namespaces, by: operator() }, (token) =>
    writeWhole(file, `${token}\n`),
  );
  const tokenFile = existsSync(file) ? file : null;
  return { url, name, dataDir, signingKey: registry.signingKey, tokenFile, tokenCreated: first !== undefined };
}

/** @throws RK_FILE when the file cannot be written */
function logStream(file: string | undefined, { cwd, stderr, onStop }: CommandContext) {
  if (file === undefined) return stderr;
  const path = resolve(cwd, file);
  try {
    const stream = createWriteStream(path, { fd: openSync(path, 'a', 0o600) });
    onStop(() => new Promise<void>((resolve) => stream.end(resolve)));
    return stream;
  } catch (cause) {
    const hint = 'Choose another file with --log.';
    throw new RolekitError('RK_FILE', { path, reason: 'the log cannot be written there', hint }, { cause });
  }
}
