import { createHash } from 'node:crypto';
import type { AnyBatch, BatchOutcome, ChunkCall, SentItem } from '../../../connector/batch-types.ts';
import type { ToolCall } from '../../../connector/tool-call.ts';
import { RolekitError } from '../../../errors.ts';
import { CHUNK_GRACE_MS } from '../../plugin/grace-times.ts';
import { mayHaveBeenSent } from '../unknown-write.ts';
import type { Journal, Standing } from './journal.ts';

/** Errors with which a vendor refuses what it got; with the first four, another chunk may do better. */
const REFUSED = ['invalid_request', 'not_found', 'conflict', 'too_large', 'forbidden'];
const WHOLE_BATCH = 'forbidden';

/** How the sending ended; `stopped` when not everything was tried. */
export interface Sent {
  stopped?: unknown;
  /** Chunks that failed whole, with the last reason. */
  refused?: RolekitError;
}

/** Sends what is not sent yet, chunk by chunk, and what may be sent again. Everything is in the journal first. */
export async function sendRest(
  batch: AnyBatch,
  journal: Journal,
  context: ToolCall<unknown, unknown>,
  now: () => number,
): Promise<Sent> {
  const call = lingering(context);
  try {
    await lookForLost(batch, journal, call, now);
    const chunks = chunksOf(batch, journal, now());
    let refused: RolekitError | undefined;
    for (let chunk = chunks.shift(); chunk; chunk = chunks.shift()) {
      tell(journal, context);
      if (context.signal.aborted) return { stopped: new RolekitError('RK_CANCELLED'), ...(refused ? { refused } : {}) };
      const again = isAgain(journal, chunk);
      try {
        await sendChunk(batch, journal, call, { chunk, again }, now);
      } catch (error) {
        const known = error instanceof RolekitError ? error : undefined;
        if (known?.kind === 'too_large' && chunk.length > 1 && !mayHaveBeenSent(known) && !again) {
          await journal.answered(ofChunk(journal, chunk, 'unknown', { outcome: 'not_sent' }), now());
          const middle = Math.ceil(chunk.length / 2);
          chunks.unshift(chunk.slice(0, middle), chunk.slice(middle));
          continue;
        }
        const goesOn = await settle(batch, journal, call, { chunk, again }, error, now);
        if (known && isRefusal(known)) refused = known;
        if (!goesOn) return { stopped: error, ...(refused ? { refused } : {}) };
      }
    }
    return refused ? { refused } : {};
  } finally {
    tell(journal, context);
    call.release();
  }
}

async function sendChunk(
  batch: AnyBatch,
  journal: Journal,
  call: ToolCall<unknown, unknown>,
  { chunk, again }: { chunk: readonly number[]; again: boolean },
  now: () => number,
): Promise<void> {
  let items = sentItems(journal, chunk);
  // what may have been written is sent again as it was: its key stands for exactly that
  if (batch.check && !again) {
    const out = await batch.check(chunkCall(call, items));
    await journal.answered(out, now());
    items = items.filter(({ item }) => !out.some((outcome) => outcome.item === item));
    if (items.length === 0) return;
  }
  const numbers = items.map(({ item }) => item);
  await journal.sending(numbers, now());
  const answer = await batch.apply({ ...chunkCall(call, items), idempotencyKey: keyOf(journal, numbers) });
  await journal.answered(completed(answer, numbers), now());
  if (answer.length < numbers.length) await lookForLost(batch, journal, call, now);
}

/** After an error: what became of its chunk, and whether the next one is worth trying. */
async function settle(
  batch: AnyBatch,
  journal: Journal,
  call: ToolCall<unknown, unknown>,
  { chunk, again }: { chunk: readonly number[]; again: boolean },
  error: unknown,
  now: () => number,
): Promise<boolean> {
  const known = error instanceof RolekitError && error.code !== 'RK_INTERNAL' ? error : undefined;
  const reason = known?.message;
  if (known && isRefusal(known) && !again) {
    const refused = { outcome: 'failed' as const, reason };
    await journal.answered(
      [...ofChunk(journal, chunk, 'unknown', refused), ...ofChunk(journal, chunk, 'not_sent', refused)],
      now(),
    );
    return known.kind !== WHOLE_BATCH;
  }
  if (known && !mayHaveBeenSent(known) && !again) {
    await journal.answered(ofChunk(journal, chunk, 'unknown', { outcome: 'not_sent' }), now());
    return false;
  }
  const lost = ofChunk(journal, chunk, 'unknown', { outcome: 'unknown', reason });
  // before it was sent: in its check, or because it could not be recorded
  if (lost.length === 0) return false;
  await journal.answered(lost, now());
  await lookForLost(batch, journal, call, now);
  return ofChunk(journal, chunk, 'unknown', { outcome: 'unknown' }).length === 0;
}

