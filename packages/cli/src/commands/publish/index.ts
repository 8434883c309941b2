import { resolve } from 'node:path';
import { kilobytes } from '../../build/index.ts';
import { type ArgsOf, defineCommand } from '../../command.ts';
import { type Publication, publishPlugin } from '../../publish/publish.ts';
import { renderSurface } from '../../registry/render-surface.ts';
import { renderFindings } from '../../report.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<Publication> {
    const { registry, channel, waiver, build } = args;
    const options = {
      registry,
      tokenFile: args['token-file'],
      channel,
      waiver,
      build,
      dryRun: args['dry-run'] === true,
      sign: args.sign === true || args['key-file'] !== undefined,
      keyFile: args['key-file'],
    };
    return publishPlugin(resolve(context.cwd, args.path), options, context);
  },
  render(result, out) {
    renderFindings(result.findings, out);
    if (result.surface) renderSurface(result.surface, out);
    if (result.waiver) out.line(`waived: ${result.waiver}`);
    const what = `${result.plugin}@${result.version}`;
    const lines = {
      published: `${out.paint.green('published')}  ${what} at ${result.registry}`,
      waiting: `${out.paint.yellow('waiting')}  ${what} at ${result.registry}, until somebody else approves it`,
      unchanged: `${out.paint.green('unchanged')}  ${what} is already at ${result.registry}, with the same digest`,
      'dry-run': `${out.paint.yellow('dry run')}  ${what} would be published at ${result.registry}`,
    };
    out.line(lines[result.outcome]);
    if (!result.asked)
      out.line('The registry was not asked what it says of the changes: that needs a token of it, see --token-file.');
    out.table([
      ['digest', result.digest],
      ['archive', kilobytes(result.size)],
      ...(result.approval ? [['approve', `${result.approval.url} until ${result.approval.until.slice(0, 10)}`]] : []),
      ...(result.latest ? [['latest', result.latest]] : []),
      ...(result.signedBy ? [['signed by', result.signedBy]] : []),
      ...(result.channel ? [['channel', result.channel]] : []),
    ]);
  },
});
