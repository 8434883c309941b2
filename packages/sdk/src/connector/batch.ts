import { z } from 'zod';
import { RolekitError } from '../errors.ts';
import { checkZod } from '../tree/zod-internals.ts';
import type { BatchOutcome, BatchTool } from './batch-types.ts';
import type { AnyBatchTool, Tool } from './tool.ts';

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
): Tool<N, I, z.ZodType<BatchResult>, AnyBatchTool> {
  const fail = (reason: string, hint: string) =>
    new RolekitError('RK_DEFINITION', { what: `tool ${tool.name}`, reason, hint });
  checkZod(`tool ${tool.name}`, { input: tool.input });
  if ('resume' in tool.input.shape)
    throw fail('a batch adds the input `resume`, which the tool already has', 'Rename its own.');
  if (!Number.isInteger(tool.chunk) || tool.chunk < 1)
    throw fail(
      `its chunks have ${tool.chunk} items`,
      'Give as `chunk` how many items one request of the vendor takes.',
    );
  return {
    kind: 'batch',
    name: tool.name,
    title: tool.title,
    description: tool.description,
    access: tool.access,
    enabled: tool.enabled ?? true,
    input: tool.input,
    output: resultSchema() as z.ZodType<BatchResult>,
    examples: tool.examples ?? [],
    connection: tool.connection,
    ...(tool.words ? { words: tool.words } : {}),
    batch: tool,
    undo: tool.undo,
  };
}
