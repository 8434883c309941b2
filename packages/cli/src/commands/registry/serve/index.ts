import { createWriteStream, existsSync, openSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RolekitError } from '@rolekit/sdk';
import { writeWhole } from '@rolekit/sdk/internal';
import { type ArgsOf, type CommandContext, defineCommand } from '../../../command.ts';
import { usageError } from '../../../errors.ts';
import { operator, parseList } from '../../../registry/data.ts';
import { parsePort, portTaken } from '../../../registry/port.ts';
import { shellWord } from '../../../shell-word.ts';
import type words from './words.ts';

export interface Serving {
  url: string;
  name: string;
  dataDir: string;
  /** File that holds the first token; null when it is gone. */
  tokenFile: string | null;
  /** True when this start made it. */
  tokenCreated: boolean;
}

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<Serving> {
    const port = parsePort(args.port);
    const dataDir = resolve(context.cwd, args.data);
    const namespaces = parseList('namespaces', args.namespaces);
    const { createRegistry } = await import('@rolekit/registry');
    const publicUrl = args['public-url'];
    const trustProxy = args['trust-proxy'];
    const privateRemotes = originsOf(args['allow-remote'] ?? '');
    const registry = await createRegistry({
      dataDir,
      name: args.name,
      privateRemotes,
      logger: { level: args['log-level'], stream: logStream(args.log, context) },
      ...(publicUrl ? { publicUrl } : {}),
      ...(trustProxy ? { trustProxy } : {}),
    });
    context.onStop(() => registry.close());
    const url = await registry.listen({ port, host: args.host }).catch((error: unknown) => {
      throw portTaken(error, port, args.host);
    });
    const file = join(dataDir, 'first-token');
    const first = await registry.tokens.createFirst({ name: 'first', namespaces, by: operator() }, (token) =>
      writeWhole(file, `${token}\n`),
    );
    const tokenFile = existsSync(file) ? file : null;
    return { url, name: args.name, dataDir, tokenFile, tokenCreated: first !== undefined };
  },
  render({ url, dataDir, tokenFile, tokenCreated }, out) {
    out.line(`${out.paint.green('serving')}  ${out.paint.bold(url)}`);
    out.table(
      [
        ['marketplace', `${url}/git/all.git`],
        ['API', `${url}/v1/openapi.json`],
        ['data', dataDir],
        ...(tokenFile === null ? [] : [['token', `${tokenFile}${tokenCreated ? ' (valid for 90 days)' : ''}`]]),
      ],
      '  ',
    );
    const token = tokenFile === null ? '<file>' : shellWord(tokenFile);
    out.line(`Publish with \`rolekit publish --registry ${url} --token-file ${token}\`. Stop with Ctrl-C.`);
    const create = `rolekit registry token create --data ${shellWord(dataDir)} --name ci --namespaces acme`;
    out.line(`More tokens: \`${create}\`.`);
  },
});

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

function originsOf(list: string): string[] {
  return list
    .split(',')
    .map((text) => text.trim())
    .filter(Boolean)
    .map((text) => {
      if (!/^https?:/.test(text) || !URL.canParse(text) || new URL(text).origin !== text.replace(/\/$/, ''))
        throw usageError(
          `\`--allow-remote ${text}\` is not an origin.`,
          'Write `--allow-remote https://mcp.acme.internal`.',
        );
      return new URL(text).origin;
    });
}
