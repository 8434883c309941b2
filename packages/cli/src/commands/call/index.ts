import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { nearest } from '@rolekit/sdk/internal';
import type { ToolEntry, ToolsFile } from '@rolekit/sdk/plugin';
import { type CallLine, readCallLine } from '../../call/arguments.ts';
import { askOnTerminal } from '../../call/ask.ts';
import { ToolError } from '../../call/tool-error.ts';
import type { CommandContext } from '../../command.ts';
import { type ArgsOf, defineCommand } from '../../command.ts';
import { connectorSources, isPluginFolder } from '../../connectors.ts';
import { CliError, usageError } from '../../errors.ts';
import { upward } from '../../project.ts';
import { flagsToArguments, parseJson } from '../../served/flags.ts';
import { serverOf } from '../../served/server.ts';
import { openTarget } from '../../served/target.ts';
import type words from './words.ts';

const TEXT = Symbol('text');

/** The tool's envelope; what people read goes with it unseen by `--json`. */
type Called = Record<string, unknown> & { [TEXT]: string };

export default defineCommand({
  async run(_args: ArgsOf<typeof words>, context): Promise<Called> {
    const line = readCallLine(context.rest);
    const target = await openTarget(await findTarget(line, context), context, { registry: line.own.registry });
    const server = serverOf(target.dir, context.env);
    try {
      const entry = findTool(line.tool, target.tools);
      const args = await argumentsOf(line, entry, context);
      context.progress.step(`Calling ${line.tool}`);
      const answer = context.interactive
        ? await server.callAsking(line.tool, args, (question) => askOnTerminal(question, context))
        : await server.call(line.tool, args, 'none');
      if (answer.isError) throw new ToolError(answer);
      return { ...(answer.structured as Record<string, unknown>), [TEXT]: answer.text };
    } finally {
      await server.close();
      await target.close();
    }
  },
  render: (result, out) => out.line(result[TEXT]),
});

/** The plugin that a call means: the one named, the connector named, the plugin here, or the connector of the tool's name. */
async function findTarget({ tool, own }: CallLine, { cwd }: CommandContext): Promise<string> {
  if (own.plugin !== undefined) return own.plugin;
  const prefix = tool.split('_')[0] ?? tool;
  if (own.connector !== undefined && isPluginFolder(resolve(cwd, own.connector))) return own.connector;
  const sources = await connectorSources(cwd);
  const wanted = own.connector ?? prefix;
  const source = sources.find((one) => one.name === wanted);
  const here = own.connector === undefined ? upward(cwd).find(isPluginFolder) : undefined;
  const found = here ?? source?.dir;
  if (found !== undefined) return found;
  const near = nearest(
    wanted,
    sources.map((one) => one.name),
  );
  throw usageError(
    `No plugin here has a connector \`${wanted}\`.`,
    near
      ? `Did you mean the connector \`${near}\`?`
      : 'Name the plugin: --plugin <dir>, or --plugin namespace/name with --registry.',
  );
}

function findTool(name: string, tools: ToolsFile): ToolEntry {
  const entries = tools.connectors.flatMap((connector) => connector.tools);
  const entry = entries.find((one) => one.definition.name === name);
  if (entry) return entry;
  const names = entries.map((one) => one.definition.name);
  const near = nearest(name, names);
  throw new CliError('RK_TOOL_UNKNOWN', {
    tool: name,
    hint: near ? `Did you mean \`${near}\`?` : `It has ${names.join(', ') || 'no tools'}.`,
  });
}

async function argumentsOf(
  { tool, own, flags }: CallLine,
  entry: ToolEntry,
  context: CommandContext,
): Promise<Record<string, unknown>> {
  if (own.args === undefined) return flagsToArguments(tool, flags, entry.definition.inputSchema);
  if (flags.length > 0) throw usageError('Arguments given both as JSON and as options.', 'Use one of the two.');
  const given = parseJson('args', await jsonText(own.args, context));
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return given as Record<string, unknown>;
  throw usageError('`--args` is not a JSON object.', 'Write --args \'{"name": "value"}\'.');
}

async function jsonText(text: string, { stdin, cwd }: CommandContext): Promise<string> {
  if (text === '-') return readAll(stdin);
  if (!text.startsWith('@')) return text;
  const path = resolve(cwd, text.slice(1));
  return readFile(path, 'utf8').catch(() => {
    throw usageError(`${path} cannot be read.`, 'Use a file with one JSON object: --args @file.json.');
  });
}
