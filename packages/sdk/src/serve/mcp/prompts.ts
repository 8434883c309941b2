import {
  type McpServer,
  ProtocolError,
  ProtocolErrorCode,
  type StandardSchemaWithJSON,
} from '@modelcontextprotocol/server';
import { RolekitError } from '../../errors.ts';
import { renderPrompt, type SkillPrompt } from '../../skill/prompt.ts';

/** Serves skills with arguments as prompts, from data: what defined them is not loaded. */
export function registerPrompts(mcp: McpServer, prompts: readonly SkillPrompt[], budget: number): void {
  if (prompts.length === 0) return;
  mcp.server.registerCapabilities({ prompts: { listChanged: false } });
  for (const prompt of prompts) {
    mcp.registerPrompt(prompt.name, { description: prompt.description, argsSchema: schemaOf(prompt) }, (values) => ({
      messages: [{ role: 'user', content: { type: 'text', text: textOf(prompt, values, budget) } }],
    }));
  }
}

type Values = Record<string, string>;

function textOf(prompt: SkillPrompt, values: Values, budget: number): string {
  try {
    const text = renderPrompt(prompt, values);
    const bytes = Buffer.byteLength(text);
    if (bytes <= budget) return text;
    const reason = `The prompt has ${bytes} bytes, the budget is ${budget}.`;
    throw new RolekitError('RK_TOO_LARGE', { reason, hint: 'Give shorter arguments.' });
  } catch (error) {
    if (!(error instanceof RolekitError)) throw error;
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, [error.message, error.fix].filter(Boolean).join(' '));
  }
}

/** What the official server lists the arguments from; the values are checked when the prompt is rendered. */
function schemaOf({ arguments: args }: SkillPrompt): StandardSchemaWithJSON<Values, Values> {
  const schema = {
    type: 'object',
    properties: Object.fromEntries(
      args.map(({ name, description }) => [name, { type: 'string', ...(description ? { description } : {}) }]),
    ),
    required: args.filter(({ required }) => required).map(({ name }) => name),
  };
  return {
    '~standard': {
      version: 1,
      vendor: 'rolekit',
      validate: (value) => ({ value: (value ?? {}) as Values }),
      jsonSchema: { input: () => schema, output: () => schema },
    },
  };
}
