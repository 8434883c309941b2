import { type PluginDetail, parsePluginAddress, type RegistryClient, type VersionDetail } from '@rolekit/sdk/host';
import semver from 'semver';
import type { CommandContext } from '../command.ts';
import { CliError } from '../errors.ts';
import { deprecationText, yankText } from '../registry/withdrawal.ts';
import { createOut } from '../terminal.ts';

/**
 * Says what a registry says against a version: why, who and when. A deprecated one is installed nonetheless.
 *
 * @throws RK_YANKED when it was yanked and that is not allowed; it names the newest good version
 */
export async function warnOfWithdrawal(
  version: VersionDetail,
  isYankedAllowed: boolean,
  registry: RegistryClient,
  { env, json, progress, stderr }: CommandContext,
): Promise<void> {
  const yanked = yankText(version);
  const deprecated = deprecationText(version);
  const what = `${version.id}@${version.version}`;
  if (yanked !== undefined && !isYankedAllowed) {
    const good = newestGood(await registry.plugin(parsePluginAddress(version.id)));
    const instead = good === undefined ? 'Wait for a fixed version' : `Install ${version.id}@${good}`;
    throw new CliError('RK_YANKED', { plugin: what, reason: yanked, hint: `${instead}, or use --allow-yanked.` });
  }
  if (json) return;
  progress.clear();
  const out = createOut(stderr, env);
  if (yanked !== undefined) out.line(`${what} was yanked: ${yanked}`);
  if (deprecated !== undefined) out.line(`${what} is deprecated: ${deprecated}`);
}

/** The latest; of a plugin without one, the highest prerelease that was not yanked. */
function newestGood({ latest, versions }: PluginDetail): string | undefined {
  if (latest !== null) return latest;
  const good = versions.filter(({ yanked }) => yanked === null).map(({ version }) => version);
  return semver.rsort(good)[0];
}
