import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandReport, commandReport, REPORT_DAYS } from '@rolekit/sdk/internal/audit';
import { z } from 'zod';
import { queueFolder, waitingNames } from './queue-folder.ts';

/** That wait at once; the oldest make room. */
const MAX_WAITING = 500;
const MAX_AGE_MS = REPORT_DAYS * 86_400_000;

const file = z.object({ format: z.literal(1), registry: z.string().max(2000), report: commandReport });

/** A report that its registry does not have yet. */
export interface WaitingReport {
  path: string;
  /** Address of the registry whose policy asks for it. */
  registry: string;
  report: CommandReport;
}

/** Keeps a report until it is sent; written at once, whole or not at all. */
export function enqueue(home: string, registry: string, report: CommandReport): void {
  const folder = queueFolder(home);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const names = waitingNames(home);
  for (const name of names.slice(0, Math.max(0, names.length - MAX_WAITING + 1)))
    rmSync(join(folder, name), { force: true });
  const path = join(folder, `${report.at.replace(/\D/g, '')}-${report.id}.json`);
  const draft = `${path}.${process.pid}.tmp`;
  writeFileSync(draft, JSON.stringify({ format: 1, registry, report }), { mode: 0o600 });
  renameSync(draft, path);
}

/** What waits, the oldest first. What is too old, or no report, is given up. */
export function waitingReports(home: string, now: Date): WaitingReport[] {
  const folder = queueFolder(home);
  const oldest = new Date(now.getTime() - MAX_AGE_MS).toISOString();
  return waitingNames(home).flatMap((name) => {
    const path = join(folder, name);
    const parsed = file.safeParse(jsonOf(path));
    if (parsed.success && parsed.data.report.at >= oldest) {
      const { registry, report } = parsed.data;
      return [{ path, registry, report }];
    }
    giveUp([{ path }]);
    return [];
  });
}

/** Removes reports that were sent, or that nobody will take. */
export function giveUp(reports: readonly Pick<WaitingReport, 'path'>[]): void {
  for (const { path } of reports) rmSync(path, { force: true });
}

function jsonOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
