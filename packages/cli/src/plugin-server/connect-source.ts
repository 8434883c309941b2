import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CommandContext } from '../command.ts';
import { connectorSources } from '../connectors.ts';
import { shellWord } from '../shell-word.ts';

/**
 * Completes what a plugin's server advises: it knows its connector, but not where the command was started, from where `connect`
 * finds a connector of another folder only with `--from`.
 *
 * @param what folder or archive of the plugin, as typed; a published one is found by its name
 */
export async function connectAdvice(
  what: string,
  { cwd }: Pick<CommandContext, 'cwd'>,
): Promise<(text: string) => string> {
  if (!existsSync(resolve(cwd, what))) return (text) => text;
  const known = new Set((await connectorSources(cwd)).map(({ name }) => name));
  return (text) =>
    text.replaceAll(/\brolekit connect ([a-z][a-z0-9-]*)(?![\w-])(?! --from)/g, (command, name: string) =>
      known.has(name) ? command : `${command} --from ${shellWord(what)}`,
    );
}
