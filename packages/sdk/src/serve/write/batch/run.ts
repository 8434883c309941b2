import type { BatchResult } from '../../../connector/batch.ts';
import type { AppliedBatch } from '../../../connector/batch-types.ts';
import type { AnyBatchTool } from '../../../connector/tool.ts';
import type { ItemResult, ToolCall } from '../../../connector/tool-call.ts';
import { RolekitError, withData } from '../../../errors.ts';
import { withLockFile } from '../../../files/lock-file.ts';
import { referenceOf } from '../../plugin/problem-reference.ts';
import { finishWith } from '../../result/envelope.ts';
import type { ApprovedPlan } from '../approval.ts';
import { type AuditEntry, audit, auditEntry, auditOutcome } from '../audit-log.ts';
import type { Writer } from '../serving.ts';
import { howToLook } from '../unknown-write.ts';
import { Journal, journalsOf, ownerDigest, refusedResume, type Standing } from './journal.ts';
import { type AskedBatch, planBatch } from './plan.ts';
import { batchResult, type Counts, countsOf, stateOf } from './result.ts';
import { chunksOf, type Sent, sendRest } from './send.ts';
import { decodeResume, encodeResume } from './token.ts';

/** A call of a tool that writes a batch. */
export interface BatchCall extends Writer<AnyBatchTool> {
  /** With the tool's own input, without `resume`. */
  context: ToolCall<unknown, unknown>;
  /** Why the call has ended before its work, if it has. */
  endedBy(): 'cancelled' | 'timeout' | undefined;
  /** The write that this one undoes. */
  undoes?: string;
}

/** Milliseconds that the call before gets to let go of a batch: its outcome is told while it still does. */
const CALL_ENDS_MS = 1000;

/** What a batch answers in which everything was already as asked. */
export function nothingWritten(notes: readonly string[]): ItemResult<BatchResult> {
  return { item: { ...countsOf([]), items: [] }, notes: [...notes] };
}

/** One call of a tool that writes a batch. */
export class BatchWrite {
  readonly #call: BatchCall;

  constructor(call: BatchCall) {
    this.#call = call;
  }

  /** Finishes a batch that was approved before. @throws RK_INVALID_REQUEST, RK_CONFLICT when another call is at it */
  async resume(token: string): Promise<ItemResult<BatchResult>> {
    return this.#finish(decodeResume(await this.#call.serving.key(), ownerOf(this.#call), token));
  }

