import { parseInteger } from '@rolekit/sdk';
import { type ArgsOf, defineCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { serveInForeground } from '../../plugin-server/foreground.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<number> {
    const port = portOf(args.port, args.http === true);
    const oauth = oauthIn(context.rest, args.http === true);
    const page = pageOf(args['approval-page'], args['approval-client'], args.http === true, oauth.length > 0);
    const flags = args.http ? ['--http', ...(port === undefined ? [] : ['--port', port]), ...page, ...oauth] : [];
    return serveInForeground(args.plugin, { registry: args.registry, flags }, context);
  },
  render() {},
  exitCode: (code) => code as ExitCode,
});

function pageOf(on: boolean, client: string | undefined, http: boolean, oauth: boolean): string[] {
  if (client !== undefined && !oauth)
    throw usageError('`--approval-client` needs `--oauth-issuer`.', 'Add --oauth-issuer <url>.');
  if (on) return client === undefined ? [] : ['--approval-client', client];
  if (!http) throw usageError('`--no-approval-page` needs `--http`.', 'Add --http.');
  return ['--no-approval-page'];
}

const OAUTH = ['--oauth-issuer', '--oauth-resource', '--oauth-scope', '--oauth-jwks'];

/** As they were written: the server reads them itself. */
function oauthIn(rest: readonly string[], http: boolean): string[] {
  const given = rest.flatMap((word, index) => {
    if (OAUTH.includes(word)) return [word, rest[index + 1] ?? ''];
    return OAUTH.some((flag) => word.startsWith(`${flag}=`)) ? [word] : [];
  });
  const [first] = given;
  if (first === undefined) return [];
  if (!http) throw usageError(`\`${first.split('=', 1)[0]}\` needs \`--http\`.`, 'Add --http.');
  if (!given.some((word) => word.startsWith('--oauth-issuer')))
    throw usageError('No token issuer given.', 'Add --oauth-issuer <url>.');
  return given;
}

function portOf(text: string | undefined, http: boolean): string | undefined {
  if (text === undefined) return undefined;
  if (!http) throw usageError('`--port` needs `--http`.', 'Add --http.');
  const port = parseInteger(text);
  if (port !== undefined && port >= 0 && port < 65_536) return text;
  throw usageError(`\`${text}\` is not a port.`, 'Write a number from 0 to 65535.');
}
