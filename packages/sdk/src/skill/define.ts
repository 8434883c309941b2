import type { z } from 'zod';
import { RolekitError } from '../errors.ts';
import { lengthOf } from '../tree/hidden-characters.ts';
import { formProblem, toolMentions } from '../tree/names.ts';
import type { SkillPrompt } from './prompt.ts';
import { promptArguments } from './prompt.ts';
import type { ToolRef } from './types.ts';

export type SkillTools = Readonly<Record<string, ToolRef>> | readonly ToolRef[];

/** What a body function gets: each tool's name in backticks, under the key that the skill gave it (or its own name). */
export type ToolNames<T extends SkillTools> = T extends readonly ToolRef<infer N>[]
  ? { readonly [K in N]: string }
  : { readonly [K in keyof T]: string };

export interface SkillDefinition<T extends SkillTools, A extends z.ZodObject> {
  /** Also the skill's folder: lower case, digits and single hyphens. */
  name: string;
  /** What it does and when to use it, at most 1024 characters. */
  description: string;
  /** The tools that it uses, as values: `{ query: salesforce.tools.salesforce_query }` or `[query, search]`. */
  tools?: T;
  /** Typed arguments; they make the skill an MCP prompt as well. */
  args?: A;
  /** Markdown; as a function it gets the tools' names in backticks. */
  body: string | ((tools: ToolNames<T>) => string);
  license?: string;
  /** At most 500 characters. */
  compatibility?: string;
  metadata?: Record<string, string>;
}

/** A skill defined in TypeScript. */
export interface DefinedSkill<A extends z.ZodObject = z.ZodObject> {
  readonly kind: 'skill';
  readonly name: string;
  readonly description: string;
  /** Names of the tools that it uses. */
  readonly tools: readonly string[];
  readonly args: A | undefined;
  /** Markdown without frontmatter. */
  readonly body: string;
  /** The text of its `SKILL.md`. */
  toSkillMarkdown(): string;
  /**
   * The text of its MCP prompt: the body, then the arguments.
   * @throws RK_INVALID_REQUEST when the arguments do not fit `args`
   */
  render(args?: z.input<A>): string;
  /** Its MCP prompt as data, for a server that does not have this code; undefined for a skill without arguments. */
  toPrompt(): SkillPrompt | undefined;
}

/**
 * Defines a skill whose tools are values, so that a tool that no connector has does not compile.
 *
 * @throws RK_DEFINITION for what no host would accept
 *
 * @example
 * ```ts
 * const review = defineSkill({
 *   name: 'review-forecast',
 *   description: 'Review the open deals of a quarter. Use when asked whether the forecast holds.',
 *   tools: { query: salesforce.tools.salesforce_query },
 *   args: z.object({ quarter: z.string().describe('e.g. 2026-Q4') }),
 *   body: (t) => `1. Read the open opportunities with ${t.query}.`,
 * });
 * ```
 */
export function defineSkill<const T extends SkillTools = readonly [], A extends z.ZodObject = z.ZodObject>(
  definition: SkillDefinition<T, A>,
): DefinedSkill<A> {
  const { name, description, args } = definition;
  check(definition);
  const tools = namedTools(definition.tools);
  const body = bodyOf(definition, tools);
  const names = [...new Set([...tools.map(([, tool]) => tool), ...toolMentions(body).map(({ tool }) => tool)])];
  return {
    kind: 'skill',
    name,
    description,
    tools: names,
    args,
    body,
    toSkillMarkdown: () => `${frontmatterOf(definition)}\n${body}${args === undefined ? '' : argumentList(args)}`,
    render: (values) => `${body}${args === undefined ? '' : argumentValues(name, args, values)}`,
    toPrompt: () => args && { name, description, arguments: promptArguments(args), body },
  };
}

type SkillTexts = Omit<SkillDefinition<SkillTools, z.ZodObject>, 'tools' | 'args' | 'body'>;

function check({ name, description, compatibility }: SkillTexts): void {
  const fail = (reason: string, hint: string) =>
    new RolekitError('RK_DEFINITION', { what: `skill ${name}`, reason, hint });
  const problem = formProblem(name);
  if (problem !== undefined) throw fail(`its name ${problem.reason}`, problem.fix);
  if (description.trim() === '') throw fail('it has no description', 'Say what it does and when to use it.');
  if (lengthOf(description) > 1024)
    throw fail(`its description has ${lengthOf(description)} characters`, 'Shorten it to 1024.');
  if (lengthOf(compatibility ?? '') > 500) throw fail('its compatibility is longer than 500 characters', 'Shorten it.');
}

function namedTools(tools: SkillTools | undefined): [string, string][] {
  if (tools === undefined) return [];
  if (isList(tools)) return tools.map((tool) => [tool.name, tool.name]);
  return Object.entries(tools).map(([key, tool]) => [key, tool.name]);
}

function isList(tools: SkillTools): tools is readonly ToolRef[] {
  return Array.isArray(tools);
}

function bodyOf<T extends SkillTools>(definition: SkillDefinition<T, z.ZodObject>, tools: [string, string][]): string {
  const quoted = Object.fromEntries(tools.map(([key, tool]) => [key, `\`${tool}\``]));
  const text = typeof definition.body === 'string' ? definition.body : definition.body(quoted as ToolNames<T>);
  const body = text.trim();
  const mentioned = new Set(toolMentions(body).map(({ tool }) => tool));
  const rest = tools.filter(([, tool]) => !mentioned.has(tool));
  // A reader of SKILL.md, and our own checks, find a skill's tools in its text only.
  const list = rest.length === 0 ? '' : `\n\n## Tools\n\n${rest.map(([, tool]) => `- \`${tool}\``).join('\n')}`;
  return `${body}${list}\n`;
}

function frontmatterOf({ name, description, license, compatibility, metadata }: SkillTexts): string {
  // A JSON string is a YAML string, whatever is in it.
  const line = (key: string, value: string | undefined) =>
    value === undefined ? [] : [`${key}: ${JSON.stringify(value)}`];
  const below = Object.entries(metadata ?? {}).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  return [
    '---',
    `name: ${/^[a-z]/.test(name) && !/^(?:null|true|false)$/.test(name) ? name : JSON.stringify(name)}`,
    ...line('description', description),
    ...line('license', license),
    ...line('compatibility', compatibility),
    ...(below.length === 0 ? [] : ['metadata:', ...below]),
    '---',
    '',
  ].join('\n');
}

function argumentList(args: z.ZodObject): string {
  const lines = Object.entries(args.shape).map(([key, schema]) => {
    const { description } = schema as z.ZodType;
    const optional = (schema as z.ZodType).safeParse(undefined).success ? ' (optional)' : '';
    return `- **${key}**${optional}${description === undefined ? '' : `: ${description}`}`;
  });
  return lines.length === 0 ? '' : `\n## Arguments\n\nAsk for what is missing.\n\n${lines.join('\n')}\n`;
}

function argumentValues(skill: string, args: z.ZodObject, values: unknown): string {
  const result = args.safeParse(values ?? {});
  if (!result.success) {
    const reason = result.error.issues
      .map(({ path, message }) => `${path.join('.') || 'arguments'}: ${message}`)
      .join('; ');
    const hint = `Arguments are ${Object.keys(args.shape).join(', ')}.`;
    throw new RolekitError('RK_INVALID_REQUEST', {
      reason: `The prompt ${skill} was called with wrong arguments: ${reason}.`,
      hint,
    });
  }
  const lines = Object.entries(result.data)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `- **${key}**: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return lines.length === 0 ? '' : `\n## Arguments\n\n${lines.join('\n')}\n`;
}
