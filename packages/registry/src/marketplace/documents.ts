import type { BundleFile } from '@rolekit/sdk/bundle';
import type { MarketplaceEntry } from './marketplace-entries.ts';

export interface MarketplaceScope {
  /** What hosts call the marketplace: letters, digits, `-` and `_`. */
  name: string;
  publicUrl: string;
}

/** `.claude-plugin/marketplace.json`; Claude Code and Copilot read it, and Claude also by URL. */
export function claudeMarketplace(
  { name, publicUrl }: MarketplaceScope,
  entries: readonly MarketplaceEntry[],
): Record<string, unknown> {
  return {
    name,
    owner: { name },
    metadata: { description: `Role plugins of the registry ${name}` },
    plugins: entries.map((entry) => ({
      name: entry.name,
      source: sourceOf(publicUrl, entry),
      description: entry.description,
      version: entry.version,
      category: entry.category,
      ...(entry.keywords.length === 0 ? {} : { keywords: entry.keywords }),
      ...(entry.author === undefined ? {} : { author: entry.author }),
      ...(entry.homepage === undefined ? {} : { homepage: entry.homepage }),
      ...(entry.license === undefined ? {} : { license: entry.license }),
    })),
  };
}

/** `.agents/plugins/marketplace.json`, which Codex reads first. */
function codexMarketplace(
  { name, publicUrl }: MarketplaceScope,
  entries: readonly MarketplaceEntry[],
): Record<string, unknown> {
  return {
    name,
    interface: { displayName: name },
    plugins: entries.map((entry) => ({
      name: entry.name,
      source: sourceOf(publicUrl, entry),
      policy: { installation: 'AVAILABLE', authentication: 'ON_USE' },
      category: entry.category,
      description: entry.description,
      version: entry.version,
    })),
  };
}

function sourceOf(publicUrl: string, { namespace, name, version, commit }: MarketplaceEntry) {
  return { source: 'url', url: `${publicUrl}/git/${namespace}/${name}.git`, ref: `v${version}`, sha: commit };
}

/** The files of a marketplace repository: indexes only, no plugin. */
export function marketplaceFiles(
  scope: MarketplaceScope,
  entries: readonly MarketplaceEntry[],
  hidden: readonly MarketplaceEntry[],
): BundleFile[] {
  const file = (path: string, value: unknown) => ({ path, bytes: Buffer.from(`${JSON.stringify(value, null, 2)}\n`) });
  return [
    file('.agents/plugins/marketplace.json', codexMarketplace(scope, entries)),
    file('.claude-plugin/marketplace.json', claudeMarketplace(scope, entries)),
    { path: 'README.md', bytes: Buffer.from(readme(scope, entries, hidden)) },
  ];
}

function readme(
  { name, publicUrl }: MarketplaceScope,
  entries: readonly MarketplaceEntry[],
  hidden: readonly MarketplaceEntry[],
): string {
  const lines = [
    `# ${name}`,
    '',
    `Plugins of the registry at ${publicUrl}. This repository holds indexes only; each plugin has a repository of its own.`,
    '',
    ...entries.map((entry) => `- ${entry.namespace}/${entry.name} ${entry.version}`),
  ];
  if (hidden.length > 0) {
    lines.push(
      '',
      'Not listed: another namespace published a plugin of that name first. Add the marketplace of the namespace:',
      '',
    );
    lines.push(
      ...hidden.map(
        (entry) => `- ${entry.namespace}/${entry.name} ${entry.version}: ${publicUrl}/git/${entry.namespace}.git`,
      ),
    );
  }
  return `${lines.join('\n')}\n`;
}
