// Components as hosts list them, each in one line: `<kind> <plugin>:<name>`.

/** What a host calls its lists, and our word for what is in them; a list that is not named here goes by its own name. */
const KINDS: Record<string, string> = {
  agents: 'agent',
  apps: 'app',
  contextFiles: 'context',
  excludeTools: 'excluded tool',
  hooks: 'hook',
  instructions: 'context',
  mcpServers: 'server',
  'lsp servers': 'lsp',
  'mcp servers': 'server',
  mcp_servers: 'server',
  plugins: 'plugin',
  rules: 'policy',
  skills: 'skill',
  slash_commands: 'command',
  themes: 'theme',
};

type Named = { name?: string; id?: string; key?: string; eventName?: string };

/** The lines of all lists in an answer, but for `others`: fields that list no components. A name may carry its plugin. */
export function componentsIn(answer: object, others: readonly string[] = [], plugin?: string): string[] {
  return Object.entries(answer)
    .filter(([key]) => !others.includes(key))
    .flatMap(([key, list]) => namesIn(list).map((name) => component(KINDS[key] ?? key, name, plugin)));
}

export function component(kind: string, name: string, plugin?: string): string {
  const isOwned = plugin === undefined || name.startsWith(`${plugin}:`);
  return isOwned ? `${kind} ${name}` : `${kind} ${plugin}:${name}`;
}

function namesIn(list: unknown): string[] {
  if (list === null || list === undefined || list === false) return [];
  if (Array.isArray(list)) return list.map((entry: string | Named) => nameOf(entry));
  return typeof list === 'object' ? Object.keys(list) : [String(list)];
}

function nameOf(entry: string | Named): string {
  if (typeof entry === 'string') return entry;
  return entry.name ?? entry.eventName ?? entry.id ?? entry.key ?? JSON.stringify(entry);
}

/** What is in `after` and was not in `before`: once each, sorted. */
export function added(before: readonly string[], after: readonly string[]): string[] {
  const known = new Set(before);
  return [...new Set(after)].filter((line) => !known.has(line)).sort();
}
