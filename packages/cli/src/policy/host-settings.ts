import type { PolicyDocument } from '@rolekit/sdk/internal/policy';

/** The hosts whose managed settings are written. */
export const MANAGED_HOSTS = ['claude', 'codex', 'copilot', 'gemini'] as const;
export type ManagedHost = (typeof MANAGED_HOSTS)[number];

/** The settings of one host, of keys that were seen to be kept. */
export interface HostSettings {
  host: ManagedHost;
  /** Where the host reads them. */
  path: string;
  /** JSON settings, or lines of TOML. */
  content: { json: Record<string, unknown> } | { toml: string };
  /** Rules that this host does not keep by itself. */
  notKept: string[];
}

const PATHS: Record<ManagedHost, string> = {
  claude: '/etc/claude-code/managed-settings.json',
  codex: '/etc/codex/requirements.toml',
  copilot: '/etc/github-copilot/managed-settings.json',
  gemini: '/etc/gemini-cli/settings.json',
};

const BY_REGISTRY =
  'Single plugins, versions, publishers, hosts, folders and kinds of tools: the registry leaves what is refused out of its git repositories, and servers look at the signed policy.';

/** Settings with which a host takes plugins from the company's registry alone, and only what the policies allow. */
export function hostSettings(host: ManagedHost, registry: string, documents: readonly PolicyDocument[]): HostSettings {
  const path = PATHS[host];
  const sources = marketplacesOf(registry, documents);
  const noHooks = documents.some((document) => refusesHooks(document));
  const sourcesAsGit = sources.map((url) => ({ source: 'git', url }));
  const hooks = noHooks ? [`Hooks: ${host} has no setting that was seen to stop those of plugins.`] : [];
  switch (host) {
    case 'claude': {
      const json = { strictKnownMarketplaces: sourcesAsGit, ...(noHooks ? { allowManagedHooksOnly: true } : {}) };
      return { host, path, content: { json }, notKept: [BY_REGISTRY] };
    }
    case 'codex': {
      const tables = sources.map(
        (url, index) =>
          `[marketplaces.allowed_sources.company-${index + 1}]\nsource = "git"\nurl = ${JSON.stringify(url)}\n`,
      );
      const head = noHooks ? 'allow_managed_hooks_only = true\n\n' : '';
      const toml = `${head}[marketplaces]\nrestrict_to_allowed_sources = true\n\n${tables.join('\n')}`;
      return { host, path, content: { toml }, notKept: [BY_REGISTRY] };
    }
    case 'copilot': {
      const json = { strictKnownMarketplaces: sourcesAsGit };
      const off = '`enabledPlugins`: Copilot was seen not to keep it, so it is not written.';
      return { host, path, content: { json }, notKept: [BY_REGISTRY, off, ...hooks] };
    }
    case 'gemini': {
      const json = { security: { allowedExtensions: [extensionPattern(registry, documents)] } };
      const off = '`admin.extensions.enabled`: Gemini was seen not to keep it in this file, so it is not written.';
      return { host, path, content: { json }, notKept: [BY_REGISTRY, off, ...hooks] };
    }
  }
}

/** The marketplace of everything, and those of namespaces that every policy names. */
function marketplacesOf(registry: string, documents: readonly PolicyDocument[]): string[] {
  const named = namespacesOf(documents) ?? [];
  return [`${registry}/git/all.git`, ...named.map((namespace) => `${registry}/git/${namespace}.git`)];
}

/** Namespaces that can be allowed; undefined when the policies do not list them by name. */
function namespacesOf(documents: readonly PolicyDocument[]): string[] | undefined {
  const lists = documents.flatMap(({ namespaces }) => (namespaces?.allow === undefined ? [] : [namespaces.allow]));
  const [first, ...rest] = lists.filter((list) => list.every((entry) => !entry.endsWith('*')));
  const denied = documents.flatMap(({ namespaces }) => namespaces?.deny ?? []);
  return first?.filter((name) => rest.every((list) => list.includes(name)) && !denied.includes(name));
}

function extensionPattern(registry: string, documents: readonly PolicyDocument[]): string {
  const named = namespacesOf(documents);
  const namespace = named === undefined ? '[a-z0-9-]+' : `(?:${named.join('|')})`;
  const denied = documents.flatMap(({ plugins }) => plugins?.deny ?? []).filter((entry) => !entry.endsWith('*'));
  const without = denied.length === 0 ? '' : `(?!(?:${denied.join('|')})\\.git$)`;
  return `^${registry.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}/git/${without}${namespace}/[a-z0-9-]+\\.git$`;
}

function refusesHooks({ components }: PolicyDocument): boolean {
  if (components?.deny?.includes('hook') === true) return true;
  return components?.allow !== undefined && !components.allow.includes('hook');
}
