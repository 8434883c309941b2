import { type ArgsOf, defineCommand } from '../../command.ts';
import { type Decision, decide } from '../../registry/decide.ts';
import { parseReason } from '../../registry/mark-version.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<Decision & { reason: string }> {
    const reason = parseReason(args.reason);
    return decide(args, context, async (registry, id, version, digest) => {
      await registry.reject(id, version, digest, reason);
      return { reason };
    });
  },
  render({ plugin, version, reason, registry }, out) {
    out.line(`${out.paint.green('rejected')}  ${plugin}@${version} at ${registry}`);
    out.table([['reason', reason]]);
  },
});
