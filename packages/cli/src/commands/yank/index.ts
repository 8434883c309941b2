import { type ArgsOf, defineCommand } from '../../command.ts';
import { type MarkedVersion, markVersion, parseReason, renderMarked } from '../../registry/mark-version.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<MarkedVersion> {
    const reason = parseReason(args.reason);
    return markVersion(args, context, (registry, id, version) => registry.yank(id, version, reason));
  },
  render(marked, out) {
    renderMarked('yanked', marked, out);
  },
});
