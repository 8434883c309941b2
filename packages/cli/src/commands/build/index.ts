import { relative, resolve, sep } from 'node:path';
import {
  type BundleSummary,
  composeBundle,
  emitBundle,
  outputFolder,
  renderSummary,
  summaryOf,
} from '../../build/index.ts';
import { defineRolekitCommand } from '../../command.ts';
import { maybeOpenRegistry, registryArg } from '../../registry/open.ts';

interface BuildResult extends BundleSummary {
  /** Folder that was written, relative to the working folder. */
  out: string;
}

export default defineRolekitCommand({
  meta: {
    name: 'build',
    description: 'Build a plugin into dist/, every file that every host reads',
    examples: [
      'rolekit build',
      'rolekit build plugins/sales',
      'rolekit build --update --registry https://plugins.example.com',
    ],
  },
  args: {
    path: { type: 'positional', required: false, default: '.', description: 'Folder of the plugin' },
    out: { type: 'string', valueHint: 'dir', description: 'Folder to write; dist/ below the plugin without it' },
    update: { type: 'boolean', description: 'Resolve connectors again instead of keeping the lock' },
    ...registryArg,
  },
  async run(args, context): Promise<BuildResult> {
    const dir = resolve(context.cwd, args.path);
    const registry = await maybeOpenRegistry(args, context);
    const update = args.update === true;
    const bundle = await composeBundle(dir, { registry, update, onStep: (text) => context.progress.step(text) });
    const out = args.out ? resolve(context.cwd, args.out) : await outputFolder(dir);
    await emitBundle(bundle, out);
    return { ...summaryOf(bundle), out: relative(context.cwd, out).split(sep).join('/') || '.' };
  },
  render(result, out) {
    renderSummary(result, out);
    out.line(`${out.paint.green('built')}  ${result.out}`);
  },
});
