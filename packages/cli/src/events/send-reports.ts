import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RolekitError } from '@rolekit/sdk';
import { createRegistryClient } from '@rolekit/sdk/host';
import { MAX_REPORTS } from '@rolekit/sdk/internal/audit';
import type { CommandContext } from '../command.ts';
import { readSignIns } from '../registry/saved-sign-ins.ts';
import { homeOf } from '../rolekit-home.ts';
import { queueFolder } from './queue-folder.ts';
import { giveUp, type WaitingReport, waitingReports } from './report-queue.ts';

/** No command waits longer for its reports. */
const LIMIT_MS = 2000;
/** After a registry that took that long, others go ahead without waiting. */
const PAUSE_MS = 600_000;
/** Answers that will be the same next time: it is no such registry, or takes no such report. */
const FINAL: ReadonlySet<unknown> = new Set([400, 404, 405, 413]);

/**
 * Sends what waits, each to the registry whose policy asked for it, by the sign-in of that registry alone. What cannot be sent
 * waits on; nothing of it ends a command.
 */
export async function sendReports({ env }: Pick<CommandContext, 'env'>): Promise<void> {
  const home = homeOf(env);
  try {
    if (isPaused(home)) return;
    const began = Date.now();
    const { registries } = await readSignIns(home);
    const waiting = waitingReports(home, new Date());
    await Promise.all(
      [...new Set(waiting.map(({ registry }) => registry))].map((url) => {
        const token = env.ROLEKIT_REGISTRY === url && env.ROLEKIT_TOKEN ? env.ROLEKIT_TOKEN : registries[url]?.token;
        const reports = waiting.filter(({ registry }) => registry === url).slice(0, MAX_REPORTS);
        return token === undefined ? undefined : sendTo(url, token, reports);
      }),
    );
    if (Date.now() - began >= LIMIT_MS) pause(home);
  } catch {
    // they wait
  }
}

async function sendTo(url: string, token: string, reports: readonly WaitingReport[]): Promise<void> {
  try {
    await createRegistryClient({ url, token, timeout: LIMIT_MS }).report(reports.map(({ report }) => report));
    // a registry that asks for them no more keeps none
    giveUp(reports);
  } catch (error) {
    if (error instanceof RolekitError && FINAL.has(error.data.status)) giveUp(reports);
  }
}

function pausePath(home: string): string {
  return join(queueFolder(home), 'slow');
}

function isPaused(home: string): boolean {
  const stat = statSync(pausePath(home), { throwIfNoEntry: false });
  if (stat === undefined) return false;
  const age = Date.now() - stat.mtimeMs;
  if (age >= 0 && age < PAUSE_MS) return true;
  rmSync(pausePath(home), { force: true });
  return false;
}

function pause(home: string): void {
  writeFileSync(pausePath(home), '', { mode: 0o600 });
}
