import type { z } from 'zod';
import { RolekitError } from '../errors.ts';
import type { ListPage } from '../http/list/page.ts';
import type { MetricLayout } from '../metrics/index.ts';
import { checkZod } from '../tree/zod-internals.ts';
import type { ToolWords } from '../words/tool-words.ts';
import type { AnyBatch } from './batch-types.ts';
import type { Access } from './description-types.ts';
import type { ConnectionOf, ItemResult, ReadCall, ToolBase, ToolCall, WritePlan, WriteUndo } from './tool-call.ts';

/** Makes a field that the schema does not have an error, nested ones too; TypeScript alone accepts it in what a function returns. */
export type Exactly<R, Item> = R & { [K in keyof R]: K extends keyof Item ? Within<R[K], Item[K]> : never };

/** The same for the value of a field. Where the schema's own type fits, or is any, nothing is added to it: most types end here. */
type Within<V, T> = [T] extends [V]
  ? unknown
  : unknown extends T
    ? unknown
    : V extends readonly (infer E)[]
      ? readonly Within<E, T extends readonly (infer F)[] ? F : unknown>[]
      : V extends object
        ? { [K in keyof V]: K extends KeyOf<T> ? Within<V[K], MemberOf<T, K>> : never }
        : V;

type KeyOf<T> = T extends object ? keyof T : never;
type MemberOf<T, K> = T extends object ? (K extends keyof T ? T[K] : never) : never;

/** What a tool that answers rows says of them. */
export interface RowsOptions<O> {
  /** Schema of one row. */
  items: O;
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
}

/** What a tool that answers one thing says of it. */
export interface ItemOptions<O> {
  item: O;
  /** Adds `fields` to the input: the caller names what it wants of a large thing. @default false */
  projectable?: boolean;
  /** The result may have `files`, which are served as resources. @default false */
  files?: boolean;
}

/** A tool that answers one page of rows; `limit` and `cursor` are added to its input. */
export interface ListTool<N extends string, C, I extends z.ZodObject, O extends z.ZodType, R extends z.output<O>>
  extends ToolBase<N, C, I>,
    RowsOptions<O> {
  access: 'read';
  item?: never;
  files?: never;
  /**
   * Fetches one page. For work that outlasts a call, throw a RolekitError whose data has `resume`, the vendor's position:
   * the caller gets it as a cursor, and the handler gets it back as `cursor`.
   */
  handler(call: ReadCall<z.output<I>, C>): Promise<ListPage<Exactly<R, z.output<O>>>>;
}

