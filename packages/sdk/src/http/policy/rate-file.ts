import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../../digest/sha256.ts';
import { withLockFile } from '../../files/lock-file.ts';
import { writeWhole } from '../../files/write-whole.ts';
import { type RateState, type RateStore, takeCall } from './rate-limits.ts';

/** Counts for all processes of a user, in small files under `~/.rolekit/run/`; slower than memory by a few file operations. */
export function fileRateStore(home = homedir()): RateStore {
  const change = async <T>(key: string, step: (state: RateState | undefined) => { state: RateState; result: T }) => {
    const digest = sha256(key).digest('hex').slice(0, 16);
    const path = join(home, '.rolekit', 'run', `rate-${digest}.json`);
    return withLockFile(`${path}.lock`, async () => {
      const { state, result } = step(await read(path));
      await writeWhole(path, JSON.stringify(state));
      return result;
    });
  };
  return {
    take: (key, rates, now) =>
      change(key, (before) => {
        const { state, waitMs } = takeCall(before, rates, now);
        return { state, result: waitMs };
      }),
    block: (key, until) =>
      change(key, (before) => ({
        state: { counts: before?.counts ?? [], blockedUntil: Math.max(until, before?.blockedUntil ?? 0) },
        result: undefined,
      })),
  };
}

/** A file that is missing or broken counts as no calls: it holds no secrets and heals itself. */
async function read(path: string): Promise<RateState | undefined> {
  try {
    const state = JSON.parse(await readFile(path, 'utf8')) as RateState;
    return Array.isArray(state.counts) && typeof state.blockedUntil === 'number' ? state : undefined;
  } catch {
    return undefined;
  }
}
