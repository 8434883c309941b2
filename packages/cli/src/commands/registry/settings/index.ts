import { type ArgsOf, defineCommand } from '../../../command.ts';
import { readSettings, serveOptions } from '../../../registry/serve-options.ts';
import { misspelled, type ShownSetting, shownSettings } from '../../../registry/settings/shown.ts';
import type words from './words.ts';

interface Shown {
  settings: ShownSetting[];
  /** Variables that are no settings, and the ones that are meant. */
  misspelled: { variable: string; meant: string }[];
}

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<Shown> {
    const settings = readSettings(args, context);
    // what a start would refuse
    await serveOptions(settings, context);
    return { settings: shownSettings(settings), misspelled: misspelled(context.env) };
  },
  render({ settings, misspelled }, out) {
    const { paint } = out;
    out.table([
      ['setting', 'value', 'from'].map((title) => paint.dim(title)),
      ...settings.map(({ key, value, isSecret, isSet, source }) => [
        key,
        isSet && isSecret ? 'set' : (value ?? paint.dim('not set')),
        source === null ? '' : source.name,
      ]),
    ]);
    for (const { variable, meant } of misspelled)
      out.line(`${paint.yellow('unknown')}  ${variable}; did you mean ${meant}?`);
  },
});
