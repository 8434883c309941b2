import type { PolicyDocument } from '@rolekit/sdk/internal/policy';
import { extensionPattern } from './extension-pattern.ts';
import type { SettingsEntry } from './json-entries.ts';
import type { SettingsFile } from './settings-file.ts';

/** The hosts whose managed settings are written. */
export const MANAGED_HOSTS = ['claude', 'codex', 'copilot', 'gemini'] as const;
export type ManagedHost = (typeof MANAGED_HOSTS)[number];

/** The settings of one host, of keys that were seen to be kept. */
export interface HostSettings {
  host: ManagedHost;
  files: SettingsFile[];
  /** Rules that this host does not keep by itself, and what keeps them. */
  notKept: string[];
}

/** What a host's settings are made from. */
export interface CompanyRules {
  /** Address of the company's registry. */
  registry: string;
  /** What hosts call its marketplace of everything, where that is known. */
  marketplace: string | undefined;
  documents: readonly PolicyDocument[];
}

const OTHERS = 'Rules of versions, publishers, signatures, ages, network hosts, folders and kinds of tools';
const BY_SERVERS =
  'the registry leaves what is refused out of its git repositories, and each plugin’s server looks at the signed policy when it starts.';
/** Of hosts that know plugins by name at most. */
const NOT_BY_NAME = `${OTHERS}, and patterns of plugins: ${BY_SERVERS}`;

/** Settings with which a host takes plugins from the company's registry alone, and only what the policies allow. */
export function hostSettings(host: ManagedHost, rules: CompanyRules): HostSettings {
  const noHooks = rules.documents.some((document) => refusesHooks(document));
  const hooks = noHooks ? [`Hooks: ${host} has no setting that was seen to stop those of plugins.`] : [];
  const sources = marketplacesOf(rules).map((url) => ({ source: 'git', url }));
  const strict: SettingsEntry = { path: ['strictKnownMarketplaces'], value: sources };
  const off = pluginsOff(rules);
  switch (host) {
    case 'claude': {
      const entries = [
        strict,
        ...(noHooks ? [{ path: ['allowManagedHooksOnly'], value: true }] : []),
        ...off.names.map((name): SettingsEntry => ({ path: ['enabledPlugins', name], value: false })),
      ];
      const owns = isOffSwitch(rules, ([first, name, ...rest]) =>
        first === 'enabledPlugins' && rest.length === 0 ? name : undefined,
      );
      const file: SettingsFile = { path: '/etc/claude-code/managed-settings.json', format: 'json', entries, owns };
      return { host, files: [file], notKept: [NOT_BY_NAME, ...off.notKept] };
    }
    case 'codex': {
      const allowed = sources.flatMap(({ source, url }, index): SettingsEntry[] => {
        const table = ['marketplaces', 'allowed_sources', `company-${index + 1}`];
        return [
          { path: [...table, 'source'], value: source },
          { path: [...table, 'url'], value: url },
        ];
      });
      const requirements: SettingsFile = {
        path: '/etc/codex/requirements.toml',
        format: 'toml',
        entries: [
          ...(noHooks ? [{ path: ['allow_managed_hooks_only'], value: true }] : []),
          { path: ['marketplaces', 'restrict_to_allowed_sources'], value: true },
          ...allowed,
        ],
        owns: ([first, second]) => first === 'marketplaces' && second === 'allowed_sources',
      };
      const plugins: SettingsFile = {
        path: '/etc/codex/managed_config.toml',
        format: 'toml',
        entries: off.names.map((name): SettingsEntry => ({ path: ['plugins', name, 'enabled'], value: false })),
        owns: isOffSwitch(rules, ([first, name, last, ...rest]) =>
          first === 'plugins' && last === 'enabled' && rest.length === 0 ? name : undefined,
        ),
      };
      return { host, files: [requirements, plugins], notKept: [NOT_BY_NAME, ...off.notKept] };
    }
    case 'copilot': {
      const file: SettingsFile = {
        path: '/etc/github-copilot/managed-settings.json',
        format: 'json',
        entries: [strict],
        owns: () => false,
      };
      const single =
        '`enabledPlugins`: Copilot was seen not to keep it, so it is not written. The server of a forbidden plugin that is installed lists no tool, and says why.';
      return { host, files: [file], notKept: [NOT_BY_NAME, single, ...hooks] };
    }
    case 'gemini': {
      const pattern = extensionPattern(rules.registry, rules.documents);
      const file: SettingsFile = {
        path: '/etc/gemini-cli/settings.json',
        format: 'json',
        entries: [{ path: ['security', 'allowedExtensions'], value: [pattern] }],
        owns: () => false,
      };
      const all = '`admin.extensions.enabled`: Gemini was seen not to keep it in this file, so it is not written.';
      return { host, files: [file], notKept: [`${OTHERS}: ${BY_SERVERS}`, all, ...hooks] };
    }
  }
}

