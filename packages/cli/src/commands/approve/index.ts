import { type ArgsOf, defineCommand } from '../../command.ts';
import { type Decision, decide } from '../../registry/decide.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<Decision & { latest: string | null }> {
    return decide(args, context, async (registry, id, version, digest) => {
      const { latest } = await registry.approve(id, version, digest);
      return { latest };
    });
  },
  render({ plugin, version, latest, registry }, out) {
    out.line(`${out.paint.green('approved')}  ${plugin}@${version} at ${registry}`);
    if (latest !== null) out.table([['latest', latest]]);
  },
});
