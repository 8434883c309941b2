import { isToolPattern, type PolicyFile, policyPaths, readPolicy } from '@rolekit/sdk/internal/settings';
import { type ArgsOf, defineCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import { homeOf } from '../../home.ts';
import { writePolicy } from '../../policy/write.ts';
import type words from './words.ts';

interface Shown {
  /** The company's first; a file that is not there is left out. */
  files: PolicyFile[];
  /** The one that was changed. */
  changed?: string;
}

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<Shown> {
    const paths = policyPaths(homeOf(context.env));
    const own = paths.at(-1) ?? '';
    const { deny, undeny, writes } = args;
    const read = () => paths.flatMap((path) => readPolicy(path) ?? []);
    if (deny === undefined && undeny === undefined && writes === undefined) return { files: read() };
    if (writes !== undefined && writes !== 'confirm' && writes !== 'deny')
      throw usageError(`\`--writes ${writes}\` is not valid.`, 'Use `confirm` or `deny`.');
    const before = readPolicy(own) ?? { path: own, writes: 'confirm', denyTools: [] };
    const gone = listOf(undeny);
    const unknown = gone.find((pattern) => !before.denyTools.includes(pattern));
    if (unknown !== undefined)
      throw usageError(
        `${unknown} is not in the list.`,
        before.denyTools.length > 0 ? `It has ${before.denyTools.join(', ')}.` : `${own} denies no tool by name.`,
      );
    const added = listOf(deny);
    const wrong = added.find((pattern) => !isToolPattern(pattern));
    if (wrong !== undefined)
      throw usageError(
        `${wrong} is not a tool name.`,
        'Use a name such as `salesforce_update_record`, or `salesforce_*`.',
      );
    const kept = before.denyTools.filter((pattern) => !gone.includes(pattern));
    await writePolicy({ path: own, writes: writes ?? before.writes, denyTools: [...new Set([...kept, ...added])] });
    return { files: read(), changed: own };
  },
  render({ files, changed }, out) {
    const { paint } = out;
    if (files.length === 0) return out.line('This machine adds nothing to what each plugin denies.');
    for (const { path, writes, denyTools } of files) {
      out.line(paint.bold(path));
      out.table(
        [
          ['writes', writes === 'deny' ? paint.red('denied') : 'a person confirms each'],
          ['tools', denyTools.length > 0 ? paint.red(denyTools.join(', ')) : 'none denied by name'],
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
