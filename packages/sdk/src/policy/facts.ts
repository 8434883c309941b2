import type { PluginManifest, ToolsFile } from '../plugin/types.ts';
import { componentsOf } from '../surface/index.ts';
import type { PluginFacts } from './judge.ts';

/** What a bundle itself says; who published it and when is for whoever has that. */
export type BundleFacts = {
  [Fact in 'access' | 'hosts' | 'folders' | 'components' | 'remotes']: NonNullable<PluginFacts[Fact]>;
};

/** Facts of a bundle. Tools count that a plugin has and does not list: a machine can switch them on. */
export function bundleFacts(manifest: PluginManifest, { connectors }: Pick<ToolsFile, 'connectors'>): BundleFacts {
  const uses = connectors.flatMap(({ folders }) => folders ?? []);
  const kinds = componentsOf(manifest).map(({ kind }) => kind);
  return {
    access: unique(connectors.flatMap(({ tools }) => tools.map(({ access }) => access))),
    hosts: unique(connectors.flatMap(({ hosts }) => hosts)),
    folders: unique(uses.flatMap(({ path, otherwise }) => (otherwise === undefined ? [path] : [path, otherwise]))),
    components: unique([...(connectors.length > 0 ? ['server'] : []), ...kinds]),
    remotes: remotesOf(manifest),
  };
}

function remotesOf({ extensions }: PluginManifest): string[] {
  const refs = Object.values(extensions['dev.rolekit'].connectors ?? {});
  return unique(refs.flatMap((ref) => ('url' in ref && URL.canParse(ref.url) ? [new URL(ref.url).origin] : [])));
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)].sort();
}
