import { z } from 'zod';

/** Only what the connector reads; Snowflake sends more. */
const COLUMN = z.object({
  name: z.string(),
  type: z.string(),
  nullable: z.boolean().optional(),
  precision: z.number().nullish(),
  scale: z.number().nullish(),
});

export const ROWS = z.array(z.array(z.string().nullable()));

export const RESULT = z.object({
  statementHandle: z.string(),
  // when it ran, in milliseconds since 1970
  createdOn: z.int().min(0).max(8.64e15).optional(),
  resultSetMetaData: z.object({
    numRows: z.number(),
    rowType: z.array(COLUMN),
    partitionInfo: z.array(z.object({ rowCount: z.number(), uncompressedSize: z.number().optional() })).optional(),
  }),
  data: ROWS.optional(),
});

export const PARTITION = z.object({ data: ROWS });

export const RUNNING = z.object({ statementHandle: z.string() });

export const FAILURE = z.object({
  code: z.string().optional(),
  sqlState: z.string().optional(),
  message: z.string().optional(),
  statementHandle: z.string().optional(),
});

export type WireColumn = z.output<typeof COLUMN>;
export type WireRows = z.output<typeof ROWS>;
