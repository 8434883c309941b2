import { defineRolekitCommand } from '../../command.ts';
import { type MarkedVersion, markArgs, markVersion, renderMarked } from '../../registry/mark-version.ts';

export default defineRolekitCommand({
  meta: {
    name: 'unyank',
    description: 'Take the yank of a version back',
    examples: ['rolekit unyank acme/sales@1.2.0'],
  },
  args: markArgs,
  async run(args, context): Promise<MarkedVersion> {
    return markVersion(args, context, (registry, id, version) => registry.yank(id, version, null));
  },
  render(marked, out) {
    renderMarked('unyanked', marked, out);
  },
});
