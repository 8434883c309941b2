import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connector } from '@rolekit/sdk';
import {
  type ConnectionFile,
  changeRunFile,
  openConnection,
  readConnection,
  readRunFile,
  resolveSettings,
  writeConnection,
  writeRunFile,
} from '@rolekit/sdk/serve';

export type Profile = ConnectionFile['profiles'][string];

const TRIAL = 'trial';
const LONGEST_MS = 30_000;

/**
 * Opens a connection with a profile that is not saved yet and makes its harmless call. Answers who is connected, and the
 * profile as it is afterwards: a refresh token may have been rotated. What a sign-in brought is
 * nowhere but in the trial until it worked.
 *
 * @param brought what a sign-in gave
 * @throws RK_AUTH_EXPIRED, RK_FORBIDDEN, RK_UPSTREAM_UNAVAILABLE, RK_NOT_CONNECTED
 */
export async function tryProfile(
  connector: Connector,
  profile: Profile,
  brought: Record<string, string>,
  signal: AbortSignal,
): Promise<{ who: string | null; profile: Profile }> {
  const home = await mkdtemp(join(tmpdir(), 'rolekit-connect-'));
  try {
    const copy = await copyFor(home, profile, brought);
    await writeConnection(connector.name, { format: 1, active: TRIAL, profiles: { [TRIAL]: copy } }, home);
    const settings = await resolveSettings(connector.name, connector.connection.config, { env: {}, home });
    const { connection } = await openConnection(connector, settings);
    const limit = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]);
    // without a sign-in, a token that the trial rotated is the sandbox's own, whatever came of it
    let kept = Object.keys(brought).length === 0;
    let who: string | null;
    try {
      who = (await connector.connection.test?.(connection, limit)) ?? null;
      kept = true;
    } finally {
      await connector.connection.close?.(connection);
      if (kept && 'runFile' in profile) await keepRun(profile.runFile, copy);
    }
    if ('runFile' in profile) return { who, profile };
    const after = (await readConnection(connector.name, home))?.profiles[TRIAL];
    return { who, profile: after ?? copy };
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** The profile with what a sign-in gave; of a sandbox, its run file is copied too. */
async function copyFor(home: string, profile: Profile, brought: Record<string, string>): Promise<Profile> {
  if ('values' in profile) return { values: { ...profile.values, ...brought } };
  const run = await readRunFile(profile.runFile);
  if (!run) return profile;
  const runFile = join(home, 'run.json');
  await writeRunFile(runFile, { ...run, values: { ...run.values, ...brought } });
  return { runFile };
}

/** What changed in the trial is the sandbox's own from now on. */
async function keepRun(path: string, copy: Profile): Promise<void> {
  const run = 'runFile' in copy && copy.runFile !== path ? await readRunFile(copy.runFile) : undefined;
  if (run) await changeRunFile(path, run, run.values);
}
