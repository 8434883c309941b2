import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type ArgsOf, defineCommand } from '../../command.ts';
import { examine } from '../../doctor/examine.ts';
import type { Stage } from '../../doctor/stage.ts';
import { usageError } from '../../errors.ts';
import { EXIT } from '../../exit-codes.ts';
import { connectAdvice } from '../../plugin-server/connect-source.ts';
import type words from './words.ts';

interface Examined {
  plugin: string;
  healthy: boolean;
  stages: Stage[];
}

/** What a plugin has: its source, or its build. */
const MANIFESTS = ['plugin.json', 'plugin.ts'];

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<Examined> {
    const plugin = args.plugin ?? '.';
    if (args.plugin === undefined && !MANIFESTS.some((file) => existsSync(join(context.cwd, file))))
      throw usageError('This folder has no plugin.', 'Name one: `rolekit doctor <dir|archive|namespace/name>`.');
    const advise = await connectAdvice(plugin, context);
    const stages = (await examine(plugin, args.registry, context)).map((stage) => ({
      ...stage,
      detail: advise(stage.detail),
      ...(stage.fix === undefined ? {} : { fix: advise(stage.fix) }),
    }));
    return { plugin, healthy: stages.every((stage) => stage.state !== 'failed'), stages };
  },
  exitCode: ({ healthy }) => (healthy ? EXIT.done : EXIT.failed),
  render({ healthy, stages }, out) {
    const { paint } = out;
    const tint = { ok: paint.green, failed: paint.red, skipped: paint.dim };
    for (const { stage, of, state, detail, fix } of stages) {
      out.line(`${tint[state](state.padEnd(8))}${[stage, of].filter(Boolean).join(' ').padEnd(28)}  ${detail}`);
      if (state !== 'ok' && fix) out.line(`        fix: ${out.advice(fix)}`);
    }
    if (healthy) out.line(paint.green('It works.'));
  },
});
