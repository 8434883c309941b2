import type { z } from 'zod';
import { RolekitError } from '../errors.ts';
import { inCall } from '../http/call-scope.ts';
import type { AppliedBatch, BatchItem, BatchOutcome, BatchPlan, ChunkCall, SentItem } from './batch-types.ts';
import type { ToolCall } from './tool-call.ts';
import type { Arguments, CallContext, SchemaOf, ToolOptions } from './tool-options.ts';
import type { BeforeOf } from './write-options.ts';

/** What the sending of a chunk gets beside its items and the connection. */
type ChunkContext<I extends Arguments> = CallContext & { input: z.output<SchemaOf<I>> };

/** How an item stands: as it was planned, as if it was done, or otherwise: `reason` is what a person is told then. */
export type Standing = 'before' | 'after' | { reason: string };

/** How the items of a batch are sent. */
export interface SendingOptions<C, Sent, Call extends CallContext> {
  /** Items that one `apply` gets: what the API takes in one request. */
  chunk: number;
  /**
   * Milliseconds for which the API does a request with one idempotency key only once. Items whose answer was lost are sent again
   * within that time. @default 0: they stay unknown
   */
  onceForMs?: number;
  /**
   * Reads how the items stand now: `before` as they were planned, `after` as if they were done; what is neither is left out, or says why.
   * With it, what changed meanwhile is not sent, and what became of a lost answer is known.
   */
  readBack?(items: readonly SentItem<Sent>[], connection: C, call: Call): Promise<ReadonlyMap<number, Standing>>;
  /** Just before a chunk is sent: what must not be sent any more. @default by `readBack` */
  check?(items: readonly SentItem<Sent>[], connection: C, call: Call): Promise<BatchOutcome[]>;
  /**
   * Sends one chunk. `idempotencyKey` of the call is of this chunk, and the same when it is sent again. What it does not mention is
   * unknown; what it throws concerns the whole chunk.
   */
  apply(
    items: readonly SentItem<Sent>[],
    connection: C,
    call: Call & { idempotencyKey: string },
  ): Promise<BatchOutcome[]>;
  /** Looks what became of items whose answer was lost. @default by `readBack` */
  look?(items: readonly SentItem<Sent>[], connection: C, call: Call): Promise<BatchOutcome[]>;
}

/** A tool that changes many things: planned and approved whole, sent in chunks, with an outcome for each item. */
export type BatchToolOptions<N extends string, C, I extends Arguments, Sent, Back> = BatchOptions<N, C, I, Sent> &
  BatchUndo<C, Sent, Back, ChunkContext<I>>;

interface BatchOptions<N extends string, C, I extends Arguments, Sent>
  extends ToolOptions<N, I>,
    SendingOptions<C, Sent, ChunkContext<I>> {
  /** It deletes, or cannot be taken back. @default false */
  destructive?: boolean;
  /** Reads the current values and says what would change; changes nothing. */
  plan(input: z.output<SchemaOf<I>>, connection: C, call: CallContext): Promise<BatchPlan<Sent>>;
}

/** How a batch is undone. @default it cannot be undone */
type BatchUndo<C, Sent, Back, Call extends CallContext> =
  | { undo?: BatchUndoOptions<C, Sent, Back> }
  | {
      /**
       * `restore` sends the items back with `before` and `after` of what was sent exchanged, a function exchanges them. What changed since,
       * as `readBack` tells, is left alone.
       */
      undo: 'restore' | BeforeOf<[sent: Sent], Sent>;
      readBack: NonNullable<SendingOptions<C, Sent, Call>['readBack']>;
    };

/** A way back that is another kind of write: what was created is deleted. */
export interface BatchUndoOptions<C, Sent, Back> extends SendingOptions<C, Back, CallContext> {
  /** Reads the current values; leaves out, with a note, what is no longer as it was written. @throws RK_CONFLICT when nothing is */
  plan(written: AppliedBatch<Sent>, connection: C, call: CallContext): Promise<BatchPlan<Back>>;
}

/** What was shown of an item goes with it, so that its way back can be shown too. */
interface Carried<Sent> {
  sent: Sent;
  shown: Pick<BatchItem<Sent>, 'title' | 'before' | 'after'>;
}

/**
 * The long form of how a batch is planned, sent and undone.
 *
 * @throws RK_DEFINITION for a batch that would send its items back and cannot see what changed since
 */
