import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connector } from '@rolekit/sdk';
import {
  type ConnectionFile,
  openConnection,
  readConnection,
  resolveSettings,
  writeConnection,
} from '@rolekit/sdk/serve';

export type Profile = ConnectionFile['profiles'][string];

const TRIAL = 'trial';
const LONGEST_MS = 30_000;

/**
 * Opens a connection with a profile that is not saved yet and makes its harmless call. Answers who is connected, and the
 * profile as it is afterwards: a refresh token may have been rotated.
 *
 * @throws RK_AUTH_EXPIRED, RK_FORBIDDEN, RK_UPSTREAM_UNAVAILABLE, RK_NOT_CONNECTED
 */
export async function tryProfile(
  connector: Connector,
  profile: Profile,
  signal: AbortSignal,
): Promise<{ who: string | null; profile: Profile }> {
  const home = await mkdtemp(join(tmpdir(), 'rolekit-connect-'));
  try {
    await writeConnection(connector.name, { format: 1, active: TRIAL, profiles: { [TRIAL]: profile } }, home);
    const settings = await resolveSettings(connector.name, connector.connection.config, { env: {}, home });
    const { connection } = await openConnection(connector, settings);
    const limit = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]);
    const who = (await connector.connection.test?.(connection, limit)) ?? null;
    await connector.connection.close?.(connection);
    const after = (await readConnection(connector.name, home))?.profiles[TRIAL];
    return { who, profile: after ?? profile };
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
}
