import { relative, resolve, sep } from 'node:path';
import { type BundleSummary, emitBundle, outputFolder, renderSummary, summaryOf } from '../../build/index.ts';
import { type ArgsOf, defineCommand } from '../../command.ts';
import { maybeOpenRegistry } from '../../registry/open-registry.ts';
import { composeChecked } from '../../validate/compose-checked.ts';
import type words from './words.ts';

interface BuildResult extends BundleSummary {
  /** Folder that was written, relative to the working folder. */
  out: string;
}

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<BuildResult> {
    const dir = resolve(context.cwd, args.path);
    const registry = await maybeOpenRegistry(args, context);
    const update = args.update === true;
    const bundle = await composeChecked(dir, { registry, update, onStep: (text) => context.progress.step(text) });
    const out = args.out ? resolve(context.cwd, args.out) : await outputFolder(dir);
    await emitBundle(bundle, out);
    return { ...summaryOf(bundle), out: relative(context.cwd, out).split(sep).join('/') || '.' };
  },
  render(result, out) {
    renderSummary(result, out);
    out.line(`${out.paint.green('built')}  ${result.out}`);
  },
});
