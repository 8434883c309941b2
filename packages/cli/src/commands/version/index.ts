import { type ArgsOf, defineCommand } from '../../command.ts';
import { type Released, release, releaseOptionsOf } from '../../release/release.ts';
import { renderReleased } from '../../release/render.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<Released> {
    return release({ ...releaseOptionsOf(args, context), dryRun: args['dry-run'] === true }, context);
  },
  render: renderReleased,
});