/** The items of a chunk that stand at `from`, with something new to say of them. */
function ofChunk<T extends Omit<Standing, 'item'>>(
  { standings }: Journal,
  chunk: readonly number[],
  from: Standing['outcome'],
  result: T,
): (T & { item: number })[] {
  return standings
    .filter((standing) => chunk.includes(standing.item) && standing.outcome === from)
    .map(({ item }) => ({ item, ...result }));
}

/** It may have been written before. */
function isAgain({ standings }: Journal, chunk: readonly number[]): boolean {
  return standings.some((standing) => standing.item === chunk[0] && standing.outcome === 'unknown');
}

/** Asks the connector what became of items whose answer was lost. What it cannot tell stays unknown. */
async function lookForLost(
  { look }: AnyBatch,
  journal: Journal,
  call: ToolCall<unknown, unknown>,
  now: () => number,
): Promise<void> {
  const lost = journal.standings.filter((standing) => standing.outcome === 'unknown').map(({ item }) => item);
  if (!look || lost.length === 0 || call.signal.aborted) return;
  // it is only a look: what it cannot see stays as it is
  const found = await look(chunkCall(call, sentItems(journal, lost))).catch(() => []);
  const answered = found.filter((outcome) => lost.includes(outcome.item) && outcome.outcome !== 'unknown');
  if (answered.length > 0) await journal.answered(answered, now());
}

/** What is left: chunks of what was never sent, and, while the vendor keeps its keys, of what may be sent again as it was. */
export function chunksOf(batch: AnyBatch, journal: Journal, now: number): number[][] {
  const again = journal.standings.filter((standing) => isRepeatable(batch, standing, now));
  const together = new Map(again.map((standing) => [JSON.stringify(standing.with), standing.with ?? [standing.item]]));
  const fresh = journal.standings.filter((standing) => standing.outcome === 'not_sent').map(({ item }) => item);
  const chunks = Array.from({ length: Math.ceil(fresh.length / batch.chunk) }, (_, index) =>
    fresh.slice(index * batch.chunk, (index + 1) * batch.chunk),
  );
  // last: what the vendor refuses again must not keep the others waiting
  return [...chunks, ...together.values()];
}

function isRepeatable({ onceForMs = 0 }: AnyBatch, { outcome, sentAt = 0 }: Standing, now: number): boolean {
  return outcome === 'unknown' && now < sentAt + onceForMs;
}

/** Every item has an outcome; what an answer does not mention may have been written. */
function completed(answer: readonly BatchOutcome[], numbers: readonly number[]): BatchOutcome[] {
  return numbers.map(
    (item) =>
      answer.find((outcome) => outcome.item === item) ?? {
        item,
        outcome: 'unknown',
        reason: 'The answer does not mention it.',
      },
  );
}

function isRefusal(error: RolekitError): boolean {
  return REFUSED.includes(error.kind ?? '') && !mayHaveBeenSent(error);
}

function sentItems(journal: Journal, numbers: readonly number[]): SentItem<unknown>[] {
  return numbers.flatMap((item) => {
    const found = journal.item(item);
    return found ? [{ item, sent: found.sent, idempotencyKey: `${journal.approved.idempotencyKey}-${item}` }] : [];
  });
}

function keyOf({ approved }: Journal, numbers: readonly number[]): string {
  return createHash('sha256')
    .update(`${approved.idempotencyKey} ${numbers.join(',')}`)
    .digest('hex')
    .slice(0, 32);
}

function chunkCall(
  call: ToolCall<unknown, unknown>,
  items: readonly SentItem<unknown>[],
): ChunkCall<unknown, unknown, unknown> {
  const { input, connection, clock, words, signal, log } = call;
  return { input, connection, clock, words, signal, log, progress: () => {}, items };
}

function tell(journal: Journal, { progress }: ToolCall<unknown, unknown>): void {
  const { standings } = journal;
  const tried = standings.filter((standing) => standing.outcome !== 'not_sent').length;
  progress(tried, standings.length, `${tried} of ${standings.length} items`);
}

/** The same call, whose signal is aborted a while after the call has ended. */
function lingering(context: ToolCall<unknown, unknown>): ToolCall<unknown, unknown> & { release(): void } {
  const over = new AbortController();
  const { input, connection, clock, words, log, progress, signal } = context;
  let timer: NodeJS.Timeout | undefined;
  const end = () => {
    timer = setTimeout(() => over.abort(signal.reason), CHUNK_GRACE_MS);
  };
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
  return {
    input,
    connection,
    clock,
    words,
    log,
    progress,
    signal: over.signal,
    release() {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
    },
  };
}