/** A tool that answers one thing. */
export interface ItemTool<N extends string, C, I extends z.ZodObject, O extends z.ZodType, R extends z.output<O>>
  extends ToolBase<N, C, I>,
    ItemOptions<O> {
  access: 'read';
  items?: never;
  defaultLimit?: never;
  maxLimit?: never;
  handles?: never;
  metrics?: never;
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

/** What tools of every kind have. */
interface ToolParts {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly access: Access;
  readonly enabled: boolean;
  readonly input: z.ZodObject;
  /** Of one row of a list, of the item of all others. */
  readonly output: z.ZodType;
  readonly examples: readonly { title: string; input: unknown }[];
  /** Absent in a tool that reads none. */
  readonly words?: ToolWords;
  readonly connection: ConnectionOf<unknown>;
}

export interface AnyListTool extends ToolParts {
  readonly kind: 'list';
  readonly access: 'read';
  readonly defaultLimit: number;
  readonly maxLimit: number;
  readonly projectable: boolean;
  readonly handles: boolean;
  readonly metrics: MetricLayout | undefined;
  list(call: ReadCall<unknown, unknown>): Promise<ListPage<unknown>>;
}

export interface AnyItemTool extends ToolParts {
  readonly kind: 'item';
  readonly access: 'read';
  readonly projectable: boolean;
  readonly files: boolean;
  get(call: ReadCall<unknown, unknown>): Promise<ItemResult<unknown>>;
}

export interface AnyWriteTool extends ToolParts {
  readonly kind: 'write';
  readonly access: 'write' | 'destructive';
  plan(call: ToolCall<unknown, unknown>): Promise<WritePlan>;
  apply(call: ToolCall<unknown, unknown> & { plan: WritePlan; idempotencyKey: string }): Promise<ItemResult<unknown>>;
  readonly undo: WriteUndo<unknown> | undefined;
}

export interface AnyBatchTool extends ToolParts {
  readonly kind: 'batch';
  readonly access: 'write' | 'destructive';
  /** How it is planned and sent. */
  readonly batch: AnyBatch;
  /** A batch too. */
  readonly undo: AnyBatch | undefined;
}

/** Reads what tools with handles kept; the server has the rows. */
export interface ReadResultsTool extends ToolParts {
  readonly kind: 'read-results';
  readonly access: 'read';
  readonly defaultLimit: number;
  readonly maxLimit: number;
}

/** Saves what tools with handles kept. */
export interface SaveResultsTool extends ToolParts {
  readonly kind: 'save-results';
  readonly access: 'read';
}

/** A tool of any kind, its types erased: what the server works with. */
export type AnyTool = AnyListTool | AnyItemTool | AnyWriteTool | AnyBatchTool | ReadResultsTool | SaveResultsTool;

/** A tool, with its name and types; skills refer to it. */
export type Tool<
  N extends string = string,
  I extends z.ZodObject = z.ZodObject,
  O extends z.ZodType = z.ZodType,
  K extends AnyTool = AnyTool,
> = K & { readonly name: N; readonly input: I; readonly output: O };

/** The kind that an `access` and `items`, or no `items`, make. */
type Defined<A extends Access, L> = A extends 'read' ? (L extends z.ZodType ? AnyListTool : AnyItemTool) : AnyWriteTool;

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
  A extends Access,
  R extends z.output<O> = z.output<O>,
  L extends z.ZodType | undefined = undefined,
>(
  tool: { access: A; items?: L } & (ListTool<N, C, I, O, R> | ItemTool<N, C, I, O, R> | WriteTool<N, C, I, O>),
): Tool<N, I, O, Defined<A, L>>;
export function defineTool<N extends string, C, I extends z.ZodObject, O extends z.ZodType, R extends z.output<O>>(
  tool: ListTool<N, C, I, O, R> | ItemTool<N, C, I, O, R> | WriteTool<N, C, I, O>,
): AnyTool {
  checkZod(`tool ${tool.name}`, { input: tool.input, ...(tool.items ? { items: tool.items } : { item: tool.item }) });
  const parts = {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    enabled: tool.enabled ?? true,
    input: tool.input,
    examples: tool.examples ?? [],
    connection: tool.connection,
    ...(tool.words ? { words: tool.words } : {}),
  };
  if (tool.access !== 'read') {
    const { access, item: output, plan, apply, undo } = tool;
    return { kind: 'write', ...parts, access, output, plan, apply, undo };
  }
  const { access, projectable = false } = tool;
  checkAdded(tool);
  if (!isList(tool)) {
    const { item: output, files = false, handler: get } = tool;
    return { kind: 'item', ...parts, access, output, projectable, files, get };
  }
  const { items: output, defaultLimit = 50, maxLimit = 200, handles = false, handler: list } = tool;
  const metrics = tool.metrics && checkedLayout(tool.name, tool.metrics, output);
  return { kind: 'list', ...parts, access, output, defaultLimit, maxLimit, projectable, handles, metrics, list };
}

/** A generic `items` narrows nothing by itself. */
function isList<N extends string, C, I extends z.ZodObject, O extends z.ZodType, R extends z.output<O>>(
  tool: ListTool<N, C, I, O, R> | ItemTool<N, C, I, O, R>,
): tool is ListTool<N, C, I, O, R> {
  return tool.items !== undefined;
}

/** @throws RK_DEFINITION where the rows are no values of metrics, or have fields that the table needs for itself */
function checkedLayout(name: string, layout: MetricLayout, items: z.ZodType): MetricLayout {
  const shape: object = 'shape' in items && typeof items.shape === 'object' ? (items.shape ?? {}) : {};
  const missing = ['id', 'metric', 'value', ...layout.by, ...(layout.measures ?? [])].filter(
    (value) => !(value in shape),
  );
  const taken = RESERVED.filter((value) => value in shape);
  if (missing.length + taken.length === 0) return layout;
  const reason =
    missing.length > 0
      ? `\`metrics\` needs rows with ${missing.join(', ')}`
      : `the table of \`metrics\` needs the names ${taken.join(', ')} for itself`;
  throw new RolekitError('RK_DEFINITION', { what: `tool ${name}`, reason, hint: 'Correct its `items`.' });
}

/** Inputs that the SDK adds must not hide the tool's own. @throws RK_DEFINITION */
function checkAdded(tool: {
  name: string;
  input: z.ZodObject;
  projectable?: boolean | undefined;
  handles?: boolean | undefined;
}): void {
  for (const [flag, added] of [
    ['projectable', 'fields'],
    ['handles', 'keep'],
  ] as const) {
    if (!tool[flag] || !(added in tool.input.shape)) continue;
    throw new RolekitError('RK_DEFINITION', {
      what: `tool ${tool.name}`,
      reason: `\`${flag}\` adds the input \`${added}\`, which the tool already has`,
      hint: `Rename its own, or leave \`${flag}\` out.`,
    });
  }
}

/** Names that a table of metrics needs for itself. */
const RESERVED: readonly string[] = ['values', 'marks', 'metrics', 'without'];
