import type { z } from 'zod';
import type { NamedId } from './named-ids.ts';
import type { ToolBase, ToolCall } from './tool-call.ts';

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
