import { z } from 'zod';
import type { FolderUse } from '../plugin/types.ts';
import type { AnyTool, ConnectionOf } from './tool.ts';

/** Where kept results are saved to; the connector declares it with all else that it may touch. */
export const RESULTS_FOLDER: FolderUse = { path: '~/Rolekit', access: 'write' };

const OPERATORS = ['=', '!=', '<', '<=', '>', '>=', 'contains', 'in', 'empty', 'filled'] as const;
const MEASURES = ['count', 'distinct', 'sum', 'min', 'max', 'avg'] as const;

const HANDLE = z.string().describe('`kept.handle`');

// every host pays for this schema: what it leaves open, the conditions check
const READ = z.object({
  handle: HANDLE,
  where: z
    .array(
      z.object({
        field: z.string(),
        op: z.enum(OPERATORS),
        value: z.unknown().optional().describe('A list for `in`.'),
      }),
    )
    .optional()
    .describe('All must hold.'),
  groupBy: z.array(z.string()).optional().describe('Alone: the distinct values.'),
  measures: z
    .array(z.object({ op: z.enum(MEASURES), field: z.string().optional() }))
    .optional()
    .describe('Columns come as `sum_amount`.'),
  orderBy: z.string().optional().describe('`-amount` for descending.'),
});

const SAVE = z.object({
  handle: HANDLE,
  title: z.string().min(1).max(120).describe('Name of the file.'),
  format: z.enum(['csv', 'json', 'jsonl']).describe('Of the file.'),
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
      description: 'Pages, filters, orders or aggregates rows kept with `keep`.',
      input: READ,
      output: z.looseObject({}),
      shape: 'list',
      results: 'read',
    },
    {
      ...base,
      name: saveResultsName(connector),
      title: 'Save kept rows',
      description: 'Saves kept rows as a new file in the Rolekit folder.',
      input: SAVE,
      output: SAVED,
      shape: 'item',
      results: 'save',
    },
  ];
}
