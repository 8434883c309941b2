import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf } from '../../digest/digest.ts';
import { RolekitError } from '../../errors.ts';
import type { OpenConnection } from '../plugin/open-connection.ts';
import type { ApprovedPlan } from './approval.ts';
import type { Writer } from './serving.ts';

/** One line of the audit log about a write that was approved. It holds customers' data. */
export interface AuditEntry {
  at: string;
  plugin: string;
  connector: string;
  tool: string;
  environment: 'production' | 'sandbox';
  principal: string;
  /** `unknown`: of it, or of some of its items, the answer was lost. `partly`: of a batch, some items are done and the others not. */
  state: 'applying' | 'applied' | 'partly' | 'failed' | 'unknown';
  /** What became of the items of a batch. */
  outcomes?: { done: number; failed: number; unknown: number; notSent: number };
  /** Of the write; all its lines have the same. */
  idempotencyKey: string;
  /** Of the settings that it was made with; see `connectionMark`. */
  connection?: string;
  /** How the person who approved it was asked: by the host, on the approval page, or by `rolekit undo`. */
  approvedBy: 'elicitation' | 'page' | 'terminal';
  summary: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  /** What undoing it needs; of a batch, `items` that are done. */
  undo?: Record<string, unknown>;
  /** The connector says how: `rolekit undo` can. */
  canUndo?: true;
  /** The write that this one undoes. */
  undoes?: string;
  error?: string;
}

/** A line about a write that was asked for and not made. It holds no values, so that nothing is kept of what was refused. */
export interface UnappliedEntry
  extends Pick<AuditEntry, 'at' | 'plugin' | 'connector' | 'tool' | 'principal' | 'summary'> {
  /** Null where no connection was opened for it. */
  environment: AuditEntry['environment'] | null;
  /**
   * `refused` or `cancelled` by a person, `expired` unanswered; `denied` by a policy, because nobody could be asked, or
   * because the answer was not one to this very question.
   */
  state: 'refused' | 'cancelled' | 'expired' | 'denied';
  reason: string;
}

/** A line about a write that a person approved: what all its lines say, and what this one does. */
export function auditEntry<State extends Pick<AuditEntry, 'state'>>(
  { serving: { plugin }, connector, tool, opened, principal }: Writer,
  { plan, idempotencyKey, by }: ApprovedPlan,
  state: State,
): AuditEntry {
  const { summary, before, after } = plan;
  return {
    at: new Date().toISOString(),
    plugin: `${plugin.name}@${plugin.version}`,
    connector: connector.name,
    tool: tool.name,
    environment: opened.environment,
    principal,
    idempotencyKey,
    connection: connectionMark(opened),
    approvedBy: by,
    summary,
    before,
    after,
    ...state,
  };
}

/** Tells connections apart, and nothing of their settings. */
export function connectionMark({ id }: Pick<OpenConnection, 'id'>): string {
  return digestOf(Buffer.from(id));
}

/** Months that the log is kept. */
export const AUDIT_MONTHS = 13;

/**
 * `~/.rolekit/audit/2026-11.jsonl`: private to the user (0600), one file a month, kept for 13 months.
 *
 * @throws RK_FILE
 */
export async function audit(home: string, entry: AuditEntry): Promise<void> {
  await appendEntry(home, entry);
  // what is kept for too long must not stop what is done now
  if (entry.state === 'applying') await forgetOld(home, entry.at).catch(() => {});
}

/** @throws RK_FILE */
export async function appendEntry(home: string, entry: AuditEntry | UnappliedEntry): Promise<void> {
  const folder = join(home, '.rolekit', 'audit');
  const file = join(folder, `${entry.at.slice(0, 7)}.jsonl`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await appendLine(file, JSON.stringify(entry));
  } catch (error) {
    throw new RolekitError(
      'RK_FILE',
      {
        path: file,
        reason: `the audit log cannot be written (${String((error as { code?: unknown }).code)})`,
        hint: 'Free disk space or correct its permissions: Rolekit makes no write that it cannot record.',
      },
      { cause: error },
    );
  }
}

/**
 * Records what became of a write that was sent. Where that fails, the write stands all the same: the answer is what its
 * caller has to be told, and undefined where all is well.
 */
export async function auditOutcome(home: string, entry: AuditEntry): Promise<string | undefined> {
  try {
    await audit(home, entry);
    return undefined;
  } catch (error) {
    if (!(error instanceof RolekitError)) throw error;
    return `The audit log says that this was begun, and not what became of it: ${error.data.reason}.`;
  }
}

/** One write, so that processes do not mix their lines. A line that another one has not finished, or never will, is ended first. */
async function appendLine(path: string, text: string): Promise<void> {
  const file = await open(path, 'a+', 0o600);
  try {
    const { size } = await file.stat();
    const last = Buffer.alloc(1, '\n');
    if (size > 0) await file.read(last, 0, 1, size - 1);
    await file.appendFile(`${last.toString() === '\n' ? '' : '\n'}${text}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Deletes the months of the log that are over: those before the thirteen whole ones before this month. */
export async function forgetOld(home: string, now: string): Promise<void> {
  const folder = join(home, '.rolekit', 'audit');
  const oldest = new Date(now);
  // no month has every day of another
  oldest.setUTCDate(1);
  oldest.setUTCMonth(oldest.getUTCMonth() - AUDIT_MONTHS);
  const limit = oldest.toISOString().slice(0, 7);
  for (const name of await readdir(folder).catch(() => [])) {
    if (/^\d{4}-\d{2}\.jsonl$/.test(name) && name.slice(0, 7) < limit) await rm(join(folder, name), { force: true });
  }
}
