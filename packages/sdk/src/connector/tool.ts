import type { z } from 'zod';
import { RolekitError } from '../errors.ts';
import type { ListPage } from '../http/list/page.ts';
import type { MetricLayout } from '../metrics/index.ts';
import type { AnyBatch } from './batch-types.ts';
import { checkZod } from './check-zod-copy.ts';
import type { Access } from './description-types.ts';
import type { ConnectionOf, ItemResult, ReadCall, ToolBase, ToolCall, WritePlan, WriteUndo } from './tool-call.ts';

/** Makes a field that the schema does not have an error; TypeScript alone accepts it in what a function returns. */
type Exactly<R, Item> = R & { [K in keyof R]: K extends keyof Item ? unknown : never };

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

/** Names that a table of metrics needs for itself. */
const RESERVED: readonly string[] = ['values', 'marks', 'metrics', 'without'];
