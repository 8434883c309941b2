import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { appendFile, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BatchItem, BatchOutcome } from '../../../connector/batch-types.ts';
import { canonicalJson } from '../../../digest/canonical.ts';
import { RolekitError } from '../../../errors.ts';
import { writeWhole } from '../../../files/write-whole.ts';
import type { ApprovedPlan } from '../approval.ts';
import type { AskedBatch } from './plan.ts';

/** Milliseconds for which a cut-off batch can be finished; then its journal is deleted. */
const JOURNAL_MS = 24 * 60 * 60_000;

/** What a batch belongs to: who may finish it, where, and with what. */
export interface BatchOwner {
  principal: string;
  connector: string;
  /** Of the settings; see `OpenConnection`. */
  connection: string;
  tool: string;
  input: unknown;
}

/** The first line of a journal: what was approved. */
export interface Approved {
  format: 1;
  /** Also the batch's id in the audit log. */
  idempotencyKey: string;
  created: string;
  expires: string;
  /** Of the connector: another version may read the plan otherwise. */
  version: string;
  owner: string;
  /** How the person who approved it was asked. */
  by: ApprovedPlan['by'];
  plan: AskedBatch;
}

/** Where one item stands. */
export interface Standing extends Omit<BatchOutcome, 'outcome'> {
  outcome: BatchOutcome['outcome'] | 'not_sent';
  /** When it was last sent, and with which others: together they have one idempotency key. */
  sentAt?: number;
  with?: number[];
}

type Step =
  | { at: number; sending: number[] }
  | { at: number; outcomes: Omit<Standing, 'sentAt' | 'with'>[] }
  | { at: number; told: true };

const folderOf = (home: string) => join(home, '.rolekit', 'journal');

/** Whom a journal belongs to, without saying who that is; the beginning of its name. */
export function ownerDigest({ principal, connector, connection, tool, input }: BatchOwner): string {
  return createHash('sha256')
    .update(canonicalJson([principal, connector, connection, tool, input]))
    .digest('hex')
    .slice(0, 24);
}

/**
 * What was approved of one batch, and what became of it: `~/.rolekit/journal/<owner>.<key>.jsonl`, private to the user. A line
 * is on the disk before a chunk is sent and after its answer, so that another process knows what this one has done.
 */
export class Journal {
  readonly path: string;
  readonly approved: Approved;
  readonly #standings = new Map<number, Standing>();
  #bytes: number;
  #isEnded = false;

  private constructor(path: string, approved: Approved, bytes: number) {
    this.path = path;
    this.approved = approved;
    this.#bytes = bytes;
    for (const { item } of approved.plan.batch.items) this.#standings.set(item, { item, outcome: 'not_sent' });
  }

  /** Begins the journal of what was just approved. What has expired is deleted. */
  static async begin(
    home: string,
    key: Uint8Array,
    approved: Omit<Approved, 'format' | 'created' | 'expires'>,
    now: number,
  ): Promise<Journal> {
    const folder = folderOf(home);
    await forgetExpired(home, now);
    const whole: Approved = {
      format: 1,
      created: new Date(now).toISOString(),
      expires: new Date(now + JOURNAL_MS).toISOString(),
      ...approved,
    };
    const text = JSON.stringify(whole);
    const line = `${JSON.stringify({ mac: mac(key, text), approved: text })}\n`;
    const path = join(folder, `${approved.owner}.${approved.idempotencyKey}.jsonl`);
    await writeWhole(path, line, { flush: true });
    return new Journal(path, whole, Buffer.byteLength(line));
  }

