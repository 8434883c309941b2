import type { CommandContext } from '../command.ts';
import { CliError } from '../errors.ts';
import type { Subject } from '../status/admit.ts';
import { type AdmitBundleOptions, admitBundle } from '../status/admit-bundle.ts';
import type { Standing } from '../status/standing.ts';
import { warnOfStandings } from '../status/warn-of-standings.ts';

/**
 * Asks about an archive before it is installed, and says where nobody could be asked.
 *
 * @throws RK_WITHHELD, RK_YANKED, RK_POLICY_REFUSED
 */
export async function admitArchive(
  subject: Subject,
  { allowYanked, ...options }: AdmitBundleOptions & { allowYanked: boolean },
  context: CommandContext,
): Promise<Standing[]> {
  const plugin = `${subject.id}@${subject.version}`;
  const { standings, others, asked } = await admitBundle(subject, options, context);
  const yanked = standings.find(({ state }) => state === 'yanked');
  if (yanked !== undefined && !allowYanked) {
    const hint = 'Install another version, or use --allow-yanked.';
    throw new CliError('RK_YANKED', { plugin, reason: yanked.reason ?? '', hint });
  }
  const notes = [
    ...others.map((url) => `${url} has other content as ${plugin}: this archive is not from there.`),
    ...(asked === 0 ? [`No registry was asked about ${plugin}: none is known here.`] : []),
  ];
  warnOfStandings(standings, context, notes);
  return standings;
}
