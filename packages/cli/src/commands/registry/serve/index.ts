import { resolve } from 'node:path';
import { type ArgsOf, defineCommand } from '../../../command.ts';
import { usageError } from '../../../errors.ts';
import { parseList, signingKeyFile } from '../../../registry/operator-words.ts';
import { placeOf } from '../../../registry/place.ts';
import { parsePort } from '../../../registry/port.ts';
import { readProviderFile } from '../../../registry/provider-file.ts';
import { type Serving, serveRegistry } from '../../../registry/serve.ts';
import { shellWord } from '../../../shell-word.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<Serving> {
    const publicUrl = args['public-url'];
    const trustProxy = args['trust-proxy'];
    const signInFile = args['sign-in-file'];
    const ciIssuers = args['ci-issuers'];
    const options = {
      ...placeOf(args, context),
      name: args.name,
      host: args.host,
      port: parsePort(args.port),
      namespaces: parseList('namespaces', args.namespaces),
      privateRemotes: originsOf(args['allow-remote'] ?? ''),
      log: args.log,
      logLevel: args['log-level'],
      ...signingKeyFile(args['signing-key'], context),
      approvals: args.approvals === true,
      ...(publicUrl ? { publicUrl } : {}),
      ...(trustProxy ? { trustProxy } : {}),
      ...(ciIssuers ? { ciIssuers: issuersOf(ciIssuers) } : {}),
      ...(signInFile ? { provider: await readProviderFile(resolve(context.cwd, signInFile)) } : {}),
    };
    return serveRegistry(options, context);
  },
  render({ url, dataDir, signingKey, tokenFile, tokenCreated }, out) {
    out.line(`${out.paint.green('serving')}  ${out.paint.bold(url)}`);
    out.table(
      [
        ['marketplace', `${url}/git/all.git`],
        ['API', `${url}/v1/openapi.json`],
        ['data', dataDir],
        ['signs with', signingKey],
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

/** As they stand in ID tokens: GitHub Enterprise Server's has a path. */
function issuersOf(list: string): string[] {
  return parseList('ci-issuers', list).map((text) => {
    const { protocol, hostname } = URL.canParse(text) ? new URL(text) : { protocol: '', hostname: '' };
    if (protocol === 'https:' || (protocol === 'http:' && hostname === '127.0.0.1')) return text.replace(/\/$/, '');
    throw usageError(
      `\`--ci-issuers ${text}\` is not an https address.`,
      'Write `--ci-issuers https://gitlab.acme.internal`.',
    );
  });
}
