import { join } from 'node:path';
import type { Connector } from '@rolekit/sdk';
import { makeTemporary, removeTemporary } from '@rolekit/sdk/internal';
import { changeRunFile, readRunFile, settingsOf, writeRunFile } from '@rolekit/sdk/internal/settings';
import { openConnection } from '@rolekit/sdk/serve';
import { type ConnectionFile, resolveSettings, writeConnection } from '@rolekit/sdk/settings';

export type Profile = ConnectionFile['profiles'][string];

const TRIAL = 'trial';
const TIMEOUT_MS = 30_000;

/**
 * Opens a connection with a profile that is not saved yet and makes its harmless call. Answers who is connected, and the
 * profile as it is afterwards: a refresh token may have been rotated. What a sign-in brought is
 * nowhere but in the trial until it worked, and secrets are on no disk until they are saved.
 *
 * @param brought what a sign-in gave
 * @throws RK_AUTH_EXPIRED, RK_FORBIDDEN, RK_OUT_OF_REACH, RK_UPSTREAM_UNAVAILABLE, RK_NOT_CONNECTED
 */
export async function tryProfile(
  connector: Connector,
  profile: Profile,
  brought: Record<string, string>,
  signal: AbortSignal,
): Promise<{ who: string | null; profile: Profile }> {
  if ('values' in profile) return tryValues(connector, { ...profile.values, ...brought }, signal);
  const home = makeTemporary('rolekit-connect-');
  try {
    const copy = await copyFor(home, profile.runFile, brought);
    await writeConnection(connector.name, { format: 1, active: TRIAL, profiles: { [TRIAL]: copy } }, home);
    const settings = await resolveSettings(connector.name, connector.connection.config, { env: {}, home });
    const opened = await openConnection(connector, settings);
    const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    // without a sign-in, a token that the trial rotated is the sandbox's own, whatever came of it
    let kept = Object.keys(brought).length === 0;
    let who: string | null;
    try {
      who = (await connector.connection.test?.(opened.connection, limit)) ?? null;
      kept = true;
    } finally {
      await opened.close();
      if (kept) await keepRun(profile.runFile, copy.runFile);
    }
    return { who, profile };
  } finally {
    await removeTemporary(home);
  }
}

async function tryValues(
  connector: Connector,
  values: Record<string, string>,
  signal: AbortSignal,
): Promise<{ who: string | null; profile: Profile }> {
  const settings = settingsOf(connector.name, connector.connection.config, {
    values,
    source: 'what was given',
    async save(changes) {
      for (const [field, value] of Object.entries(changes)) if (value !== undefined) values[field] = value;
    },
  });
  const opened = await openConnection(connector, settings);
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const who = (await connector.connection.test?.(opened.connection, limit)) ?? null;
    return { who, profile: { values } };
  } finally {
    await opened.close();
  }
}

/** A copy of a sandbox's run file with what a sign-in gave. */
async function copyFor(home: string, path: string, brought: Record<string, string>): Promise<{ runFile: string }> {
  const run = await readRunFile(path);
  if (!run) return { runFile: path };
  const runFile = join(home, 'run.json');
  await writeRunFile(runFile, { ...run, values: { ...run.values, ...brought } });
  return { runFile };
}

/** What changed in the trial is the sandbox's own from now on. */
async function keepRun(path: string, copy: string): Promise<void> {
  const run = copy === path ? undefined : await readRunFile(copy);
  if (run) await changeRunFile(path, run, run.values);
}
