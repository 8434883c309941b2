import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { snapshotFolder } from './snapshot.ts';

const HOUR_MS = 3_600_000;

function timePath(home: string): string {
  return join(snapshotFolder(home), 'latest-time');
}

/**
 * The time as snapshots count it: a clock that is set back goes on from the latest time that was seen here.
 *
 * @param issued times at which snapshots were signed, which it cannot be before
 */
export function trustedTime(home: string, clock: Date, issued: readonly string[]): Date {
  const seen = latestTime(home);
  const times = [...issued.map((text) => new Date(text).getTime()), seen, clock.getTime()];
  // once an hour is enough, and most starts write nothing
  if (clock.getTime() > seen + HOUR_MS) keepTime(home, clock);
  return new Date(Math.max(...times));
}

/** Has later starts count from this time on: a registry said it. */
export function keepTime(home: string, time: Date): void {
  const path = timePath(home);
  try {
    mkdirSync(snapshotFolder(home), { recursive: true, mode: 0o700 });
    writeFileSync(`${path}.${process.pid}`, time.toISOString(), { mode: 0o600 });
    renameSync(`${path}.${process.pid}`, path);
  } catch {
    // a home that cannot be written has no later starts to tell
  }
}

function latestTime(home: string): number {
  try {
    const time = new Date(readFileSync(timePath(home), 'utf8').slice(0, 30)).getTime();
    return Number.isNaN(time) ? 0 : time;
  } catch {
    return 0;
  }
}