/** The marketplace of everything, and those of namespaces that every policy names. */
function marketplacesOf({ registry, documents }: CompanyRules): string[] {
  const named = namespacesOf(documents) ?? [];
  return [`${registry}/git/all.git`, ...named.map((namespace) => `${registry}/git/${namespace}.git`)];
}

/**
 * Forbidden plugins as hosts name them. In the marketplace of everything another namespace may have a plugin of that name, unless only
 * one is allowed.
 */
function pluginsOff({ marketplace, documents }: CompanyRules): { names: string[]; notKept: string[] } {
  const denied = documents.flatMap(({ plugins }) => plugins?.deny ?? []).filter((entry) => !entry.endsWith('*'));
  if (denied.length === 0) return { names: [], notKept: [] };
  if (marketplace === undefined) {
    const why =
      'the signed policy here does not say what hosts call the marketplace; fetch it with `rolekit policy sync`.';
    return { names: [], notKept: [`Plugins by name: ${why}`] };
  }
  const namespaces = namespacesOf(documents);
  const names = new Set<string>();
  const shared: string[] = [];
  for (const id of denied) {
    const [namespace = '', name = ''] = id.split('/');
    names.add(`${name}@${marketplace}-${namespace}`);
    if (namespaces?.length === 1 && namespaces[0] === namespace) names.add(`${name}@${marketplace}`);
    else shared.push(id);
  }
  const why = 'another namespace may have a plugin of that name, so that its server alone keeps it';
  const notKept = `In the marketplace ${marketplace}, ${shared.join(', ')}: ${why}.`;
  return { names: [...names].sort(), notKept: shared.length === 0 ? [] : [notKept] };
}

/** A plugin of the company's marketplaces that is switched off is the policy's; one that is switched on is somebody else's word. */
function isOffSwitch(
  { marketplace }: CompanyRules,
  pluginAt: (path: readonly string[]) => string | undefined,
): SettingsFile['owns'] {
  return (path, value) => {
    const at = pluginAt(path)?.split('@')[1];
    if (value !== false || marketplace === undefined || at === undefined) return false;
    return at === marketplace || at.startsWith(`${marketplace}-`);
  };
}

/** Namespaces that can be allowed; undefined when the policies do not list them by name. */
function namespacesOf(documents: readonly PolicyDocument[]): string[] | undefined {
  const lists = documents.flatMap(({ namespaces }) => (namespaces?.allow === undefined ? [] : [namespaces.allow]));
  const [first, ...rest] = lists.filter((list) => list.every((entry) => !entry.endsWith('*')));
  const denied = documents.flatMap(({ namespaces }) => namespaces?.deny ?? []);
  return first?.filter((name) => rest.every((list) => list.includes(name)) && !denied.includes(name));
}

function refusesHooks({ components }: PolicyDocument): boolean {
  if (components?.deny?.includes('hook') === true) return true;
  return components?.allow !== undefined && !components.allow.includes('hook');
}
