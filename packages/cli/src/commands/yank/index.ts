import { defineRolekitCommand } from '../../command.ts';
import { type MarkedVersion, markArgs, markVersion, parseReason, renderMarked } from '../../registry/mark-version.ts';

export default defineRolekitCommand({
  meta: {
    name: 'yank',
    description: 'Yank a version: it stays readable, and nobody gets it unasked',
    examples: ['rolekit yank acme/sales@1.2.0 --reason "Reads the wrong unit."'],
  },
  args: {
    ...markArgs,
    reason: { type: 'string', valueHint: 'text', description: 'Why; public' },
  },
  async run(args, context): Promise<MarkedVersion> {
    const reason = parseReason(args.reason);
    return markVersion(args, context, (registry, id, version) => registry.yank(id, version, reason));
  },
  render(marked, out) {
    renderMarked('yanked', marked, out);
  },
});
