import { type ArgsOf, defineCommand } from '../../command.ts';
import { confirmOnTerminal } from '../../confirm.ts';
import { usageError } from '../../errors.ts';
import { parseReason } from '../../registry/mark-version.ts';
import { exactVersion } from '../../registry/version-address.ts';
import { renderWithheld, type Withheld, withhold } from '../../registry/withhold.ts';
import type words from './words.ts';

const LEFT = { reason: 'Nothing was changed.', hint: 'Run it again with `--yes` if that is meant.' };

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<Withheld> {
    const reason = parseReason(args.reason);
    exactVersion(args.plugin);
    if (args.yes !== true) {
      if (!context.interactive || context.json)
        throw usageError(`The bytes of ${args.plugin} would be gone for good.`, 'Add `--yes` if that is meant.');
      if (!(await confirmOnTerminal(`Remove the bytes of ${args.plugin} for good?`, context, LEFT)))
        throw usageError(LEFT.reason, LEFT.hint);
    }
    return withhold(args, context, (registry, id, version) => registry.takeDown(id, version, reason));
  },
  render: renderWithheld,
});
