import type { PublishedVersion } from '../store/catalogue.ts';

/** One plugin as the indexes of the hosts show it. */
export interface MarketplaceEntry {
  namespace: string;
  name: string;
  version: string;
  description: string;
  displayName: string;
  category: string;
  keywords: string[];
  author: { name: string; email?: string; url?: string } | undefined;
  homepage: string | undefined;
  license: string | undefined;
  commit: string;
  /** Event of the plugin's first publication: who came first owns a name that two namespaces use. */
  firstSeq: number;
}

export function entryOf(version: PublishedVersion, firstSeq: number): MarketplaceEntry {
  const { manifest } = version;
  const shown = manifest.extensions['dev.rolekit'].interface;
  return {
    namespace: version.namespace,
    name: version.name,
    version: version.version,
    description: manifest.description,
    displayName: shown?.displayName ?? manifest.name,
    category: shown?.category ?? 'Productivity',
    keywords: manifest.keywords ?? [],
    author: manifest.author,
    homepage: manifest.homepage,
    license: manifest.license,
    commit: version.commit,
    firstSeq,
  };
}
