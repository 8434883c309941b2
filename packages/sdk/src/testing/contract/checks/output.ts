import type { CalledTool } from '../../host.ts';
import { shown } from '../call-outcome.ts';
import { isRead, NO_EXAMPLE, NO_SANDBOX, toolCheck } from '../check.ts';
import type { Subject } from '../test-bench.ts';

export const output = toolCheck(
  { id: 'output', level: 'basic', title: 'answers what its output schema says' },
  async (tool, bench) => {
    if (!bench.connected) return NO_SANDBOX;
    if (tool.examples.length === 0) return NO_EXAMPLE;
    const host = await (await bench.road()).open();
    try {
      for (const args of tool.examples) {
        const problem = await misfit(tool, await host.call(tool.name, args));
        if (problem) return `with ${shown(args)}: ${problem}`;
      }
      return undefined;
    } finally {
      await host.close();
    }
  },
  isRead,
);

/** How a result differs from its tool's output schema; undefined for an error, or when it fits. */
export async function misfit({ entry }: Subject, answer: CalledTool): Promise<string | undefined> {
  const { outputSchema } = entry.definition;
  if (answer.isError || !outputSchema) return undefined;
  const { AjvJsonSchemaValidator } = await import('@modelcontextprotocol/client/validators/ajv');
  const result = new AjvJsonSchemaValidator().getValidator(outputSchema)(answer.structured);
  return result.valid ? undefined : (result.errorMessage ?? 'it does not fit');
}
