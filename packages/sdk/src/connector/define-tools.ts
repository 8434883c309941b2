import type { z } from 'zod';
import { inCall } from '../http/call-scope.ts';
import type { ListPage } from '../http/list/page.ts';
import type { ToolWords, WordsOf } from '../words/tool-words.ts';
import { type Answer, itemResultOf } from './answer.ts';
import { type BatchResult, defineBatchTool } from './batch.ts';
import { type BatchToolOptions, batchHandlers } from './batch-options.ts';
import {
  type AnyBatchTool,
  type AnyItemTool,
  type AnyListTool,
  type AnyWriteTool,
  defineTool,
  type Exactly,
  type ItemOptions,
  type RowsOptions,
  type Tool,
} from './tool.ts';
import type { ConnectionOf, ReadCall } from './tool-call.ts';
import { type Arguments, type CallContext, type SchemaOf, type ToolOptions, withDefaults } from './tool-options.ts';
import { type WriteToolOptions, writeHandlers } from './write-options.ts';

/** A tool that answers rows, page by page; `limit` and `cursor` are added to its arguments. */
export interface ListToolOptions<
  N extends string,
  C,
  I extends Arguments,
  O extends z.ZodType,
  R extends z.output<O>,
  W extends ToolWords = ToolWords,
> extends ToolOptions<N, I>,
    RowsOptions<O> {
  words?: W;
  /** Answers one page, or all rows at once. `limit` and `cursor` of the call are for APIs that `api.list` does not read. */
  handler(
    input: z.output<SchemaOf<I>>,
    connection: C,
    call: Omit<ReadCall<unknown, unknown>, 'input' | 'connection' | 'words'> & { words: WordsOf<W> },
  ): Promise<ListPage<Exactly<R, z.output<O>>> | Exactly<R, z.output<O>>[]>;
}

/** A tool that answers one thing. */
export interface ItemToolOptions<
  N extends string,
  C,
  I extends Arguments,
  O extends z.ZodType,
  R extends z.output<O>,
  W extends ToolWords = ToolWords,
> extends ToolOptions<N, I>,
    ItemOptions<O> {
  words?: W;
  handler(
    input: z.output<SchemaOf<I>>,
    connection: C,
    call: Omit<CallContext, 'words'> & { words: WordsOf<W> },
  ): Promise<Exactly<R, z.output<O>> | Answer<Exactly<R, z.output<O>>>>;
}

/** Defines tools of one connection: each takes what it answers from there. */
export interface ToolDefiners<C> {
  /**
   * Defines a tool that answers rows.
   *
   * @example
   * ```ts
   * const listOrders = shop.list({
   *   name: 'shop_list_orders',
   *   description: 'Orders of one customer, newest first.',
   *   input: { customerId: z.string().meta({ examples: ['c-1'] }) },
   *   items: ORDER,
   *   handler: ({ customerId }, api) => api.list(path`/customers/${customerId}/orders`, ORDER, { rows: 'orders', paging }),
   * });
   * ```
   */
  list<
    const N extends string,
    I extends Arguments = z.ZodRawShape,
    O extends z.ZodType = z.ZodType,
    R extends z.output<O> = z.output<O>,
    W extends ToolWords = ToolWords,
  >(options: ListToolOptions<N, C, I, O, R, W>): Tool<N, SchemaOf<I>, O, AnyListTool>;
  /** Defines a tool that answers one thing. */
  item<
    const N extends string,
    I extends Arguments = z.ZodRawShape,
    O extends z.ZodType = z.ZodType,
    R extends z.output<O> = z.output<O>,
    W extends ToolWords = ToolWords,
  >(options: ItemToolOptions<N, C, I, O, R, W>): Tool<N, SchemaOf<I>, O, AnyItemTool>;
  /** Defines a tool that changes one thing after a person approved it. */
  write<
    const N extends string,
    I extends Arguments = z.ZodRawShape,
    O extends z.ZodType = z.ZodType,
    R extends z.output<O> = z.output<O>,
  >(options: WriteToolOptions<N, C, I, O, R>): Tool<N, SchemaOf<I>, O, AnyWriteTool>;
  /** Defines a tool that changes many things after a person approved them whole. */
  batch<const N extends string, I extends Arguments, Sent, Back = Sent>(
    options: BatchToolOptions<N, C, I, Sent, Back>,
  ): Tool<N, SchemaOf<I>, z.ZodType<BatchResult>, AnyBatchTool>;
}

/** @param connectionOf the connection, which has these functions itself */
export function toolDefiners<C>(connectionOf: () => ConnectionOf<C>): ToolDefiners<C> {
  // their types are those of the options, which the compiler checked where the tool is defined
  const made = (tool: object): never => defineTool({ ...tool, connection: connectionOf() } as never) as never;
  const accessOf = ({ destructive }: { destructive?: boolean }) => (destructive ? 'destructive' : 'write');
  return {
    list({ handler, ...options }) {
      return made({
        ...withDefaults(options),
        access: 'read',
        handler: (call: ReadCall<never, C>) =>
          inCall(call, async () => {
            const answered = await handler(call.input, call.connection, call as never);
            return Array.isArray(answered) ? { items: answered, total: answered.length } : answered;
          }),
      });
    },
    item({ handler, ...options }) {
      return made({
        ...withDefaults(options),
        access: 'read',
        handler: (call: ReadCall<never, C>) =>
          inCall(call, async () => itemResultOf(await handler(call.input, call.connection, call as never))),
      });
    },
    write(options) {
      const full = withDefaults(options);
      const handlers = writeHandlers(options, full.title, full.input as never);
      return made({ ...full, ...handlers, access: accessOf(options) });
    },
    batch(options) {
      const full = withDefaults(options);
      const tool = { ...full, ...batchHandlers(options, full.title), access: accessOf(options) };
      return defineBatchTool({ ...tool, connection: connectionOf() } as never) as never;
    },
  };
}
