import { z } from 'zod';
import type { FolderUse } from '../plugin/types.ts';
import type { AnyTool, ConnectionOf } from './tool.ts';

/** Where kept results are saved to; the connector declares it with all else that it may touch. */
export const RESULTS_FOLDER: FolderUse = { path: '~/Rolekit', access: 'write' };

const OPERATORS = ['=', '!=', '<', '<=', '>', '>=', 'contains', 'in', 'empty', 'filled'] as const;
const MEASURES = ['count', 'distinct', 'sum', 'min', 'max', 'avg'] as const;
const NAME = z.string().min(1).max(200);
const SCALAR = z.union([z.string().max(1000), z.number(), z.boolean()]);

const HANDLE = z.string().max(100).describe('`kept.handle` of the call with `keep`.');

const READ = z.object({
  handle: HANDLE,
  where: z
    .array(
      z.object({
        field: NAME,
        op: z.enum(OPERATORS),
        value: z
          .union([SCALAR, z.array(SCALAR).max(200)])
          .optional()
          .describe('A list for `in`.'),
      }),
    )
    .max(20)
    .optional()
    .describe('All must hold.'),
  groupBy: z.array(NAME).max(10).optional().describe('Alone: the distinct values.'),
  measures: z
    .array(z.object({ op: z.enum(MEASURES), field: NAME.optional() }))
    .max(20)
    .optional()
    .describe('Columns come as `sum_amount`.'),
  orderBy: z.object({ field: NAME, descending: z.boolean().optional() }).optional(),
});

const SAVE = z.object({
  handle: HANDLE,
  title: z.string().min(1).max(120).describe('Names the file.'),
  format: z.enum(['csv', 'json', 'jsonl']),
});

const SAVED = z.object({
  path: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  rows: z.int(),
});

export type ReadResults = z.output<typeof READ> & { fields?: string[] };
export type Condition = NonNullable<ReadResults['where']>[number];
export type Measure = NonNullable<ReadResults['measures']>[number];
export type SaveResults = z.output<typeof SAVE> & { fields?: string[] };
export type SavedResults = z.output<typeof SAVED>;

export const readResultsName = (connector: string): string => `${connector}_read_results`;
export const saveResultsName = (connector: string): string => `${connector}_save_results`;

/** The two tools that work on what tools with handles kept. Their handlers are the server's: it has the rows. */
export function resultTools(connector: string, connection: ConnectionOf<unknown>): AnyTool[] {
  const base = {
    kind: 'tool' as const,
    access: 'read' as const,
    enabled: true,
    projectable: true,
    examples: [],
    connection,
    defaultLimit: 50,
    maxLimit: 1000,
  };
  return [
    {
      ...base,
      name: readResultsName(connector),
      title: 'Read kept rows',
      description: 'Pages, filters, orders or aggregates rows kept with `keep: true`, without asking the app again.',
      input: READ,
      output: z.looseObject({}),
      shape: 'list',
      results: 'read',
    },
    {
      ...base,
      name: saveResultsName(connector),
      title: 'Save kept rows',
      description: 'Saves kept rows as a new file in the Rolekit folder of the user; nothing is overwritten.',
      input: SAVE,
      output: SAVED,
      shape: 'item',
      results: 'save',
    },
  ];
}
