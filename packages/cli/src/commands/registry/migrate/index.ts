import { type ArgsOf, defineCommand } from '../../../command.ts';
import { usageError } from '../../../errors.ts';
import { type Copied, copied, renderCopied } from '../../../registry/copy.ts';
import { placeOf } from '../../../registry/place.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<Copied> {
    const to = placeOf(args, context);
    if (to.database === undefined)
      throw usageError(
        'There is no database to move to.',
        'Give it with `--database` or in ROLEKIT_REGISTRY_DATABASE.',
      );
    const { database: _, ...from } = to;
    return copied('registry migrate', from, to, context);
  },
  render: renderCopied,
});
