import type { z } from 'zod';
import type { ToolWords } from '../words/tool-words.ts';
import type { Clock } from './clock.ts';

/** What every call of a tool gets. */
export interface ToolCall<Input, C> {
  input: Input;
  /** What the connector's `open` returned. */
  connection: C;
  /** What this call takes for the present: ask it instead of `new Date()`, and for "today", "overdue" or "the last 30 days". */
  clock: Clock;
  /** Of each word that the tool declares in `words`, the plugin's value, else the tool's own. */
  words: ToolWords;
  /** Aborted when the host cancels, disconnects, or the call's time is over. */
  signal: AbortSignal;
  /** Tells the host how far a long call is; a no-op where the host did not ask. */
  progress(done: number, total?: number, message?: string): void;
  /** Tells the host something that is no part of the result; dropped where the host did not ask. Never a secret. */
  log(level: LogLevel, message: string): void;
}

export type LogLevel = 'debug' | 'info' | 'notice' | 'warning' | 'error';

/** The call of a read tool. One type for lists and items, so that the compiler can tell a tool's kind from `items` or `item`. */
export interface ReadCall<Input, C> extends ToolCall<Input, C> {
  /** For a list: rows that the caller wants in this page; fetch at least as many if they exist, more is fine. */
  limit: number;
  /** For a list: what the handler returned as `next` for the page before; undefined for the first page. */
  cursor: string | undefined;
}

export interface ItemResult<Item> {
  item: Item;
  requestId?: string | undefined;
  /** The instant of the data, as of a page. */
  asOf?: string | undefined;
  notes?: string[];
  /** Binary content, for a tool with `files: true`: served as resources, at most 8 MiB each. */
  files?: ResultFile[];
  /** Of a write: what undoing it needs beside what the plan knew, e.g. the id of what is new. */
  undo?: Record<string, unknown>;
}

/** Binary content of a result. */
export interface ResultFile {
  /** As a person would save it, e.g. `pipeline.png`. */
  name: string;
  mimeType: string;
  content: Uint8Array;
}

/** What a write would do. Built from the payload and the current values by code, never by a model. */
export interface WritePlan {
  /**
   * One line: what happens to what. Records stand there by id and name, as `named` writes them, and what is created by its type
   * and name: `Update Opportunity 006… "Acme renewal"`, `Create Task "Call back"`.
   */
  summary: string;
  /** The current values of what changes, ids as `named` ones; `null` when it does not exist yet. */
  before: Record<string, unknown> | null;
  /** The values afterwards, ids as `named` ones; `null` when it is deleted. */
  after: Record<string, unknown> | null;
  /** What undoing it needs: kept in the audit log, and given to `undo` of the tool. */
  undo?: Record<string, unknown>;
}

/** A write that was applied, as the audit log has it. */
export interface AppliedWrite {
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  /** What the plan and the result said about undoing it. */
  undo: Record<string, unknown>;
}

/** How a write is undone with `rolekit undo`: a write of its own, planned on what stands there now, and approved. */
export interface WriteUndo<C> {
  /**
   * Reads the current values; called again when the person has approved, just before `apply`.
   * @throws RK_CONFLICT when they are no longer those that were written
   */
  plan(call: ToolCall<AppliedWrite, C>): Promise<WritePlan>;
  apply(
    call: ToolCall<AppliedWrite, C> & { plan: WritePlan; idempotencyKey: string },
  ): Promise<ItemResult<Record<string, unknown>>>;
}

export interface ToolBase<N extends string, C, I extends z.ZodObject> {
  connection: ConnectionOf<C>;
  /** `<connector>_<verb>_<object>`, at most 64 characters. */
  name: N;
  title: string;
  /** What it does, when to use it, and what it does not do; read by the model. */
  description: string;
  input: I;
  /** Words of the plugin that it computes with, and what it takes where a plugin has none. They change no definition. @default none */
  words?: ToolWords;
  /** Switched on by default; at most 12 of a connector are. @default true */
  enabled?: boolean;
  /** Inputs that work on the demo data; those of a list may have `limit` too. */
  examples?: { title: string; input: z.input<I> & { limit?: number } }[];
}

/** A connection, seen by a tool: only what it opens matters. */
export interface ConnectionOf<C> {
  readonly config: Record<string, unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: the settings are contravariant here, and no tool calls this
  open(context: any): C | Promise<C>;
}
