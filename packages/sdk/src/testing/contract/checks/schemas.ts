import { toolCheck } from '../check.ts';

const MAX_DEPTH = 12;

export const schemas = toolCheck(
  { id: 'schemas', level: 'basic', title: 'has valid schemas that are small enough for a model' },
  async ({ entry }, { budgets }) => {
    const { inputSchema, outputSchema } = entry.definition;
    if (inputSchema.type !== 'object') return 'its input schema is no object';
    if (outputSchema?.type !== 'object') return 'its output schema is no object';
    const problem = (await invalid(inputSchema)) ?? (await invalid(outputSchema));
    if (problem) return problem;
    if (depthOf(inputSchema) > MAX_DEPTH * 2) return `its input schema nests more than ${MAX_DEPTH} levels`;
    return (
      tooLarge('input', inputSchema, budgets.inputSchemaBytes) ??
      tooLarge('output', outputSchema, budgets.outputSchemaBytes)
    );
  },
);

function tooLarge(what: string, schema: unknown, budget: number): string | undefined {
  const bytes = Buffer.byteLength(JSON.stringify(schema));
  return bytes > budget ? `its ${what} schema has ${bytes} bytes, the budget is ${budget}` : undefined;
}

async function invalid(schema: Record<string, unknown>): Promise<string | undefined> {
  const outside = /"\$ref":"(?!#)([^"]*)"/.exec(JSON.stringify(schema))?.[1];
  if (outside) return `a schema refers to ${outside}, which no host fetches`;
  const { AjvJsonSchemaValidator } = await import('@modelcontextprotocol/client/validators/ajv');
  try {
    new AjvJsonSchemaValidator().getValidator(schema);
    return undefined;
  } catch (error) {
    return `a schema is not valid JSON Schema: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}
