import { type ArgsOf, defineCommand } from '../../command.ts';
import { type Compared, compareVersions } from '../../difference/compare-versions.ts';
import { differenceMarkdown } from '../../difference/markdown.ts';
import { renderDifference } from '../../difference/render.ts';
import { EXIT } from '../../exit-codes.ts';
import type words from './words.ts';

type Shown = Compared & { markdown: boolean; exitCode: boolean };

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<Shown> {
    const { plugin, against, registry } = args;
    const compared = await compareVersions({ plugin, against, registry, tokenFile: args['token-file'] }, context);
    return { ...compared, markdown: args.markdown === true, exitCode: args['exit-code'] === true };
  },
  render({ markdown, exitCode: _, ...compared }, out) {
    if (markdown) out.line(differenceMarkdown(compared));
    else renderDifference(compared, out);
  },
  exitCode: ({ exitCode, same }) => (exitCode && !same ? EXIT.failed : EXIT.done),
});
