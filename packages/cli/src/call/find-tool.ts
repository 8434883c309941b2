import { resolve } from 'node:path';
import { nearest } from '@rolekit/sdk/internal/texts';
import type { ToolEntry, ToolsFile } from '@rolekit/sdk/plugin';
import type { CommandContext } from '../command.ts';
import { connectorSources, isPluginFolder } from '../connectors.ts';
import { CliError, usageError } from '../errors.ts';
import { upward } from '../project-folder.ts';
import type { CallLine } from './command-line.ts';

/**
 * Finds the plugin of a call: `--plugin`, `--connector`, the plugin in this folder, or the connector of the tool's name.
 *
 * @throws RK_USAGE
 */
export async function findTarget({ tool, own }: CallLine, { cwd }: CommandContext): Promise<string> {
  if (own.plugin !== undefined) return own.plugin;
  const prefix = tool.split('_')[0] ?? tool;
  if (own.connector !== undefined && isPluginFolder(resolve(cwd, own.connector))) return own.connector;
  const sources = await connectorSources(cwd);
  const name = own.connector ?? prefix;
  const source = sources.find((source) => source.name === name);
  const here = own.connector === undefined ? upward(cwd).find(isPluginFolder) : undefined;
  const found = here ?? source?.dir;
  if (found !== undefined) return found;
  const near = nearest(
    name,
    sources.map((source) => source.name),
  );
  throw usageError(
    `No plugin here has a connector \`${name}\`.`,
    near
      ? `Did you mean the connector \`${near}\`?`
      : 'Name the plugin: --plugin <dir>, or --plugin namespace/name with --registry.',
  );
}

/** @throws RK_TOOL_UNKNOWN */
export function findTool(name: string, tools: ToolsFile): ToolEntry {
  const entries = tools.connectors.flatMap((connector) => connector.tools);
  const entry = entries.find((tool) => tool.definition.name === name);
  if (entry) return entry;
  const names = entries.map((tool) => tool.definition.name);
  if (name === '') throw usageError('No tool given.', `Name one of ${names.join(', ') || 'no tools'}.`);
  const near = nearest(name, names);
  throw new CliError('RK_TOOL_UNKNOWN', {
    tool: name,
    hint: near ? `Did you mean \`${near}\`?` : `It has ${names.join(', ') || 'no tools'}.`,
  });
}
