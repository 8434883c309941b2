import type { ToolEntry } from '@rolekit/sdk/plugin';
import type { SkillPrompt } from '@rolekit/sdk/skill';

/** A build with what its server is started with. */
export interface UsedBuild {
  dir: string;
  env: NodeJS.ProcessEnv;
  /** Inputs with which its author tries each tool; they are read from the code when they are first asked for. */
  examples(): Promise<Readonly<Record<string, readonly unknown[]>>>;
  callable(item: string): Callable | undefined;
}

/** What has arguments: `tool/<name>` or `prompt/<name>`. */
export type Callable = { name: string; inputSchema: Record<string, unknown> } & (
  | { kind: 'tool'; entry: ToolEntry }
  | { kind: 'prompt'; prompt: SkillPrompt }
);

/** What of a build can be called, by item. */
export function callablesOf(tools: readonly ToolEntry[], prompts: readonly SkillPrompt[]): Map<string, Callable> {
  return new Map<string, Callable>([
    ...tools.map((entry): [string, Callable] => {
      const { name, inputSchema } = entry.definition;
      return [`tool/${name}`, { kind: 'tool', name, inputSchema, entry }];
    }),
    ...prompts.map((prompt): [string, Callable] => [
      `prompt/${prompt.name}`,
      { kind: 'prompt', name: prompt.name, inputSchema: schemaOf(prompt), prompt },
    ]),
  ]);
}

function schemaOf({ arguments: args }: SkillPrompt): Record<string, unknown> {
  const properties = args.map(({ name, description, values, default: preset }) => [
    name,
    {
      type: 'string',
      ...(description ? { description } : {}),
      ...(values ? { enum: values } : {}),
      ...(preset === undefined ? {} : { default: preset }),
    },
  ]);
  const required = args.filter((argument) => argument.required).map(({ name }) => name);
  return { type: 'object', properties: Object.fromEntries(properties), required };
}
