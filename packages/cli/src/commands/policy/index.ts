import { type PolicyFile, policyPaths, readPolicy } from '@rolekit/sdk/internal/settings';
import { type ArgsOf, defineCommand } from '../../command.ts';
import { changePolicy } from '../../policy/change-policy.ts';
import { homeOf } from '../../rolekit-home.ts';
import type words from './words.ts';

interface Shown {
  /** The company's first; missing files are left out. */
  files: PolicyFile[];
  /** The file that was changed. */
  changed?: string;
}

export default defineCommand({
  async run({ deny, undeny, enable, disable, writes }: ArgsOf<typeof words>, context): Promise<Shown> {
    const paths = policyPaths(homeOf(context.env));
    const own = paths.at(-1) ?? '';
    const isChange = [deny, undeny, enable, disable, writes].some((value) => value !== undefined);
    const lists = { deny: listOf(deny), undeny: listOf(undeny), enable: listOf(enable), disable: listOf(disable) };
    if (isChange) await changePolicy(own, { ...lists, writes });
    return { files: paths.flatMap((path) => readPolicy(path) ?? []), ...(isChange ? { changed: own } : {}) };
  },
  render({ files, changed }, out) {
    const { paint } = out;
    if (files.length === 0) return out.line('This machine adds nothing to what each plugin denies.');
    for (const { path, writes, denyTools, enableTools } of files) {
      out.line(paint.bold(path));
      out.table(
        [
          ['writes', writes === 'deny' ? paint.red('denied') : 'a person confirms each'],
          ['tools', denyTools.length > 0 ? paint.red(denyTools.join(', ')) : 'none denied by name'],
          ...(enableTools.length > 0 ? [['switched on', paint.green(enableTools.join(', '))]] : []),
        ],
        '  ',
      );
    }
    if (changed !== undefined) out.line('Running servers apply it within seconds and tell their hosts.');
  },
});

function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
