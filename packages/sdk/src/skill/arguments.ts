import { z } from 'zod';
import type { SkillPromptArgument } from './prompt.ts';

/** The arguments of a schema as an MCP prompt lists them. */
export function promptArguments(args: z.ZodObject): SkillPromptArgument[] {
  const { properties = {}, required = [] } = z.toJSONSchema(args, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([name, schema]) => {
    const { description, default: preset, enum: values } = typeof schema === 'object' ? schema : {};
    return {
      name,
      ...(description === undefined ? {} : { description }),
      required: required.includes(name),
      ...(values === undefined ? {} : { values: values.map(asText) }),
      ...(preset === undefined ? {} : { default: asText(preset) }),
    };
  });
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
