import type { BundleFile } from '@rolekit/sdk/bundle';
import { listed, type MarketplaceEntry } from './marketplace-entries.ts';

export interface MarketplaceScope {
  /** What hosts call the marketplace: letters, digits, `-` and `_`. */
  name: string;
  publicUrl: string;
}

type Render = (entry: MarketplaceEntry) => string;

/**
 * The indexes of one marketplace as hosts read them. The text of an entry is made once, so that one more plugin costs the
 * joining of texts and no more.
 */
export class Documents {
  readonly #scope: MarketplaceScope;
  readonly #claude: Render;
  readonly #codex: Render;

  constructor(scope: MarketplaceScope) {
    this.#scope = scope;
    this.#claude = onceEach((entry) => textOf(claudePlugin(scope, entry)));
    this.#codex = onceEach((entry) => textOf(codexPlugin(scope, entry)));
  }

  /** `.claude-plugin/marketplace.json`; Claude Code and Copilot read it, and Claude also by URL. */
  claude(entries: Iterable<MarketplaceEntry>): string {
    return this.#claudeOf(listed(entries).shown);
  }

  /** The files of a marketplace repository: indexes only, no plugin. */
  files(entries: Iterable<MarketplaceEntry>): BundleFile[] {
    const { name } = this.#scope;
    const { shown, hidden } = listed(entries);
    const codex = document({ name, interface: { displayName: name } }, shown.map(this.#codex));
    return [
      { path: '.agents/plugins/marketplace.json', bytes: Buffer.from(codex) },
      { path: '.claude-plugin/marketplace.json', bytes: Buffer.from(this.#claudeOf(shown)) },
      { path: 'README.md', bytes: Buffer.from(readme(this.#scope, shown, hidden)) },
    ];
  }

  #claudeOf(shown: readonly MarketplaceEntry[]): string {
    const { name } = this.#scope;
    const head = { name, owner: { name }, metadata: { description: `Role plugins of the registry ${name}` } };
    return document(head, shown.map(this.#claude));
  }
}

function onceEach(render: Render): Render {
  const texts = new WeakMap<MarketplaceEntry, string>();
  return (entry) => {
    let text = texts.get(entry);
    if (text === undefined) {
      text = render(entry);
      texts.set(entry, text);
    }
    return text;
  };
}

function claudePlugin({ publicUrl }: MarketplaceScope, entry: MarketplaceEntry): Record<string, unknown> {
  return {
    name: entry.name,
    source: sourceOf(publicUrl, entry),
    description: entry.description,
    version: entry.version,
    category: entry.category,
    ...(entry.keywords.length === 0 ? {} : { keywords: entry.keywords }),
    ...(entry.author === undefined ? {} : { author: entry.author }),
    ...(entry.homepage === undefined ? {} : { homepage: entry.homepage }),
    ...(entry.license === undefined ? {} : { license: entry.license }),
  };
}

/** Of `.agents/plugins/marketplace.json`, which Codex reads first. */
function codexPlugin({ publicUrl }: MarketplaceScope, entry: MarketplaceEntry): Record<string, unknown> {
  return {
    name: entry.name,
    source: sourceOf(publicUrl, entry),
    policy: { installation: 'AVAILABLE', authentication: 'ON_USE' },
    category: entry.category,
    description: entry.description,
    version: entry.version,
  };
}

function sourceOf(publicUrl: string, { namespace, name, version, commit }: MarketplaceEntry) {
  return { source: 'url', url: `${publicUrl}/git/${namespace}/${name}.git`, ref: `v${version}`, sha: commit };
}

/** A member of the list `plugins`, as deep as it lies there. */
function textOf(plugin: Record<string, unknown>): string {
  return `    ${JSON.stringify(plugin, null, 2).replaceAll('\n', '\n    ')}`;
}

/** As `JSON.stringify` writes it with two spaces. */
function document(head: Record<string, unknown>, plugins: readonly string[]): string {
  const text = JSON.stringify(head, null, 2).slice(0, -'\n}'.length);
  const list = plugins.length === 0 ? '[]' : `[\n${plugins.join(',\n')}\n  ]`;
  return `${text},\n  "plugins": ${list}\n}\n`;
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
