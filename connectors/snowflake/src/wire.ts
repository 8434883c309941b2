import { z } from 'zod';

/** Only what the connector reads; Snowflake sends more. */
const COLUMN = z.object({
  name: z.string(),
  type: z.string(),
  nullable: z.boolean().optional(),
  precision: z.number().nullish(),
  scale: z.number().nullish(),
});

const ROWS = z.array(z.array(z.string().nullable()));

/** A statement that runs has only its handle. */
export const STATEMENT = z.object({
  code: z.string().optional(),
  statementHandle: z.string(),
  // when it ran, in milliseconds since 1970
  createdOn: z.int().min(0).max(8.64e15).optional(),
  resultSetMetaData: z
    .object({
      numRows: z.number(),
      rowType: z.array(COLUMN),
      partitionInfo: z.array(z.object({ rowCount: z.number(), uncompressedSize: z.number().optional() })).optional(),
    })
    .optional(),
  data: ROWS.optional(),
});

export const PARTITION = z.object({ data: ROWS });

export const FAILURE = z.object({ code: z.string().optional(), message: z.string().optional() });

export type Statement = z.output<typeof STATEMENT>;
export type WireColumn = z.output<typeof COLUMN>;
export type WireRows = z.output<typeof ROWS>;
