import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { argumentFacts, type ToolArgument, toolArguments } from '@rolekit/sdk/internal/plugin';
import type { Access, ToolEntry } from '@rolekit/sdk/plugin';
import { connectorSources, isPluginFolder, loadConnector } from '../connectors.ts';
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
  /** A command line that works. */
  example: string;
}

/** Describes a tool without calling it; no connection is needed. */
export async function toolHelp(entry: ToolEntry, line: CallLine, folder: string | undefined): Promise<ToolHelp> {
  const { name, title, description, inputSchema } = entry.definition;
  const options = asOptions(exampleArguments(inputSchema, folder === undefined ? [] : await examplesIn(folder, name)));
  const where = (['plugin', 'connector', 'registry'] as const).flatMap((option) => {
    const value = line.own[option];
    return value === undefined ? [] : [`--${option} ${shellWord(value)}`];
  });
  return {
    tool: name,
    title: title ?? name,
    access: entry.access,
    description,
    arguments: toolArguments(inputSchema),
    example: ['rolekit call', name, options, ...where].filter(Boolean).join(' '),
  };
}

/** The folder of a plugin's source; a built plugin has only the schemas of its tools. */
export function sourceFolder(what: string, cwd: string): string | undefined {
  const dir = resolve(cwd, what);
  return isPluginFolder(dir) && !existsSync(join(dir, 'tools.json')) ? dir : undefined;
}

/** Inputs of the examples that a connector's own code gives a tool. */
async function examplesIn(dir: string, tool: string): Promise<unknown[]> {
  const source = (await connectorSources(dir)).find(({ name }) => tool.startsWith(`${name}_`));
  if (source === undefined) return [];
  const connector = await loadConnector(source.dir, source.entry).catch(() => undefined);
  return connector?.tools[tool]?.examples.map(({ input }) => input) ?? [];
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
  out.line();
  out.line(paint.bold('Example'));
  out.line(`  ${out.command(help.example.replace(/^rolekit /, ''))}`);
  if (help.arguments.some(isJson)) {
    out.line();
    out.line('Write an object, or a list of objects, as JSON: in quotes, or all arguments with --args @file.json.');
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
