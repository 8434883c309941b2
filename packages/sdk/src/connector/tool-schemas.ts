import { z } from 'zod';
import type { MetricLayout } from '../metrics/index.ts';
import type { AnyTool } from './tool.ts';

// of the output, which only a build describes: made then

const pageSchema = () =>
  z.object({ returned: z.int(), total: z.int().optional(), truncated: z.boolean(), next: z.string().optional() });

const sourceSchema = () =>
  z.object({
    connector: z.string(),
    environment: z.enum(['production', 'sandbox']),
    asOf: z.string(),
    retrievedAt: z.string(),
    requestId: z.string().optional(),
  });

const notesSchema = () => z.array(z.string()).optional();

/** A model has to repeat it. */
export const MAX_CURSOR_LENGTH = 8192;

const fieldsInput = () => ({ fields: z.array(z.string()).optional().describe('Only these; `a.b` for nested ones.') });

const keepInput = () => ({
  keep: z.boolean().optional().describe('Keep all rows an hour: gives a handle for the tool …_read_results.'),
});

const pageInputs = (maxLimit: number) => ({
  limit: z.int().min(1).max(maxLimit).optional(),
  cursor: z.string().max(MAX_CURSOR_LENGTH).optional(),
});

/** Only tools that declare them pay for them. */
function addedInputs(tool: AnyTool): z.ZodRawShape {
  switch (tool.kind) {
    case 'list':
      return {
        ...(tool.projectable ? fieldsInput() : {}),
        ...(tool.handles ? keepInput() : {}),
        ...pageInputs(tool.maxLimit),
      };
    case 'item':
      return tool.projectable ? fieldsInput() : {};
    case 'write':
      return {};
    case 'batch':
      return { resume: z.string().optional().describe('Of a cut-off call.') };
    case 'read-results':
      return { ...fieldsInput(), ...pageInputs(tool.maxLimit) };
    case 'save-results':
      return fieldsInput();
  }
}

/**
 * The input that callers send: the tool's own, plus `limit` and `cursor` for lists. Unknown names are refused. Results say
 * with which cursor to go on.
 */
export function inputSchemaOf(tool: AnyTool): z.ZodObject {
  return tool.input.extend(addedInputs(tool)).strict();
}

const keptSchema = () => z.object({ handle: z.string(), rows: z.int(), whole: z.boolean(), expires: z.string() });

const filesSchema = () =>
  z.array(z.object({ uri: z.string(), name: z.string(), mimeType: z.string(), bytes: z.int() }));

const attributesSchema = () => z.record(z.string(), z.unknown());

/** A line of a metric table: the attributes of its values, and the values by metric. */
function lineSchema(output: z.ZodType, { measures = [] }: MetricLayout): z.ZodObject {
  const own = ['metric', 'value', ...measures];
  const shape = Object.entries((output as z.ZodObject).shape).filter(([name]) => !own.includes(name));
  return z.object({
    ...Object.fromEntries(shape.map(([name, of]) => [name, name === 'id' ? of : (of as z.ZodType).optional()])),
    values: z.record(z.string(), z.union([z.number(), z.string(), z.null()])).optional(),
    marks: z.record(z.string(), z.int()).optional(),
  });
}

/** What a metric table says beside its lines. */
const tableSchema = () => ({
  common: attributesSchema().optional(),
  columns: z.array(z.looseObject({ metrics: z.array(z.string()), without: z.array(z.string()).optional() })).optional(),
  ids: z.record(z.string(), attributesSchema()).optional(),
  footnotes: z.record(z.string(), attributesSchema()).optional(),
});

/** The envelope that the tool answers. */
function outputSchemaOf(tool: AnyTool): z.ZodObject {
  const rows = (items: z.ZodType, table = {}) =>
    z.object({ items: z.array(items), ...table, page: pageSchema(), source: sourceSchema(), notes: notesSchema() });
  const item = () => z.object({ item: tool.output, source: sourceSchema(), notes: notesSchema() });
  switch (tool.kind) {
    case 'list': {
      const { output, metrics } = tool;
      const list = metrics ? rows(lineSchema(output, metrics), tableSchema()) : rows(output);
      return tool.handles ? list.extend({ kept: keptSchema().optional() }) : list;
    }
    case 'read-results':
      return rows(tool.output);
    case 'item':
      return tool.files ? item().extend({ files: filesSchema().optional() }) : item();
    case 'write':
    case 'batch':
    case 'save-results':
      return item();
  }
}

/** True where callers choose the fields. */
export function isProjectable(tool: AnyTool): boolean {
  return 'fields' in addedInputs(tool);
}

/** The JSON Schema of the envelope. Where callers choose the fields, none is sure to be there. */
export function outputJsonSchemaOf(tool: AnyTool): Record<string, unknown> {
  const json = jsonSchemaOf(outputSchemaOf(tool), 'output');
  if (!isProjectable(tool)) return json;
  const { items, item, ...rest } = json.properties as Record<string, unknown>;
  const loose = items === undefined ? { item: withoutRequired(item) } : { items: withoutRequired(items) };
  return { ...json, properties: { ...loose, ...rest } };
}

function withoutRequired(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutRequired);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      // a property may be named `required` too
      .filter(([name, value]) => name !== 'required' || !Array.isArray(value))
      .map(([name, value]) => [name, withoutRequired(value)]),
  );
}

/** JSON Schema (2020-12) of a zod schema, without the `$schema` line that hosts do not need. */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return json;
}
