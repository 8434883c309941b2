import { resolve } from 'node:path';
import type { Scope, StoredToken } from '@rolekit/registry';
import { type ArgsOf, defineCommand } from '../../../../command.ts';
import { operator, parseDays, parseList, stateOf, withTokens } from '../../../../registry/operator-words.ts';
import { createTokenFile } from '../../../../registry/token-file.ts';
import type words from './words.ts';

interface Created extends StoredToken {
  /** Only here; null when it went into a file. */
  token: string | null;
  file: string | null;
}

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<Created> {
    const request = {
      name: args.name,
      namespaces: parseList('namespaces', args.namespaces),
      scopes: parseList('scopes', args.scopes) as Scope[],
      days: parseDays(args.expires),
      by: operator(),
    };
    const file = args.out === undefined ? null : resolve(context.cwd, args.out);
    return withTokens('registry token create', args, context, async (tokens) => {
      // Before the token counts, so that no live one is lost.
      const save = file === null ? undefined : createTokenFile(file);
      const { token, ...stored } = await tokens.create(request);
      save?.(`${token}\n`);
      return { ...stored, token: file === null ? token : null, file };
    });
  },
  render(created, out) {
    out.line(`${out.paint.green('created')}  ${created.name} (${created.id}), ${stateOf(created)}`);
    out.line(created.token ?? `token in ${created.file}`);
    if (created.token !== null) out.line(out.paint.dim('Save it now: it is not shown again.'));
  },
});
