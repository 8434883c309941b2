import type { Finding } from '../finding.ts';
import { isPrivateHost } from '../http/request/allowed-hosts.ts';
import type { PluginManifest } from '../plugin/types.ts';

/**
 * Finds remote servers on this machine or in a private network: a host would connect to them from every user's machine.
 *
 * @param allowed Origins that the registry's operator lists. Unknown (a build), such a server is only a warning: whether
 *   it can be published is for the registry to say.
 */
export function checkRemotes(manifest: PluginManifest, allowed: readonly string[] | undefined): Finding[] {
  const refs = Object.entries(manifest.extensions['dev.rolekit'].connectors ?? {});
  return refs.flatMap(([name, ref]): Finding[] => {
    if (!('url' in ref)) return [];
    const { origin, hostname } = new URL(ref.url);
    if (!isPrivateHost(hostname) || allowed?.includes(origin)) return [];
    return [
      {
        code: 'manifest/private-address',
        severity: allowed === undefined ? 'warning' : 'error',
        message: `The remote connector "${name}" is at ${hostname}, a private address.`,
        file: 'plugin.json',
        fix: `Use an address on the internet, or have the registry's operator allow it: rolekit registry --allow-remote ${origin}`,
      },
    ];
  });
}
