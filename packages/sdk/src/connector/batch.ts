import { z } from 'zod';
import { RolekitError } from '../errors.ts';
import type { NamedId } from './named.ts';
import type { AnyTool, ConnectionOf, Tool, ToolBase, ToolCall } from './tool.ts';
import { checkZod } from './zod-copy.ts';

/** One item of a batch, as a person approves it. */
export interface BatchItem<Sent> {
  /** Its place in the call, from 1. */
  item: number;
  /** What it is called in the question and in the audit log, and there is one of: `3010000101`, `#3`. */
  key: string;
  /** The record's name, or of a new one what it will be called; shortened when there are many. */
  title?: string | undefined;
  /** The records that it is about, where that is not one of `key` and `title`: the two of an association. */
  about?: readonly NamedId[] | undefined;
  /** The current values of what changes; `null` when it does not exist yet. */
  before: Record<string, unknown> | null;
  /** The values afterwards; `null` when it is deleted. */
  after: Record<string, unknown> | null;
  /** What `apply` needs of it: plain JSON, which is kept until the batch is done. */
  sent: Sent;
}

/** What a batch would do. */
export interface BatchPlan<Sent> {
  /** One line: `Update 60 deals in HubSpot`. */
  summary: string;
  /** None when everything is already as asked, and `notes` say so: then nobody is asked, and nothing is written. */
  items: BatchItem<Sent>[];
  /** Said with the result, e.g. that some needed no change. */
  notes?: string[];
}

/** A batch that was applied, wholly or in part, as the audit log has it. */
export interface AppliedBatch<Sent> {
  /** The items that are done. */
  items: { item: number; key: string; sent: Sent; id?: string; undo?: Record<string, unknown> }[];
}

/** How a batch is undone with `rolekit undo`: a batch of its own, planned on what stands there now, and approved. */
export type BatchUndo<C, Sent, Back> = BatchSending<AppliedBatch<Sent>, C, Back> & {
  /** Reads the current values; leaves out, with a note, what is no longer as it was written. @throws RK_CONFLICT when nothing is */
  plan(call: ToolCall<AppliedBatch<Sent>, C>): Promise<BatchPlan<Back>>;
};

/** An approved item, as it is sent. */
export interface SentItem<Sent> {
  item: number;
  sent: Sent;
  /** Of this item alone; the same however often it is sent. */
  idempotencyKey: string;
}

/** What became of one item. */
export interface BatchOutcome {
  item: number;
  /** `unknown`: it was sent, and the answer does not tell. */
  outcome: 'done' | 'failed' | 'unknown';
  /** The vendor's. */
  id?: string | undefined;
  /** The vendor's, for what is not done. */
  reason?: string | undefined;
  /** What would undo it beside what was sent, for the audit log. */
  undo?: Record<string, unknown> | undefined;
}

/** The call of one chunk. Its signal is aborted some seconds after the call has ended, so that an answer on its way still counts. */
export type ChunkCall<Input, C, Sent> = ToolCall<Input, C> & { items: readonly SentItem<Sent>[] };

/** How a batch is sent. */
export interface BatchSending<Input, C, Sent> {
  /** Items that one `apply` gets: what the vendor takes in one request. */
  chunk: number;
  /**
   * Milliseconds for which the vendor does a request with one idempotency key only once. Items whose answer was lost are
   * sent again within that time. @default 0: they stay unknown
   */
  onceForMs?: number;
  /** Just before a chunk is sent: what must not be sent any more, e.g. because it changed meanwhile. Writes nothing. */
  check?(call: ChunkCall<Input, C, Sent>): Promise<BatchOutcome[]>;
  /**
   * Sends one chunk. `idempotencyKey` is of this chunk, and the same when it is sent again. What it does not mention is
   * unknown; what it throws concerns the whole chunk.
   */
  apply(call: ChunkCall<Input, C, Sent> & { idempotencyKey: string }): Promise<BatchOutcome[]>;
  /** Looks what became of items whose answer was lost. What it cannot tell for sure it leaves out. */
  look?(call: ChunkCall<Input, C, Sent>): Promise<BatchOutcome[]>;
}

