import { type ArgsOf, defineCommand } from '../../../command.ts';
import { releaseOptionsOf, releaseStatus } from '../../../release/release.ts';
import { renderPlan } from '../../../release/render.ts';
import type { ReleasePlan } from '../../../release/types.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<ReleasePlan> {
    return releaseStatus(releaseOptionsOf(args, context), context);
  },
  render: renderPlan,
});
