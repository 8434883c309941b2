import type { z } from 'zod';
import { RolekitError } from '../errors.ts';
import type { ListPage } from '../http/list/page.ts';
import { type MetricLayout, RESERVED } from '../metrics/index.ts';
import type { AnyBatch } from './batch.ts';
import type { Clock } from './clock.ts';
import type { Access } from './description.ts';
import { checkZod } from './zod-copy.ts';

/** What every call of a tool gets. */
export interface ToolCall<Input, C> {
  input: Input;
  /** What the connector's `open` returned. */
  connection: C;
  /** What this call takes for the present: ask it instead of `new Date()`, and for "today", "overdue" or "the last 30 days". */
  clock: Clock;
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

/** Makes a field that the schema does not have an error; TypeScript alone accepts it in what a function returns. */
type Exactly<R, Item> = R & { [K in keyof R]: K extends keyof Item ? unknown : never };

export interface ToolBase<N extends string, C, I extends z.ZodObject> {
  connection: ConnectionOf<C>;
  /** `<connector>_<verb>_<object>`, at most 64 characters. */
  name: N;
  title: string;
  /** What it does, when to use it, and what it does not do; read by the model. */
  description: string;
  input: I;
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

/** A tool that answers one page of rows; `limit` and `cursor` are added to its input. */
export interface ListTool<N extends string, C, I extends z.ZodObject, O extends z.ZodType, R extends z.output<O>>
  extends ToolBase<N, C, I> {
  access: 'read';
  /** Schema of one row. */
  items: O;
  item?: never;
  /** Rows in a page when the caller does not say. @default 50 */
  defaultLimit?: number;
  /** @default 200 */
  maxLimit?: number;
  /** Adds `fields` to the input: the caller names what it wants of wide rows. @default false */
  projectable?: boolean;
  /**
   * Adds `keep` to the input: all rows are fetched and kept for an hour, to be paged, filtered, aggregated and saved with
   * `<connector>_read_results` and `<connector>_save_results`, which the connector has then. @default false
   */
  handles?: boolean;
  /**
   * The rows are values of metrics: `id`, `name`, `metric`, `value` and what else is to be known of each. Hosts get a table of
   * them, one line for each id, which says unit, currency, period and source once. The handler answers all values of an id
   * in one page. @default each row stands for itself
   */
  metrics?: MetricLayout;
  files?: never;
  /**
   * Fetches one page. For work that outlasts a call, throw a RolekitError whose data has `resume`, the vendor's position:
   * the caller gets it as a cursor, and the handler gets it back as `cursor`.
   */
  handler(call: ReadCall<z.output<I>, C>): Promise<ListPage<Exactly<R, z.output<O>>>>;
}

/** A tool that answers one thing. */
export interface ItemTool<N extends string, C, I extends z.ZodObject, O extends z.ZodType, R extends z.output<O>>
  extends ToolBase<N, C, I> {
  access: 'read';
  item: O;
  items?: never;
  defaultLimit?: never;
  maxLimit?: never;
  /** Adds `fields` to the input: the caller names what it wants of a large thing. @default false */
  projectable?: boolean;
  handles?: never;
  metrics?: never;
  /** The result may have `files`, which are served as resources. @default false */
  files?: boolean;
  handler(call: ReadCall<z.output<I>, C>): Promise<ItemResult<Exactly<R, z.output<O>>>>;
}

/** A tool that changes data: planned, approved by a person, applied. */
export interface WriteTool<N extends string, C, I extends z.ZodObject, O extends z.ZodType> extends ToolBase<N, C, I> {
  access: 'write' | 'destructive';
  item: O;
  items?: never;
  /** Reads the current values and says what would change; changes nothing. */
  plan(call: ToolCall<z.output<I>, C>): Promise<WritePlan>;
  /** Applies exactly what was approved. `idempotencyKey` is stable for one approval. */
  apply(call: ToolCall<z.output<I>, C> & { plan: WritePlan; idempotencyKey: string }): Promise<ItemResult<z.output<O>>>;
  /** @default it cannot be undone */
  undo?: WriteUndo<C>;
}

/** A tool of any kind, its types erased: what the server works with. */
export interface AnyTool {
  readonly kind: 'tool';
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly access: Access;
  readonly enabled: boolean;
  readonly input: z.ZodObject;
  readonly output: z.ZodType;
  readonly shape: 'list' | 'item';
  readonly defaultLimit: number;
  readonly maxLimit: number;
  readonly examples: readonly { title: string; input: unknown }[];
  /** Absent in a connector of an older SDK, as are the next four. */
  readonly projectable?: boolean;
  readonly handles?: boolean;
  readonly files?: boolean;
  readonly metrics?: MetricLayout;
  /** What the SDK adds for tools with handles: it works on kept rows and reaches nothing. */
  readonly results?: 'read' | 'save';
  readonly connection: ConnectionOf<unknown>;
  list?(call: ReadCall<unknown, unknown>): Promise<ListPage<unknown>>;
  get?(call: ReadCall<unknown, unknown>): Promise<ItemResult<unknown>>;
  plan?(call: ToolCall<unknown, unknown>): Promise<WritePlan>;
  apply?(call: ToolCall<unknown, unknown> & { plan: WritePlan; idempotencyKey: string }): Promise<ItemResult<unknown>>;
  /** How a batch is planned and sent; such a tool has neither `plan` nor `apply` of its own. */
  readonly batch?: AnyBatch;
  /** How it is undone; of a batch, as a batch. */
  readonly undo?: AnyBatch | WriteUndo<unknown>;
}

/** A tool, with its name and types; skills refer to it. */
export interface Tool<N extends string = string, I extends z.ZodObject = z.ZodObject, O extends z.ZodType = z.ZodType>
  extends AnyTool {
  readonly name: N;
  readonly input: I;
  readonly output: O;
}

/**
 * Defines one tool of a connector. The handler's result is typed from `items` or `item`; `write` and `destructive` tools
 * have `plan` and `apply` instead of a handler, and never run without a person's approval.
 *
 * @example
 * ```ts
 * const listOrders = defineTool({
 *   connection, name: 'shop_list_orders', title: 'List orders', access: 'read',
 *   description: 'Orders of one customer, newest first.',
 *   input: z.object({ customerId: z.string() }),
 *   items: z.object({ id: z.string(), total: z.number() }),
 *   async handler({ input, connection, limit, cursor }) {
 *     const page = await connection.orders(input.customerId, { limit, after: cursor });
 *     return { items: page.rows, next: page.after };
 *   },
 * });
 * ```
 */
export function defineTool<
  const N extends string,
  C,
  I extends z.ZodObject,
  O extends z.ZodType,
  R extends z.output<O> = z.output<O>,
>(tool: ListTool<N, C, I, O, R> | ItemTool<N, C, I, O, R> | WriteTool<N, C, I, O>): Tool<N, I, O> {
  checkZod(`tool ${tool.name}`, { input: tool.input, ...(tool.items ? { items: tool.items } : { item: tool.item }) });
  const base = {
    kind: 'tool' as const,
    name: tool.name,
    title: tool.title,
    description: tool.description,
    access: tool.access,
    enabled: tool.enabled ?? true,
    input: tool.input,
    examples: tool.examples ?? [],
    connection: tool.connection as ConnectionOf<unknown>,
    defaultLimit: 50,
    maxLimit: 200,
  };
  if (tool.access !== 'read') {
    return {
      ...base,
      output: tool.item,
      shape: 'item',
      plan: tool.plan as AnyTool['plan'],
      apply: tool.apply as AnyTool['apply'],
      ...(tool.undo ? { undo: tool.undo as WriteUndo<unknown> } : {}),
    } as Tool<N, I, O>;
  }
  if (tool.items === undefined) {
    return {
      ...base,
      ...flagsOf(tool),
      output: tool.item,
      shape: 'item',
      get: tool.handler as AnyTool['get'],
    } as Tool<N, I, O>;
  }
  return {
    ...base,
    ...flagsOf(tool),
    output: tool.items,
    shape: 'list',
    defaultLimit: tool.defaultLimit ?? 50,
    maxLimit: tool.maxLimit ?? 200,
    list: tool.handler as AnyTool['list'],
    ...(tool.metrics ? { metrics: checkedLayout(tool.name, tool.metrics, tool.items) } : {}),
  } as Tool<N, I, O>;
}

/** @throws RK_DEFINITION where the rows are no values of metrics, or have fields that the table needs for itself */
function checkedLayout(name: string, layout: MetricLayout, items: z.ZodType): MetricLayout {
  const shape: object = 'shape' in items && typeof items.shape === 'object' ? (items.shape ?? {}) : {};
  const missing = ['id', 'metric', 'value', ...layout.by, ...(layout.measures ?? [])].filter((one) => !(one in shape));
  const taken = RESERVED.filter((one) => one in shape);
  if (missing.length + taken.length === 0) return layout;
  const reason =
    missing.length > 0
      ? `\`metrics\` needs rows with ${missing.join(', ')}`
      : `the table of \`metrics\` needs the names ${taken.join(', ')} for itself`;
  throw new RolekitError('RK_DEFINITION', { what: `tool ${name}`, reason, hint: 'Correct its `items`.' });
}

/** Inputs that the SDK adds must not hide the tool's own. @throws RK_DEFINITION */
function flagsOf(tool: {
  name: string;
  input: z.ZodObject;
  projectable?: boolean | undefined;
  handles?: boolean | undefined;
  files?: boolean | undefined;
}): Partial<AnyTool> {
  for (const [flag, added] of [
    ['projectable', 'fields'],
    ['handles', 'keep'],
  ] as const) {
    if (!tool[flag] || !(added in tool.input.shape)) continue;
    throw new RolekitError('RK_DEFINITION', {
      what: `tool ${tool.name}`,
      reason: `\`${flag}\` adds the input \`${added}\`, which it has already`,
      hint: `Rename its own, or leave \`${flag}\` out.`,
    });
  }
  return {
    ...(tool.projectable ? { projectable: true } : {}),
    ...(tool.handles ? { handles: true } : {}),
    ...(tool.files ? { files: true } : {}),
  };
}
