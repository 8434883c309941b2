import { argumentFacts, type ToolArgument, toolArguments } from '@rolekit/sdk/internal/plugin';
import type { Access, ToolEntry } from '@rolekit/sdk/plugin';
import { type HelpRow, helpRows, wrapped } from '../help-rows.ts';
import { shellWord } from '../shell-word.ts';
import type { Out } from '../terminal.ts';
import type { CallLine } from './command-line.ts';
import { asOptions, exampleArguments } from './example-line.ts';

/** What `rolekit call <tool> --help` tells. */
export interface ToolHelp {
  tool: string;
  title: string;
  access: Access;
  description: string;
  arguments: ToolArgument[];
  /** A command line that works: the author's first example, else made of the schema. */
  example: string;
  /** Those of the author. */
  examples: { title: string; command: string }[];
}

/** Describes a tool without calling it; no connection is needed. */
export function toolHelp({ access, definition, examples = [] }: ToolEntry, line: CallLine): ToolHelp {
  const { name, title, description, inputSchema } = definition;
  const where = (['plugin', 'connector', 'registry'] as const).flatMap((option) => {
    const value = line.own[option];
    return value === undefined ? [] : [`--${option} ${shellWord(value)}`];
  });
  const commandOf = (input: Readonly<Record<string, unknown>>) =>
    ['rolekit call', name, asOptions(input), ...where].filter(Boolean).join(' ');
  const inputs = examples.map(({ input }) => input);
  return {
    tool: name,
    title: title ?? name,
    access,
    description,
    arguments: toolArguments(inputSchema),
    example: commandOf(exampleArguments(inputSchema, inputs)),
    examples: examples.map(({ title, input }) => ({ title, command: commandOf(input) })),
  };
}

/** Prints it as the help of a command of its own. */
export function renderToolHelp(help: ToolHelp, out: Out): void {
  const { paint } = out;
  const needed = help.arguments.filter(({ required }) => required);
  const others = help.arguments.filter(({ required }) => !required);
  out.line(`${paint.bold(help.title)} (${help.access})`);
  for (const line of wrapped(help.description, out.columns)) out.line(line);
  out.line();
  const usage = needed.map((argument) => spelling(argument)).join(' ');
  out.line(`Usage: ${out.command(`call ${help.tool}${usage && ` ${usage}`}${others.length > 0 ? ' [options]' : ''}`)}`);
  if (help.arguments.length === 0) out.line('It takes no arguments.');
  renderArguments('Required', needed, out);
  renderArguments('Optional', others, out);
  renderExamples(help, out);
  if (help.arguments.some(isJson)) {
    out.line();
    out.line('Write an object, or a list of objects, as JSON: in quotes, or all arguments with --args @file.json.');
  }
}

/** A title says what the tool's own does not. */
function renderExamples({ title: tool, example, examples }: ToolHelp, out: Out): void {
  const shown = examples.length > 0 ? examples : [{ title: tool, command: example }];
  out.line();
  out.line(out.paint.bold(shown.length === 1 ? 'Example' : 'Examples'));
  for (const { title, command } of shown) {
    if (title !== tool) out.line(`  ${out.paint.dim(`# ${title}`)}`);
    out.line(`  ${out.command(command.replace(/^rolekit /, ''))}`);
  }
}

function renderArguments(title: string, list: readonly ToolArgument[], out: Out): void {
  if (list.length === 0) return;
  out.line();
  out.line(out.paint.bold(title));
  const rows = list.flatMap((argument): HelpRow[] => [
    [spelling(argument), textOf(argument)],
    ...nestedRows(argument.properties, '  '),
  ]);
  for (const line of helpRows(rows, out.columns)) out.line(line);
}

function nestedRows(properties: readonly ToolArgument[], indent: string): HelpRow[] {
  return properties.flatMap((property): HelpRow[] => [
    [`${indent}${property.name} <${property.type}>`, textOf(property, property.required ? ['required'] : [])],
    ...nestedRows(property.properties, `${indent}  `),
  ]);
}

function textOf(argument: ToolArgument, more: readonly string[] = []): string {
  const facts = [...more, ...argumentFacts(argument)];
  return [argument.description, facts.length > 0 ? `(${facts.join('; ')})` : ''].filter(Boolean).join(' ');
}

function spelling({ name, type }: ToolArgument): string {
  return type === 'boolean' ? `--${name}` : `--${name} <${type}>`;
}

function isJson({ properties, type }: ToolArgument): boolean {
  return properties.length > 0 || /object/.test(type);
}
