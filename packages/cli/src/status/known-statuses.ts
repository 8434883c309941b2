import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RolekitError } from '@rolekit/sdk';
import { readParsed, withLockFile, writeWhole } from '@rolekit/sdk/internal';
import type { VersionStatus } from '@rolekit/sdk/wire';
import { z } from 'zod';

const MAX_ROWS = 2000;
const MAX_BYTES = 4 * 1024 * 1024;
const MAX_REASON = 500;
/** Clocks of two replicas of one registry differ by so much at most. */
const SKEW_MS = 5 * 60_000;
const HINT = 'Remove it; what registries said of versions is asked again.';

const time = z.iso.datetime();
const knownStatus = z.object({
  registry: z.string().max(2048),
  /** `namespace/name` */
  id: z.string().max(200),
  version: z.string().max(128),
  digest: z.string().max(80),
  state: z.enum(['available', 'yanked', 'quarantined', 'taken-down', 'waiting', 'rejected', 'expired']),
  reason: z.string().max(MAX_REASON).nullable(),
  by: z.string().max(200).nullable(),
  at: time.nullable(),
  until: time.nullable(),
  /** When the registry said so, by its clock. */
  checkedAt: time,
  /** The same by the clock of this machine. */
  heardAt: time,
});
const file = z.object({ format: z.literal(1), statuses: z.array(knownStatus).max(MAX_ROWS) });

/** What a registry said of a version the last time that it was asked. */
export type KnownStatus = z.infer<typeof knownStatus>;

export function statusesPath(home: string): string {
  return join(home, '.rolekit', 'statuses.json');
}

/** @throws RK_FILE */
export async function readStatuses(home: string): Promise<KnownStatus[]> {
  const path = statusesPath(home);
  const size = await stat(path).then(
    (entry) => entry.size,
    () => 0,
  );
  if (size > MAX_BYTES)
    throw new RolekitError('RK_FILE', { path, reason: `has more than ${MAX_BYTES} bytes`, hint: HINT });
  return (await readParsed(path, () => file, HINT))?.statuses ?? [];
}

/**
 * Keeps what a registry says, in the place of what it said before. What is withheld outlives what is not, where there is no room.
 *
 * @returns false when it is older than what the registry said before: somebody shows an old answer again
 * @throws RK_FILE
 */
export async function keepStatus(home: string, registry: string, status: VersionStatus, now: Date): Promise<boolean> {
  const path = statusesPath(home);
  const { id, version, digest, state, reason, by, at, until, checkedAt } = status;
  const heardAt = now.toISOString();
  const said = reason?.slice(0, MAX_REASON) ?? null;
  const kept: KnownStatus = {
    ...{ registry, id, version, digest, state, reason: said, by: by?.slice(0, 200) ?? null, at, until },
    ...{ checkedAt, heardAt },
  };
  return withLockFile(`${path}.lock`, async () => {
    const known = await readStatuses(home);
    const before = known.find((row) => isAbout(row, kept) && row.registry === registry);
    if (before !== undefined && isOlder(checkedAt, before.checkedAt)) return false;
    const others = known.filter((row) => row !== before);
    const statuses = [...others.sort(leastNeededFirst), kept].slice(-MAX_ROWS);
    await writeWhole(path, `${JSON.stringify({ format: 1, statuses })}\n`);
    return true;
  });
}

/** Whether two are of one version with the same content. */
export function isAbout(
  row: Pick<KnownStatus, 'id' | 'version'>,
  { id, version }: Pick<KnownStatus, 'id' | 'version'>,
) {
  return row.id === id && row.version === version;
}

/** Whether a version may not be used, whoever asks. */
export function isWithheld({ state }: Pick<VersionStatus, 'state'>): boolean {
  return state !== 'available' && state !== 'yanked';
}

function isOlder(checkedAt: string, before: string): boolean {
  return new Date(checkedAt).getTime() + SKEW_MS < new Date(before).getTime();
}

function leastNeededFirst(a: KnownStatus, b: KnownStatus): number {
  return Number(isWithheld(a)) - Number(isWithheld(b)) || (a.heardAt < b.heardAt ? -1 : 1);
}
