import { type PluginId, parsePluginAddress } from '@rolekit/sdk/host';
import semver from 'semver';
import { usageError } from '../errors.ts';

/** A plugin with one version of it. @throws RK_USAGE for a channel, or for none */
export function exactVersion(address: string): { id: PluginId; version: string } {
  const { selector, ...id } = parsePluginAddress(address);
  if (semver.valid(selector) !== null) return { id, version: selector };
  const reason = `\`${address}\` does not name an exact version.`;
  throw usageError(reason, `Write ${id.namespace}/${id.name}@1.2.0: a channel may move.`);
}
