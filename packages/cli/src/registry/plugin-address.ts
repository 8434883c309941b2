import { type PluginAddress, parsePluginAddress } from '@rolekit/sdk/host';
import { usageError } from '../errors.ts';
import { shellWord } from '../shell-word.ts';

/**
 * The plugin that an argument names.
 *
 * @throws RK_USAGE for a name alone, and for an address of the web, with the name and the registry in it; RK_INVALID_REQUEST
 */
export function pluginAddress(text: string, command: string): PluginAddress {
  if (/^[a-z0-9][a-z0-9-]*$/.test(text))
    throw usageError(`\`${text}\` lacks a namespace.`, `Write namespace/${text}; \`rolekit search ${text}\` finds it.`);
  if (!URL.canParse(text) || !/^https?:/.test(text)) return parsePluginAddress(text);
  const { origin, pathname } = new URL(text);
  const [plugin] = /[^/]+\/[^/]+$/.exec(pathname.replace(/^\/git\//, '/').replace(/(?:\.git)?\/?$/, '')) ?? [];
  const line = ['rolekit', command, shellWord(plugin ?? 'namespace/name'), '--registry', shellWord(origin)].join(' ');
  throw usageError('A plugin is named namespace/name, not by a URL.', `Write \`${line}\`.`);
}