export function batchHandlers<N extends string, C, I extends Arguments, Sent, Back>(
  options: BatchToolOptions<N, C, I, Sent, Back>,
  title: string,
) {
  const { undo } = options;
  const sending = sendingHandlers<C, Sent, Carried<Sent>, ChunkContext<I>>(options, ({ sent }) => sent);
  const plan = async (call: ToolCall<z.output<SchemaOf<I>>, C>): Promise<BatchPlan<Carried<Sent>>> => {
    const { items, ...rest } = await inCall(call, () => options.plan(call.input, call.connection, call));
    return { ...rest, items: items.map((item) => ({ ...item, sent: carried(item) })) };
  };
  if (undo === undefined) return { ...sending, plan };
  if (typeof undo === 'object') {
    const back = sendingHandlers<C, Back, Back, CallContext>(undo, (sent) => sent);
    const planBack = (call: ToolCall<AppliedBatch<Carried<Sent>>, C>) =>
      inCall(call, () => undo.plan(uncarried(call.input), call.connection, call));
    return { ...sending, plan, undo: { ...back, plan: planBack } };
  }
  const { readBack } = options;
  if (!readBack)
    throw new RolekitError('RK_DEFINITION', {
      what: `tool ${options.name}`,
      reason: '`undo` sends its items back, and nothing reads what became of them',
      hint: 'Add `readBack`, or give `undo` a `plan` of its own.',
    });
  const turn = undo === 'restore' ? (exchanged as unknown as (sent: Sent) => Sent) : undo;
  return {
    ...sending,
    plan,
    undo: {
      ...sending,
      plan: (call: ToolCall<AppliedBatch<Carried<Sent>>, C>) =>
        inCall(call, async () => {
          // never read: the way back has the items alone
          const beside = { ...call, input: undefined as never };
          const sent = call.input.items.map(({ item, sent: { sent } }) => ({ item, sent, idempotencyKey: '' }));
          return restored(call.input, await readBack(sent, call.connection, beside));
        }),
    },
  };

  function restored(
    { items }: AppliedBatch<Carried<Sent>>,
    standing: ReadonlyMap<number, Standing>,
  ): BatchPlan<Carried<Sent>> {
    const left = items.filter(({ item }) => standing.get(item) === 'after');
    const others = items.filter((item) => !left.includes(item)).map(({ key, sent: { shown } }) => shown.title ?? key);
    if (left.length === 0)
      throw new RolekitError('RK_CONFLICT', { reason: 'All of it was changed again since; nothing was undone.' });
    return {
      summary: `Set back ${left.length} of: ${title}`,
      items: left.map(({ item, key, sent: { sent, shown } }) => {
        const back = { ...shown, before: shown.after, after: shown.before };
        return { item, key, ...back, sent: { sent: turn(sent), shown: back } };
      }),
      ...(others.length > 0
        ? { notes: [`Changed again since, and left alone: ${others.slice(0, 20).join(', ')}.`] }
        : {}),
    };
  }
}

function carried<Sent>({ sent, title, before, after }: BatchItem<Sent>): Carried<Sent> {
  return { sent, shown: { ...(title === undefined ? {} : { title }), before, after } };
}

function uncarried<Sent>({ items }: AppliedBatch<Carried<Sent>>): AppliedBatch<Sent> {
  return { items: items.map((item) => ({ ...item, sent: item.sent.sent })) };
}

function exchanged(sent: { before?: unknown; after?: unknown }): object {
  return { ...sent, before: sent.after, after: sent.before };
}

function sendingHandlers<C, Sent, Kept, Call extends CallContext>(
  options: SendingOptions<C, Sent, Call>,
  sentOf: (kept: Kept) => Sent,
) {
  const { chunk, onceForMs, check, apply, look, readBack } = options;
  type Chunk = ChunkCall<unknown, C, Kept>;
  const itemsOf = ({ items }: Chunk) => items.map((item) => ({ ...item, sent: sentOf(item.sent) }));
  const within = <T>(call: Chunk, work: (items: SentItem<Sent>[], connection: C, call: Call) => T) =>
    inCall(call, () => work(itemsOf(call), call.connection, call as unknown as Call));
  const outcomes =
    (of: (standing: Standing | undefined) => Omit<BatchOutcome, 'item'> | undefined) =>
    async (items: SentItem<Sent>[], connection: C, call: Call): Promise<BatchOutcome[]> => {
      const standing = await readBack?.(items, connection, call);
      return items.flatMap(({ item }) => {
        const outcome = of(standing?.get(item));
        return outcome ? [{ item, ...outcome }] : [];
      });
    };
  const checking =
    check ?? (readBack && outcomes((standing) => (standing === 'before' ? undefined : changed(standing))));
  const looking = look ?? (readBack && outcomes((standing) => (standing === 'after' ? DONE : undefined)));
  return {
    chunk,
    ...(onceForMs === undefined ? {} : { onceForMs }),
    apply: (call: Chunk & { idempotencyKey: string }) =>
      within(call, (items, connection, beside) =>
        apply(items, connection, beside as Call & { idempotencyKey: string }),
      ),
    ...(checking ? { check: (call: Chunk) => within(call, checking) } : {}),
    ...(looking ? { look: (call: Chunk) => within(call, looking) } : {}),
  };
}

/** @param standing what is said of it, where the author does */
function changed(standing: Standing | undefined) {
  return typeof standing === 'object' ? { ...CHANGED, reason: standing.reason } : CHANGED;
}

const CHANGED = { outcome: 'failed', reason: 'Changed by someone else.' } as const;
const DONE = { outcome: 'done', reason: 'The answer was lost; read back.' } as const;
