import { type ArgsOf, defineCommand } from '../../command.ts';
import { parseReason } from '../../registry/mark-version.ts';
import { renderWithheld, type Withheld, withhold } from '../../registry/withhold.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<Withheld> {
    const reason = args.undo === true ? null : parseReason(args.reason);
    return withhold(args, context, (registry, id, version) => registry.quarantine(id, version, reason));
  },
  render: renderWithheld,
});
