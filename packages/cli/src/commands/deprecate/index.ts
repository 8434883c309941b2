import { parsePluginAddress } from '@rolekit/sdk/host';
import { type ArgsOf, defineCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import { type MarkedVersion, markVersion, parseReason, renderMarked } from '../../registry/mark-version.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<MarkedVersion> {
    const deprecation = args.undo ? null : { message: parseReason(args.reason), ...replacementOf(args.replacement) };
    if (args.undo && (args.reason !== undefined || args.replacement !== undefined))
      throw usageError('--undo takes neither --reason nor --replacement.', 'Remove them.');
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
  else throw usageError(`\`--replacement ${text}\` names a version.`, 'Write only namespace/name.');
  return { replacement: text };
}
