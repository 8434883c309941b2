import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { invalid, RolekitError } from '../errors.ts';
import { inCall } from '../http/call-scope.ts';
import type { AppliedBatch, BatchItem, BatchOutcome, BatchPlan, ChunkCall, SentItem } from './batch-types.ts';
import { withNamesAgain } from './named-ids.ts';
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

type ReadBack<C, Sent, Call extends CallContext> = NonNullable<SendingOptions<C, Sent, Call>['readBack']>;

/** How a batch is undone. @default it cannot be undone */
type BatchUndo<C, Sent, Back, Call extends CallContext> =
  | { undo?: BatchTurnOptions<C, Sent, Back> | BatchUndoOptions<C, Sent, Back> }
  | {
      /**
       * `restore` sends the items back with `before` and `after` of what was sent exchanged, a function exchanges them. What changed since,
       * as `readBack` tells, is left alone.
       */
      undo: 'restore' | BeforeOf<[sent: Sent], Sent> | RestoreOptions<Sent>;
      readBack: ReadBack<C, Sent, Call>;
    };

/** What a way back says, of items as they were sent. */
export interface WayBackWords<Sent> {
  /** The question’s first line: `Set back 3 deals`. @default made of the tool’s title */
  summary?(items: readonly Sent[]): string;
  /** What the items are called: `deals`. @default 'items' */
  things?(items: readonly Sent[]): string;
}

/** `restore` in words of its own. */
export interface RestoreOptions<Sent> extends WayBackWords<Sent> {
  plan?: never;
  turn?: never;
}

/**
 * A way back that is another kind of write: what was created is deleted. Shows what was shown, turned round. Where `readBack` does not say
 * `before` any more, an item is left alone, and the question says why.
 */
export interface BatchTurnOptions<C, Sent, Back>
  extends WayBackWords<Sent>,
    Omit<SendingOptions<C, Back, CallContext>, 'chunk' | 'readBack'> {
  plan?: never;
  readBack: ReadBack<C, Back, CallContext>;
  /** @default that of the batch */
  chunk?: number;
  /** What takes back an item that is done. `id` is what the API called it, `undo` what its outcome said. */
  turn(done: { sent: Sent; id?: string; undo?: Record<string, unknown> }): Back;
}

/** A way back that plans itself. */
export interface BatchUndoOptions<C, Sent, Back> extends SendingOptions<C, Back, CallContext> {
  turn?: never;
  /** Reads the current values; leaves out, with a note, what is no longer as it was written. @throws RK_CONFLICT when nothing is */
  plan(written: AppliedBatch<Sent>, connection: C, call: CallContext): Promise<BatchPlan<Back>>;
}

/** What was shown of an item goes with it, so that its way back can be shown too. */
interface Carried<Sent> {
  sent: Sent;
  shown: Pick<BatchItem<Sent>, 'title' | 'about' | 'before' | 'after'>;
}

/** Values of a record before and after a write. */
interface Planned<V> {
  id: string;
  before: Readonly<Record<string, V>>;
  after?: Readonly<Record<string, V>> | undefined;
}

/**
 * How items stand that have their values `before` and `after`; without the latter, they are to be deleted. For `readBack`.
 *
 * @param now the values by id that there are
 * @param isSame whether a field already has a value, however it is written. @default deeply equal
 */
export function standingOf<V, N>(
  items: readonly { item: number; sent: Planned<V> }[],
  now: ReadonlyMap<string, Readonly<Record<string, N>>>,
  isSame: (field: string, now: N | undefined, value: V | undefined) => boolean = (_, ...values) =>
    isDeepStrictEqual(...values),
): Map<number, Standing> {
  const standing = ({ id, before, after }: Planned<V>): Standing => {
    const current = now.get(id);
    if (!current) return after ? GONE : 'after';
    const otherThan = (values: Readonly<Record<string, V>>) =>
      Object.keys(values).filter((field) => !isSame(field, current[field], values[field]));
    const other = otherThan(before);
    if (other.length === 0) return 'before';
    if (after && otherThan(after).length === 0) return 'after';
    return { reason: `Changed by someone else: ${other.join(', ')}.` };
  };
  return new Map(items.map(({ item, sent }) => [item, standing(sent)]));
}

const GONE = { reason: 'It no longer exists.' };

/**
 * What became of the items of a chunk, for `apply`.
 *
 * @param outcome of one item: with a reason it failed, without it is done; undefined where the answer does not tell
 */
export function outcomesOf<Sent>(
  items: readonly SentItem<Sent>[],
  outcome: (item: SentItem<Sent>, index: number) => Pick<BatchOutcome, 'id' | 'reason' | 'undo'> | undefined,
): BatchOutcome[] {
  return items.flatMap((item, index): BatchOutcome[] => {
    const found = outcome(item, index);
    return found ? [{ item: item.item, ...found, outcome: found.reason === undefined ? 'done' : 'failed' }] : [];
  });
}

/**
 * Refuses a batch with all that is wrong in it, before anybody is asked. For `plan`.
 *
 * @param items all of the call, in its order
 * @param hint where right names, values and ids are found
 * @throws RK_INVALID_REQUEST
 */
