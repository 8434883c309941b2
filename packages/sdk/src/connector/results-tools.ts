import { z } from 'zod';
import type { FolderUse } from './description-types.ts';
import type { ReadResultsTool, SaveResultsTool } from './tool.ts';
import type { ConnectionOf } from './tool-call.ts';

/** Where kept results are saved to; the connector declares it with all else that it may touch. */
export const RESULTS_FOLDER: FolderUse = { path: '~/Rolekit', access: 'write' };

const OPERATORS = ['=', '!=', '<', '<=', '>', '>=', 'contains', 'in', 'empty', 'filled'] as const;
const MEASURES = ['count', 'distinct', 'sum', 'min', 'max', 'avg'] as const;

// made when they are asked for: a first call of any other tool would wait for them

const handle = () => z.string().describe('`kept.handle`');

// every host pays for this schema: what it leaves open, the conditions check
const read = () =>
  z.object({
    handle: handle(),
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

const save = () =>
  z.object({
    handle: handle(),
    title: z.string().min(1).max(120).describe('Name of the file.'),
    format: z.enum(['csv', 'json', 'jsonl']).describe('Of the file.'),
  });

const saved = () => z.object({ path: z.string(), bytes: z.int(), sha256: z.string(), rows: z.int() });

export type ReadResults = z.output<ReturnType<typeof read>> & { fields?: string[] };
export type Condition = NonNullable<ReadResults['where']>[number];
export type Measure = NonNullable<ReadResults['measures']>[number];
export type SaveResults = z.output<ReturnType<typeof save>> & { fields?: string[] };
export type SavedResults = z.output<ReturnType<typeof saved>>;

export const readResultsName = (connector: string): string => `${connector}_read_results`;
export const saveResultsName = (connector: string): string => `${connector}_save_results`;

/** The two tools that work on what tools with handles kept. Their handlers are the server's: it has the rows. */
export function resultTools(connector: string, connection: ConnectionOf<unknown>): [ReadResultsTool, SaveResultsTool] {
  const base = { access: 'read' as const, enabled: true, examples: [], connection };
  const schemas = { read: once(read), row: once(() => z.looseObject({})), save: once(save), saved: once(saved) };
  return [
    {
      kind: 'read-results',
      ...base,
      name: readResultsName(connector),
      title: 'Read kept rows',
      description: 'Pages, filters, orders or aggregates rows kept with `keep`.',
      get input() {
        return schemas.read();
      },
      get output() {
        return schemas.row();
      },
      defaultLimit: 50,
      maxLimit: 1000,
    },
    {
      kind: 'save-results',
      ...base,
      name: saveResultsName(connector),
      title: 'Save kept rows',
      description: 'Saves kept rows as a new file in the Rolekit folder.',
      get input() {
        return schemas.save();
      },
      get output() {
        return schemas.saved();
      },
    },
  ];
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
