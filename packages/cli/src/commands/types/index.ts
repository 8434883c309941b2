import { relative, resolve, sep } from 'node:path';
import { type ArgsOf, defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { pluginTools } from '../../types/plugin-tools.ts';
import { type TypesFileState, typesOf, updateTypesFile } from '../../types/types-file.ts';
import type words from './words.ts';

interface TypesResult {
  plugin: string;
  /** The file, relative to the working folder. */
  file: string;
  state: TypesFileState;
  /** Number of tools. */
  tools: number;
}

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<TypesResult> {
    const plugin = await pluginTools(args.plugin, context, args.registry);
    const path = resolve(context.cwd, args.out ?? `${plugin.name}-tools.ts`);
    const state = await updateTypesFile(path, await typesOf(plugin), { check: args.check === true });
    return {
      plugin: plugin.name,
      file: relative(context.cwd, path).split(sep).join('/'),
      state,
      tools: plugin.tools.connectors.reduce((sum, connector) => sum + connector.tools.length, 0),
    };
  },
  render({ file, state, tools, plugin }, out) {
    const old = state === 'stale' || state === 'missing';
    const what = `types of ${tools} tool${tools === 1 ? '' : 's'} of ${plugin}`;
    out.line(`${old ? out.paint.red(state) : out.paint.green(state)}  ${file}  ${out.paint.dim(what)}`);
    if (old) out.line('fix: Run the same command without --check.');
  },
  exitCode: ({ state }) => (state === 'stale' || state === 'missing' ? EXIT.failed : EXIT.done),
});