export function refuseProblems(items: readonly { problems: readonly string[] }[], hint: string): void {
  const said = items.flatMap(({ problems }, index) =>
    problems.length === 0 ? [] : [`${items.length > 1 ? `item ${index + 1}: ` : ''}${problems.join('; ')}`],
  );
  if (said.length === 0) return;
  const more = said.length > MAX_SAID ? ` (and ${said.length - MAX_SAID} more items)` : '';
  throw invalid(`${said.slice(0, MAX_SAID).join('. ')}${more}. Nothing was changed.`, hint);
}

const MAX_SAID = 10;

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
  type Undo<Kept> = ToolCall<AppliedBatch<Carried<Sent>>, C> & { kept?: Kept };
  const plan = async (call: ToolCall<z.output<SchemaOf<I>>, C>): Promise<BatchPlan<Carried<Sent>>> => {
    const { items, ...rest } = await inCall(call, () => options.plan(call.input, call.connection, call));
    return { ...rest, items: items.map((item) => ({ ...item, sent: carried(item) })) };
  };
  if (undo === undefined) return { ...sending, plan };
  if (typeof undo === 'object' && undo.plan) {
    const back = sendingHandlers<C, Back, Back, CallContext>(undo, (sent) => sent);
    const planBack = (call: Undo<Back>) => inCall(call, () => undo.plan(uncarried(call.input), call.connection, call));
    return { ...sending, plan, undo: { ...back, plan: planBack } };
  }
  if (typeof undo === 'object' && undo.turn) {
    const chunked = { ...undo, chunk: undo.chunk ?? options.chunk };
    const back = sendingHandlers<C, Back, Carried<Back>, CallContext>(chunked, ({ sent }) => sent);
    const planBack = (call: Undo<Carried<Back>>) =>
      inCall(call, () => turned(call, undo.turn, undo.readBack, undo, title));
    return { ...sending, plan, undo: { ...back, plan: planBack } };
  }
  const { readBack } = options;
  if (!readBack)
    throw new RolekitError('RK_DEFINITION', {
      what: `tool ${options.name}`,
      reason: '`undo` sends its items back, and nothing reads what became of them',
      hint: 'Add `readBack`, or give `undo` a `plan` of its own.',
    });
  const turn = typeof undo === 'function' ? undo : (exchanged as unknown as (sent: Sent) => Sent);
  const words = typeof undo === 'object' ? undo : {};
  // never read: the way back has the items alone
  const readTurned: ReadBack<C, Sent, CallContext> = (items, connection, call) =>
    readBack(items, connection, { ...call, input: undefined as never });
  const planBack = (call: Undo<Carried<Sent>>) =>
    inCall(call, () => turned<C, Sent, Sent>(call, ({ sent }) => turn(sent), readTurned, words, title));
  return { ...sending, plan, undo: { ...sending, plan: planBack } };
}

/** A batch turned round: of what is done, what still stands as it was written. @throws RK_CONFLICT when nothing does */
async function turned<C, Sent, Back>(
  { input: { items }, connection, ...call }: ToolCall<AppliedBatch<Carried<Sent>>, C>,
  turn: BatchTurnOptions<C, Sent, Back>['turn'],
  readBack: ReadBack<C, Back, CallContext>,
  { summary, things = () => 'items' }: WayBackWords<Sent>,
  title: string,
): Promise<BatchPlan<Carried<Back>>> {
  const back = items.map(({ item, key, id, undo, sent: { sent, shown } }) => ({
    item,
    // what was new is called by its id by now
    key: key.startsWith('#') && id !== undefined ? id : key,
    ...turnedRound(shown),
    sent: turn({ sent, ...(id === undefined ? {} : { id }), ...(undo ? { undo } : {}) }),
    idempotencyKey: '',
  }));
  const standing = await readBack(back, connection, call);
  const isLeft = (item: number) => standing.get(item) === 'before';
  const left = back.filter(({ item }) => isLeft(item));
  const reasons = back.flatMap(({ item }) => {
    const now = standing.get(item);
    if (now === 'before') return [];
    return [
      `item ${item}: ${typeof now === 'object' ? now.reason : now === 'after' ? 'It was taken back already.' : CHANGED.reason}`,
    ];
  });
  const of = things(items.map(({ sent }) => sent.sent));
  const some = reasons.slice(0, MAX_LEFT_ALONE).join(' ') + (reasons.length > MAX_LEFT_ALONE ? ' …' : '');
  if (left.length === 0)
    throw new RolekitError('RK_CONFLICT', {
      reason: `None of these ${of} is as it was written any more (${some}); nothing was undone.`,
    });
  return {
    summary:
      summary?.(items.flatMap(({ item, sent }) => (isLeft(item) ? [sent.sent] : []))) ??
      `Set back ${left.length} of: ${title}`,
    items: left.map((item) => ({ ...item, sent: carried(item) })),
    notes: reasons.length === 0 ? [] : [`${reasons.length} of the ${of} are left alone: ${some}`],
  };
}

const MAX_LEFT_ALONE = 5;

/** What was shown, the other way round. It was kept as JSON, in which an id with its name is no longer one. */
function turnedRound({ title, about, before, after }: Carried<unknown>['shown']): Carried<unknown>['shown'] {
  return { title, about, before: withNamesAgain(after), after: withNamesAgain(before) };
}

function carried<Sent>({ sent, title, about, before, after }: Omit<BatchItem<Sent>, 'item' | 'key'>): Carried<Sent> {
  return { sent, shown: { title, about, before, after } };
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