/** A tool that changes many things: planned and approved whole, sent in chunks, with an outcome for each item. */
export interface BatchTool<N extends string, C, I extends z.ZodObject, Sent, Back = Sent>
  extends ToolBase<N, C, I>,
    BatchSending<z.output<I>, C, Sent> {
  access: 'write' | 'destructive';
  /** Reads the current values and says what would change; changes nothing. */
  plan(call: ToolCall<z.output<I>, C>): Promise<BatchPlan<Sent>>;
  /** @default it cannot be undone */
  undo?: BatchUndo<C, Sent, Back>;
}

/** A batch, its types erased. */
export type AnyBatch = BatchSending<unknown, unknown, unknown> & {
  plan(call: ToolCall<unknown, unknown>): Promise<BatchPlan<unknown>>;
};

/** What a batch answers: counts, and an outcome for each item. */
export interface BatchResult {
  done: number;
  failed: number;
  /** Sent, and nobody knows whether they were done. */
  unknown: number;
  notSent: number;
  items: { item: number; outcome: BatchOutcome['outcome'] | 'not_sent'; id?: string; reason?: string }[];
  /** With it, the same call finishes what was not sent. */
  resume?: string;
}

const resultSchema = () =>
  z.object({
    done: z.int(),
    failed: z.int(),
    unknown: z.int(),
    notSent: z.int(),
    items: z.array(
      z.object({
        item: z.int().describe('From 1.'),
        outcome: z.enum(['done', 'failed', 'unknown', 'not_sent']),
        id: z.string().optional(),
        reason: z.string().optional(),
      }),
    ),
    resume: z.string().optional(),
  });

/**
 * Defines a tool that writes a batch. A person approves the whole; the SDK sends it in chunks, keeps a journal of it, and
 * answers an outcome for each item. A batch that was cut off is finished by the same call with `resume`, without asking again
 * and without repeating what is done.
 *
 * @example
 * ```ts
 * const updatePrices = defineBatchTool({
 *   connection, name: 'shop_update_prices', title: 'Update prices', access: 'write',
 *   description: 'Changes the prices of up to 500 products.',
 *   input: z.object({ prices: z.array(z.object({ id: z.string(), price: z.number() })).min(1).max(500) }),
 *   chunk: 50,
 *   async plan({ input, connection }) {
 *     const now = await connection.prices(input.prices.map(({ id }) => id));
 *     return {
 *       summary: `Change ${input.prices.length} prices`,
 *       items: input.prices.map((sent, index) => ({
 *         item: index + 1, key: sent.id, before: { price: now.get(sent.id) }, after: { price: sent.price }, sent,
 *       })),
 *     };
 *   },
 *   async apply({ items, connection, signal }) {
 *     const answer = await connection.setPrices(items.map(({ sent }) => sent), signal);
 *     return items.map(({ item, sent }) => ({ item, id: sent.id, outcome: answer.has(sent.id) ? 'done' : 'unknown' }));
 *   },
 * });
 * ```
 * @throws RK_DEFINITION when the tool has an input named `resume`, or chunks of less than one item
 */
export function defineBatchTool<const N extends string, C, I extends z.ZodObject, Sent, Back = Sent>(
  tool: BatchTool<N, C, I, Sent, Back>,
): Tool<N, I, z.ZodType<BatchResult>> {
  const fail = (reason: string, hint: string) =>
    new RolekitError('RK_DEFINITION', { what: `tool ${tool.name}`, reason, hint });
  checkZod(`tool ${tool.name}`, { input: tool.input });
  if ('resume' in tool.input.shape)
    throw fail('a batch adds the input `resume`, which it has already', 'Rename its own.');
  if (!Number.isInteger(tool.chunk) || tool.chunk < 1)
    throw fail(
      `its chunks have ${tool.chunk} items`,
      'Give as `chunk` how many items one request of the vendor takes.',
    );
  return {
    kind: 'tool',
    name: tool.name,
    title: tool.title,
    description: tool.description,
    access: tool.access,
    enabled: tool.enabled ?? true,
    input: tool.input,
    output: resultSchema() as z.ZodType<BatchResult>,
    shape: 'item',
    examples: tool.examples ?? [],
    connection: tool.connection as ConnectionOf<unknown>,
    defaultLimit: 50,
    maxLimit: 200,
    batch: tool as unknown as AnyBatch,
    ...(tool.undo ? { undo: tool.undo as unknown as AnyBatch } : {}),
  } satisfies AnyTool as Tool<N, I, z.ZodType<BatchResult>>;
}
