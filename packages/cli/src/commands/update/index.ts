import { type ArgsOf, defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { HOST_TITLES } from '../../hosts/host-programs.ts';
import { type CheckedPlugin, updateInstalled } from '../../install/update.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<{ checked: boolean; plugins: CheckedPlugin[] }> {
    const options = {
      plugins: args.plugin === undefined ? [] : [args.plugin],
      check: args.check === true,
      acceptComponents: args['accept-components'] === true,
    };
    return { checked: options.check, plugins: await updateInstalled(options, context) };
  },
  exitCode({ plugins }) {
    if (plugins.some(({ state, updated }) => state === 'withdrawn' && !updated)) return EXIT.failed;
    const refused = plugins.find((plugin) => plugin.refused !== null)?.refused;
    if (refused) return refused.exit;
    return plugins.some(({ state }) => state === 'unknown') ? EXIT.unreachable : EXIT.done;
  },
  render({ plugins }, out) {
    const { paint } = out;
    if (plugins.length === 0) out.line('Nothing is installed that rolekit install noted.');
    for (const { plugin, version, host, folder, state, reason, deprecated, bases, ...rest } of plugins) {
      const { latest, updated, refused } = rest;
      const word = updated ? paint.green('updated') : state === 'withdrawn' ? paint.red(state) : state;
      const to = latest === null || latest === version ? '' : ` → ${latest}`;
      const place = host === null ? folder : HOST_TITLES[host];
      out.line(
        `${word}  ${paint.bold(`${plugin}@${version}`)}${to} in ${place}${reason === null ? '' : `: ${reason}`}`,
      );
      if (deprecated !== null) out.line(`    ${paint.yellow('deprecated')}: ${deprecated}`);
      for (const line of bases) out.line(`    ${paint.yellow('base')}: ${line}`);
      if (refused !== null) out.line(`    ${paint.red('not updated')}: ${refused.message} ${refused.fix}`);
      if (state === 'withdrawn' && !updated && to === '')
        out.line(`    Remove it from ${place}: there is no other version.`);
    }
  },
});