  /** Sends what was just approved. */
  async apply({ plan, idempotencyKey, by }: ApprovedPlan<AskedBatch>): Promise<ItemResult<BatchResult>> {
    const { serving, connector } = this.#call;
    const { version } = connector;
    const approved = { idempotencyKey, version, owner: ownerOf(this.#call), plan, by };
    return this.#finish(idempotencyKey, await Journal.begin(serving.home, await serving.key(), approved, Date.now()));
  }

  /** @throws RK_BATCH_OPEN when the same batch was approved and cut off: that one is finished, not sent twice */
  async plan(): Promise<AskedBatch> {
    const { serving, tool, connector, context } = this.#call;
    const owner = ownerOf(this.#call);
    for (const idempotencyKey of await journalsOf(serving.home, owner)) {
      const journal = await this.#read(idempotencyKey).catch(() => undefined);
      if (!journal || journal.approved.version !== connector.version || !isOpen(journal, tool)) continue;
      const { plan, created, expires } = journal.approved;
      const { done } = countsOf(journal.standings);
      throw new RolekitError('RK_BATCH_OPEN', {
        reason: `${plan.summary} was approved at ${created} and cut off: ${done} of ${journal.standings.length} items are known to be done.`,
        expires,
        batch: encodeResume(await serving.key(), owner, idempotencyKey),
      });
    }
    return planBatch(tool, context);
  }

  async #finish(idempotencyKey: string, begun?: Journal): Promise<ItemResult<BatchResult>> {
    const { serving, connector } = this.#call;
    const { path, approved } = begun ?? (await this.#read(idempotencyKey));
    if (approved.version !== connector.version)
      throw refusedResume(`it was approved for version ${approved.version} of ${connector.name}`);
    const work = async () => {
      const journal = begun ?? (await this.#read(idempotencyKey));
      const sent = await send(this.#call, journal);
      const counts = countsOf(journal.standings);
      const isDone = counts.unknown + counts.notSent === 0;
      const token = isDone ? undefined : encodeResume(await serving.key(), approved.owner, idempotencyKey);
      // nobody was told how to ask for it again
      if (begun && isDone) await journal.remove();
      else await journal.end(Date.now());
      return tell(this.#call, journal, sent, counts, token);
    };
    return withLockFile(`${path}.lock`, work, { waitMs: CALL_ENDS_MS }).catch((error: unknown) => {
      if (!(error instanceof RolekitError) || error.data.held !== true) throw error;
      throw new RolekitError('RK_CONFLICT', { reason: 'Another call is sending this batch; wait for it to end.' });
    });
  }

  async #read(idempotencyKey: string): Promise<Journal> {
    const { serving } = this.#call;
    return Journal.read(serving.home, await serving.key(), ownerOf(this.#call), idempotencyKey, Date.now());
  }
}

/** Sends what is left, between two lines of the audit log. */
async function send(call: BatchCall, journal: Journal): Promise<Sent & { unrecorded?: string }> {
  const { context } = call;
  const { batch } = call.tool;
  const hasWork = chunksOf(batch, journal, Date.now()).length > 0;
  // what cannot be recorded is not done
  if (hasWork) await audit(call.serving.home, entryOf(call, journal, { state: 'applying' }));
  const before = JSON.stringify(journal.standings);
  const sent = await sendRest(batch, journal, context, Date.now);
  if (!hasWork && JSON.stringify(journal.standings) === before) return sent;
  const outcomes = countsOf(journal.standings);
  const why = sent.stopped ?? sent.refused;
  const error = why === undefined ? {} : { error: why instanceof RolekitError ? why.code : 'RK_INTERNAL' };
  const entry = entryOf(call, journal, { state: stateOf(outcomes), outcomes, ...error });
  const unrecorded = await auditOutcome(call.serving.home, entry);
  return { ...sent, ...(unrecorded ? { unrecorded } : {}) };
}

/** The result, or, where nothing came of it, the error that says why. */
function tell(
  call: BatchCall,
  journal: Journal,
  { stopped, refused, unrecorded }: Awaited<ReturnType<typeof send>>,
  { done, failed, unknown, notSent }: Counts,
  token: string | undefined,
): ItemResult<BatchResult> {
  const { serving, tool } = call;
  const { plan } = journal.approved;
  const failure = stopped === undefined ? undefined : failureOf(call, stopped);
  const data = token === undefined || (notSent === 0 && !isOpen(journal, tool)) ? {} : { batch: token };
  const look = `${howToLook(call, plan)} whether they are there, and tell the person what you found.`;
  if (done === 0 && unknown > 0 && failed === 0)
    throw new RolekitError('RK_WRITE_UNKNOWN', {
      reason: `Nobody knows whether this was applied: ${plan.summary}. ${unknown} of ${journal.standings.length} items were sent, and their answer was lost${failure ? `: ${failure.message}` : '.'}`,
      check: look,
      ...data,
    });
  if (done + unknown + failed === 0 && failure) throw withData(failure, data);
  if (done + unknown + notSent === 0 && refused) throw refused;
  const { item, notes } = batchResult(journal.standings, token, serving.resultBytes);
  return {
    item,
    notes: [
      ...(plan.batch.notes ?? []),
      ...notes,
      ...(unrecorded ? [unrecorded] : []),
      ...(failure ? [`Stopped: ${failure.message}`] : []),
      ...(unknown > 0
        ? [`${unknown} items were sent, and it is not known whether they were done. Do not send them again. ${look}`]
        : []),
      ...(notSent > 0 && token ? [`${finishWith(token)} It is kept until ${journal.approved.expires}.`] : []),
    ],
  };
}

/** Why the sending stopped, in the words of the call. */
function failureOf({ serving, tool, endedBy }: BatchCall, stopped: unknown): RolekitError {
  if (!(stopped instanceof RolekitError))
    return new RolekitError('RK_INTERNAL', { what: tool.name, reference: referenceOf(serving, tool.name, stopped) });
  if (stopped.code !== 'RK_CANCELLED' || endedBy() !== 'timeout') return stopped;
  return new RolekitError('RK_TIMEOUT', { connector: tool.name, seconds: serving.callMs / 1000 });
}

/** It has something left to send, or its process ended before it could tell. */
function isOpen(journal: Journal, { batch }: AnyBatchTool): boolean {
  return !journal.isEnded || chunksOf(batch, journal, Date.now()).length > 0;
}

function ownerOf({ tool, connector, opened, context, principal }: BatchCall): string {
  return ownerDigest({
    principal,
    connector: connector.name,
    connection: opened.id,
    tool: tool.name,
    input: context.input,
  });
}

function entryOf(
  call: BatchCall,
  { approved, standings }: Journal,
  outcome: Pick<AuditEntry, 'state' | 'error' | 'outcomes'>,
): AuditEntry {
  const { tool, undoes } = call;
  return auditEntry(call, approved, {
    ...(tool.undo ? { undo: { items: doneItems(approved.plan, standings) }, canUndo: true as const } : {}),
    ...(undoes === undefined ? {} : { undoes }),
    ...outcome,
  });
}

/** What undoing the batch needs of it. */
function doneItems({ batch }: AskedBatch, standings: readonly Standing[]): AppliedBatch<unknown>['items'] {
  return standings.flatMap(({ item, outcome, id, undo }) => {
    const found = batch.items.find((batchItem) => batchItem.item === item);
    if (!found || outcome !== 'done') return [];
    const { key, sent } = found;
    return [{ item, key, sent, ...(id === undefined ? {} : { id }), ...(undo ? { undo } : {}) }];
  });
}
