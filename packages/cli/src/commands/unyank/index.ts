import { type ArgsOf, defineCommand } from '../../command.ts';
import { type MarkedVersion, markVersion, renderMarked } from '../../registry/mark-version.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<MarkedVersion> {
    return markVersion(args, context, (registry, id, version) => registry.yank(id, version, null));
  },
  render(marked, out) {
    renderMarked('unyanked', marked, out);
  },
});
