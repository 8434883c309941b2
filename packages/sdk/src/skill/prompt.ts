import { z } from 'zod';
import { RolekitError } from '../errors.ts';
import { didYouMean } from '../suggest.ts';

/** One argument of a prompt; MCP hands its value over as text. */
export interface SkillPromptArgument {
  name: string;
  description?: string;
  required: boolean;
  /** The only values that it takes. */
  values?: string[];
  /** Used when it is not given. */
  default?: string;
}

/** A skill with arguments as plain data: what a built server has of it instead of the code that defined it. */
export interface SkillPrompt {
  name: string;
  description: string;
  arguments: SkillPromptArgument[];
  /** Markdown; the values are listed below it. */
  body: string;
}

/**
 * The text of a prompt: its body, then the values as a list. It checks what the data says of the arguments (known,
 * present, one of the allowed values); finer rules of a schema are for whoever reads the values.
 *
 * @throws RK_INVALID_REQUEST
 */
export function renderPrompt(prompt: SkillPrompt, values: Readonly<Record<string, string>> = {}): string {
  const problems = [
    ...unknown(prompt, values),
    ...prompt.arguments.flatMap((argument) => problem(argument, values[argument.name])),
  ];
  if (problems.length > 0) {
    throw new RolekitError('RK_INVALID_REQUEST', {
      reason: `The prompt ${prompt.name} was called with wrong arguments: ${problems.join('; ')}.`,
      hint: `Arguments are ${prompt.arguments.map(({ name }) => name).join(', ')}.`,
    });
  }
  const lines = prompt.arguments.flatMap((argument) => {
    const value = values[argument.name] ?? argument.default;
    return value === undefined ? [] : [`- **${argument.name}**: ${value}`];
  });
  return lines.length === 0 ? prompt.body : `${prompt.body}\n## Arguments\n\n${lines.join('\n')}\n`;
}

function unknown(prompt: SkillPrompt, values: Readonly<Record<string, string>>): string[] {
  const names = prompt.arguments.map(({ name }) => name);
  return Object.keys(values)
    .filter((name) => !names.includes(name))
    .map((name) => [`unknown argument \`${name}\``, didYouMean(name, names)].filter(Boolean).join('; '));
}

function problem({ name, required, values }: SkillPromptArgument, given: string | undefined): string[] {
  if (given === undefined) return required ? [`\`${name}\` is required`] : [];
  if (values === undefined || values.includes(given)) return [];
  return [`\`${name}\` must be one of ${values.join(', ')}`];
}

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
