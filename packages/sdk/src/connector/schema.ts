import { z } from 'zod';
import type { AnyTool } from './tool.ts';

const PAGE = z.object({
  returned: z.int(),
  total: z.int().optional(),
  truncated: z.boolean(),
  next: z.string().optional(),
});

const SOURCE = z.object({
  connector: z.string(),
  environment: z.enum(['production', 'sandbox']),
  asOf: z.string(),
  requestId: z.string().optional(),
});

const NOTES = z.array(z.string()).optional();

/** The input that callers send: the tool's own, plus `limit` and `cursor` for lists. Unknown names are refused. */
export function inputSchemaOf(tool: AnyTool): z.ZodObject {
  if (tool.shape === 'item') return tool.input.strict();
  return tool.input
    .extend({
      limit: z.int().min(1).max(tool.maxLimit).optional().describe(`Rows in this page (default ${tool.defaultLimit}).`),
      cursor: z
        .string()
        .max(8192)
        .optional()
        .describe('`page.next` of the page before, with the same other arguments.'),
    })
    .strict();
}

/** The envelope that the tool answers. */
export function outputSchemaOf(tool: AnyTool): z.ZodObject {
  return tool.shape === 'list'
    ? z.object({ items: z.array(tool.output), page: PAGE, source: SOURCE, notes: NOTES })
    : z.object({ item: tool.output, source: SOURCE, notes: NOTES });
}

/** JSON Schema (2020-12) of a zod schema, without the `$schema` line that hosts do not need. */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return json;
}
