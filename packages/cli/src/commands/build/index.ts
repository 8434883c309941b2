import { relative, resolve, sep } from 'node:path';
import { type BundleSummary, emitBundle, outputFolder, renderSummary, summaryOf } from '../../build/index.ts';
import { type ArgsOf, defineCommand } from '../../command.ts';
import type { WrittenEvals } from '../../evals/export/index.ts';
import { readByCi } from '../../publish/ci-token.ts';
import { openBuildRegistries } from '../../registry/namespace-registries.ts';
import { homeOf } from '../../rolekit-home.ts';
import { composeChecked } from '../../validate/compose-checked.ts';
import type words from './words.ts';

interface BuildResult extends BundleSummary {
  /** Folder that was written, relative to the working folder. */
  out: string;
  /** Evals of other tools, where they were asked for. */
  evals?: WrittenEvals;
}

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<BuildResult> {
    const dir = resolve(context.cwd, args.path);
    const { registry: anonymous, registries } = await openBuildRegistries(args, context, dir);
    const registry = anonymous && (await readByCi(anonymous, dir, context.env));
    const update = args.update === true;
    const bundle = await composeChecked(dir, {
      registry,
      registries,
      update,
      home: homeOf(context.env),
      onStep: (text) => context.progress.step(text),
    });
    const out = args.out ? resolve(context.cwd, args.out) : await outputFolder(dir);
    await emitBundle(bundle, out);
    const shown = (path: string) => relative(context.cwd, path).split(sep).join('/') || '.';
    const built = { ...summaryOf(bundle), out: shown(out) };
    if (args.evals !== true) return built;
    const { writeEvals } = await import('../../evals/export/index.ts');
    const evals = await writeEvals(bundle, context.progress.step);
    return { ...built, evals: { ...evals, out: shown(evals.out) } };
  },
  render(result, out) {
    renderSummary(result, out);
    out.line(`${out.paint.green('built')}  ${result.out}`);
    if (result.evals === undefined) return;
    const { cases, skipped, out: folder } = result.evals;
    out.line(`${out.paint.green('evals')}  ${folder}: ${cases} ${cases === 1 ? 'case' : 'cases'}`);
    for (const name of skipped)
      out.line(`${out.paint.yellow('skipped')}  ${name}: no model can be asked it, or nothing in it can be graded`);
  },
});
