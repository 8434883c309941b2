import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeWhole } from '../../build/index.ts';
import { defineRolekitCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import { parsePort, portTaken } from '../../registry/port.ts';

interface Serving {
  url: string;
  name: string;
  dataDir: string;
  /** File that holds the first token. */
  tokenFile: string;
  /** True when this start made it. */
  tokenCreated: boolean;
}

export default defineRolekitCommand({
  meta: {
    name: 'registry serve',
    description: 'Serve a registry until Ctrl-C',
    examples: [
      'rolekit registry --data ./registry',
      'rolekit registry --data /srv/rolekit --port 4873 --namespaces acme,beta',
    ],
  },
  args: {
    data: {
      type: 'string',
      valueHint: 'dir',
      default: 'rolekit-registry',
      description: 'Folder that holds everything',
    },
    port: { type: 'string', valueHint: 'n', default: '4873', description: 'Port; 0 takes a free one' },
    host: { type: 'string', default: '127.0.0.1', description: 'Address to listen on' },
    name: { type: 'string', default: 'rolekit', description: 'Name of its marketplace' },
    namespaces: { type: 'string', valueHint: 'a,b', default: '*', description: 'What the first token may publish' },
    'public-url': { type: 'string', valueHint: 'url', description: 'Where clients reach it, behind a proxy' },
  },
  async run(args, context): Promise<Serving> {
    const port = parsePort(args.port);
    const dataDir = resolve(context.cwd, args.data);
    const namespaces = args.namespaces
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean);
    if (namespaces.length === 0)
      throw usageError('`--namespaces` names none.', 'Write `--namespaces acme,beta`, or `*`.');
    const { createRegistry } = await import('@rolekit/registry');
    const publicUrl = args['public-url'];
    const registry = await createRegistry({ dataDir, name: args.name, ...(publicUrl ? { publicUrl } : {}) });
    context.onStop(() => registry.close());
    const url = await registry.listen({ port, host: args.host }).catch((error: unknown) => {
      throw portTaken(error, port, args.host);
    });
    const tokenFile = join(dataDir, 'first-token');
    const tokenCreated = !existsSync(tokenFile);
    if (tokenCreated) {
      const token = await registry.tokens.create({ name: 'first', namespaces });
      await writeWhole(tokenFile, `${token}\n`, 0o600);
    }
    return { url, name: args.name, dataDir, tokenFile, tokenCreated };
  },
  render({ url, dataDir, tokenFile }, out) {
    out.line(`${out.paint.green('serving')}  ${out.paint.bold(url)}`);
    out.table(
      [
        ['marketplace', `${url}/git/all.git`],
        ['API', `${url}/v1/openapi.json`],
        ['data', dataDir],
        ['token', tokenFile],
      ],
      '  ',
    );
    out.line(`Publish with \`rolekit publish --registry ${url} --token-file ${tokenFile}\`. Stop with Ctrl-C.`);
  },
});
