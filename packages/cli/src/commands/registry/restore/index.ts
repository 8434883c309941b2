import { resolve } from 'node:path';
import { type ArgsOf, defineCommand } from '../../../command.ts';

import { type Copied, copied, renderCopied } from '../../../registry/copy.ts';
import { placeOf } from '../../../registry/place.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<Copied> {
    const from = { dataDir: resolve(context.cwd, args.from) };
    return copied('registry restore', from, placeOf(args, context), context);
  },
  render: renderCopied,
});