  /** Reads a journal from the disk. @throws RK_INVALID_REQUEST when it is gone, has expired or was changed */
  static async read(
    home: string,
    key: Uint8Array,
    owner: string,
    idempotencyKey: string,
    now: number,
  ): Promise<Journal> {
    const path = join(folderOf(home), `${owner}.${idempotencyKey}.jsonl`);
    const bytes = await readFile(path).catch((error: { code?: unknown }) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    const text = bytes?.toString('utf8') ?? '';
    const [first = '', ...steps] = text.split('\n');
    const approved = bytes && approvedOf(key, first);
    if (!bytes || !approved || Date.parse(approved.expires) <= now) {
      if (bytes && approved) await rm(path, { force: true });
      throw refusedResume(
        !bytes || approved
          ? `what was approved is kept for ${JOURNAL_MS / 3_600_000} hours, and is gone`
          : 'something else changed its journal',
      );
    }
    const journal = new Journal(path, approved, bytes.byteLength);
    for (const step of steps) journal.#take(step);
    // the last line may have been cut off with its process; the next one must not be glued to it
    if (!text.endsWith('\n')) await journal.#append('');
    return journal;
  }

  get standings(): Standing[] {
    return [...this.#standings.values()];
  }

  item(number: number): BatchItem<unknown> | undefined {
    return this.approved.plan.batch.items.find((item) => item.item === number);
  }

  /** Before a chunk is sent: from now on its items may have been written. */
  async sending(items: number[], at: number): Promise<void> {
    await this.#write({ at, sending: items });
  }

  /** After its answer. */
  async answered(outcomes: Omit<Standing, 'sentAt' | 'with'>[], at: number): Promise<void> {
    if (outcomes.length > 0) await this.#write({ at, outcomes });
  }

  /** The result is ready to be told; without this, the process ended before. */
  async end(at: number): Promise<void> {
    await this.#write({ at, told: true });
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
  }

  async #write(step: Step): Promise<void> {
    // a process that was stopped for long may have lost its lock to another one
    const { size } = await stat(this.path).catch(() => ({ size: -1 }));
    if (size !== this.#bytes)
      throw new RolekitError('RK_CONFLICT', { reason: 'Another process has continued this batch.' });
    const text = JSON.stringify(step);
    await this.#append(text);
    this.#take(text);
  }

  async #append(text: string): Promise<void> {
    await appendFile(this.path, `${text}\n`, { flush: true });
    this.#bytes += Buffer.byteLength(text) + 1;
  }

  #take(line: string): void {
    const step = parsed(line) as Step | undefined;
    if (!step) return;
    this.#isEnded = 'told' in step;
    if ('sending' in step)
      for (const item of step.sending) {
        const { outcome, sentAt } = this.#standings.get(item) ?? {};
        // the vendor's time for a key began when it first got it
        const first = outcome === 'unknown' ? (sentAt ?? step.at) : step.at;
        this.#standings.set(item, { item, outcome: 'unknown', sentAt: first, with: step.sending });
      }
    else if ('outcomes' in step)
      for (const outcome of step.outcomes) {
        const { sentAt, with: others } = this.#standings.get(outcome.item) ?? {};
        const sent = sentAt === undefined ? {} : { sentAt, ...(others ? { with: others } : {}) };
        this.#standings.set(outcome.item, { ...sent, ...outcome });
      }
  }
}

/** The keys of the journals that an owner has. */
export async function journalsOf(home: string, owner: string): Promise<string[]> {
  const names = await readdir(folderOf(home)).catch(() => []);
  return names.flatMap((name) => {
    const [of, key] = /^([0-9a-f]+)\.([0-9a-f]+)\.jsonl$/.exec(name)?.slice(1) ?? [];
    return of === owner && key !== undefined ? [key] : [];
  });
}

export function refusedResume(reason: string): RolekitError {
  return new RolekitError('RK_INVALID_REQUEST', {
    reason: `resume: ${reason}`,
    hint: 'Use `resume` of the cut-off call unchanged, with the same other arguments; or call without it to start again, with a new approval.',
  });
}

function approvedOf(key: Uint8Array, line: string): Approved | undefined {
  const { mac: given, approved } = (parsed(line) ?? {}) as { mac?: unknown; approved?: unknown };
  if (typeof given !== 'string' || typeof approved !== 'string') return undefined;
  const [found, expected] = [Buffer.from(given), Buffer.from(mac(key, approved))];
  return found.length === expected.length && timingSafeEqual(found, expected)
    ? (JSON.parse(approved) as Approved)
    : undefined;
}

function mac(key: Uint8Array, text: string): string {
  return createHmac('sha256', key).update('journal\n').update(text).digest('hex');
}

function parsed(line: string): unknown {
  try {
    return line === '' ? undefined : JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Journals that have expired, and what a process that ended left of one that was never begun. */
export async function forgetExpired(home: string, now: number): Promise<void> {
  const folder = folderOf(home);
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const [first = ''] = (await readFile(path, 'utf8').catch(() => '')).split('\n');
    const { approved } = (parsed(first) ?? {}) as { approved?: unknown };
    const { expires } = (typeof approved === 'string' ? parsed(approved) : {}) as Partial<Approved>;
    const until = expires === undefined ? (await touchedAt(path)) + JOURNAL_MS : Date.parse(expires);
    if (!(until > now)) await rm(path, { force: true });
  }
}

async function touchedAt(path: string): Promise<number> {
  const entry = await stat(path).catch(() => undefined);
  return entry?.mtimeMs ?? Number.POSITIVE_INFINITY;
}
