import type { z } from 'zod';
import { RolekitError } from '../errors.ts';
import type { ToolRef } from './types.ts';

export type SkillTools = Readonly<Record<string, ToolRef>> | readonly ToolRef[];

/** What a body function gets: each tool's name in backticks, under the key that the skill gave it (or its own name). */
export type ToolNames<T extends SkillTools> = T extends readonly ToolRef<infer N>[]
  ? Readonly<Record<N, string>>
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
  readonly body: string;
  /** The text of its `SKILL.md`. */
  toSkillMarkdown(): string;
  /**
   * The text of its MCP prompt: the body with the arguments filled in.
   * @throws RK_INVALID_REQUEST when the arguments do not fit `args`
   */
  render(args?: z.input<A>): string;
}

/**
 * Defines a skill whose tools are values, so that a tool that no connector has does not compile.
 *
 * @throws RK_DEFINITION
 */
export function defineSkill<const T extends SkillTools = readonly [], A extends z.ZodObject = z.ZodObject>(
  _definition: SkillDefinition<T, A>,
): DefinedSkill<A> {
  throw new RolekitError('RK_INTERNAL', { what: 'defineSkill' });
}
