import { readRunFile } from '@rolekit/sdk/internal/settings';
import { CliError } from '../errors.ts';
import type { Profile } from './try-profile.ts';

/** The settings of a profile that is not saved yet, and what it may reach on this machine. @throws RK_SANDBOX_STOPPED */
export async function sourceOf(
  connector: string,
  profile: Profile,
): Promise<{ values: Record<string, string>; localOrigins: string[] }> {
  if ('values' in profile) return { values: profile.values, localOrigins: [] };
  const run = await readRunFile(profile.runFile);
  if (!run) throw new CliError('RK_SANDBOX_STOPPED', { connector });
  return { values: run.values, localOrigins: [new URL(run.baseUrl).origin] };
}
