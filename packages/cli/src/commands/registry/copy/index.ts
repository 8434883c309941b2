import { type ArgsOf, defineCommand } from '../../../command.ts';

import { type Copied, copied, renderCopied } from '../../../registry/copy.ts';
import { copyPlaceOf, placeOf } from '../../../registry/place.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<Copied> {
    const database = args['to-database'] || context.env.ROLEKIT_REGISTRY_TO_DATABASE;
    const to = copyPlaceOf(args, { data: args.to, database, blobs: args['to-blobs'] }, context);
    return copied('registry copy', placeOf(args, context), to, context);
  },
  render: renderCopied,
});
