import { type ArgsOf, defineCommand } from '../../../command.ts';
import { type Serving, serveRegistry } from '../../../registry/serve.ts';
import { readSettings, serveOptions } from '../../../registry/serve-options.ts';
import { shellWord } from '../../../shell-word.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<Serving> {
    return serveRegistry(await serveOptions(readSettings(args, context), context), context);
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
