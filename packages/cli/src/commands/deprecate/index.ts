import { parsePluginAddress } from '@rolekit/sdk/host';
import { defineRolekitCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import { type MarkedVersion, markArgs, markVersion, parseReason, renderMarked } from '../../registry/mark-version.ts';

export default defineRolekitCommand({
  meta: {
    name: 'deprecate',
    description: 'Say that a version should be used no more; it stays installable',
    examples: [
      'rolekit deprecate acme/sales@1.2.0 --reason "The old API ends in May." --replacement acme/crm',
      'rolekit deprecate acme/sales@1.2.0 --undo',
    ],
  },
  args: {
    ...markArgs,
    reason: { type: 'string', valueHint: 'text', description: 'Why; public' },
    replacement: { type: 'string', valueHint: 'namespace/name', description: 'What to use instead' },
    undo: { type: 'boolean', description: 'Take the deprecation back' },
  },
  async run(args, context): Promise<MarkedVersion> {
    const deprecation = args.undo ? null : { message: parseReason(args.reason), ...replacementOf(args.replacement) };
    if (args.undo && (args.reason !== undefined || args.replacement !== undefined))
      throw usageError('--undo takes a deprecation back and says nothing.', 'Leave --reason and --replacement out.');
    return markVersion(args, context, (registry, id, version) => registry.deprecate(id, version, deprecation));
  },
  render(marked, out) {
    renderMarked(marked.deprecated === null ? 'undeprecated' : 'deprecated', marked, out);
  },
});

/** A plugin is replaced by a plugin, whatever its versions are then. */
function replacementOf(text: string | undefined): { replacement?: string } {
  if (text === undefined) return {};
  if (!text.includes('@')) parsePluginAddress(text);
  else throw usageError(`\`--replacement ${text}\` names a version.`, 'Write namespace/name alone.');
  return { replacement: text };
}
