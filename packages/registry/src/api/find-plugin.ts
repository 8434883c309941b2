import { nearest } from '@rolekit/sdk/internal/texts';
import { RegistryError } from '../errors.ts';
import type { CatalogueReads, FullVersion, StoredPlugin } from '../store/catalogue.ts';
import { withheldError } from '../store/withheld-error.ts';
import type { PluginParams, VersionParams } from './openapi-document.ts';

/**
 * @throws RK_PLUGIN_UNKNOWN, with names that are near
 * @throws RK_VERSION_QUARANTINED, RK_VERSION_TAKEN_DOWN when none of its versions is served
 */
export async function findPlugin(catalogue: CatalogueReads, namespace: string, name: string): Promise<StoredPlugin> {
  const plugin = await catalogue.plugin(namespace, name);
  if (plugin !== undefined) return plugin;
  const withheld = (await catalogue.withheldVersions(namespace, name)).at(-1);
  if (withheld?.withheld) throw withheldError(withheld, withheld.withheld.state, withheld.withheld.reason);
  throw new RegistryError('RK_PLUGIN_UNKNOWN', {
    plugin: `${namespace}/${name}`,
    hint: await hintFor(catalogue, namespace, name),
  });
}

/** @throws RK_PLUGIN_UNKNOWN, RK_VERSION_UNKNOWN, RK_VERSION_QUARANTINED, RK_VERSION_TAKEN_DOWN */
export async function findVersion(
  catalogue: CatalogueReads,
  { namespace, name, version }: VersionParams,
): Promise<FullVersion> {
  const found = await catalogue.version(namespace, name, version);
  if (found !== undefined) return found;
  const recorded = await catalogue.recorded(namespace, name, version);
  if (recorded?.withheld) throw withheldError(recorded, recorded.withheld.state, recorded.withheld.reason);
  const plugin = await findPlugin(catalogue, namespace, name);
  const versions = await catalogue.versions(namespace, name);
  const last = versions.slice(-3).map((row) => row.version);
  const hint =
    version === 'latest'
      ? `It has no stable version yet; name one: ${last.join(', ')}.`
      : `It has ${plugin.latest === null ? '' : `latest (${plugin.latest}), `}${last.join(', ')}.`;
  throw new RegistryError('RK_VERSION_UNKNOWN', { plugin: `${namespace}/${name}`, version, hint });
}

async function hintFor(catalogue: CatalogueReads, namespace: string, name: string): Promise<string> {
  const other = await catalogue.plugins({ text: name, limit: 3 }).catch(() => undefined);
  const names = (other?.plugins ?? []).map((plugin) => `${plugin.namespace}/${plugin.name}`);
  if (names.length > 0) return `Did you mean ${names.join(' or ')}?`;
  const own = (await catalogue.plugins({ namespace, limit: 100 })).plugins.map((plugin) => plugin.name);
  const near = nearest(name, own);
  if (near !== undefined) return `Did you mean ${namespace}/${near}?`;
  return own.length > 0
    ? `The namespace has ${own.slice(0, 3).join(', ')}.`
    : 'Search for it with `rolekit search`, or at /v1/plugins?q=. A private one is there for who is signed in: `rolekit login`.';
}

/** What an answer about a plugin depends on. */
export function tagsOf({ namespace, name }: PluginParams): string[] {
  return [`plugin:${namespace}/${name}`];
}
