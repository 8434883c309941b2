/** What to type, or where to put what, to install one plugin in one host. */
export interface InstallLines {
  host: 'codex' | 'claude' | 'copilot' | 'gemini' | 'vscode';
  title: string;
  /** One line says where these go. */
  hint: string;
  lines: string[];
}

export interface InstallTarget {
  /** Where clients reach the registry. */
  registryUrl: string;
  /** Name of the marketplace of everything. @default 'rolekit' */
  name?: string;
  namespace: string;
  plugin: string;
  /** True when another namespace's plugin has this name in the marketplace of everything. @default false */
  hidden?: boolean;
}

/**
 * The lines that install a plugin, host by host; the pages and the command line show the same.
 *
 * @example installLines({ registryUrl: 'http://127.0.0.1:4873', namespace: 'rolekit', plugin: 'sales' })
 */
export function installLines({
  registryUrl,
  name = 'rolekit',
  namespace,
  plugin,
  hidden = false,
}: InstallTarget): InstallLines[] {
  const base = registryUrl.replace(/\/+$/, '');
  const index = `${base}/git/${hidden ? namespace : 'all'}.git`;
  const id = `${plugin}@${hidden ? `${name}-${namespace}` : name}`;
  const terminal = 'In a terminal';
  return [
    {
      host: 'codex',
      title: 'Codex',
      hint: terminal,
      lines: [`codex plugin marketplace add ${index}`, `codex plugin add ${id}`],
    },
    {
      host: 'claude',
      title: 'Claude Code',
      hint: terminal,
      lines: [`claude plugin marketplace add ${index}`, `claude plugin install ${id}`],
    },
    {
      host: 'copilot',
      title: 'Copilot CLI',
      hint: terminal,
      lines: [`copilot plugin marketplace add ${index}`, `copilot plugin install ${id}`],
    },
    {
      host: 'gemini',
      title: 'Gemini CLI',
      hint: terminal,
      lines: [`gemini extensions install ${base}/git/${namespace}/${plugin}.git --consent`],
    },
    {
      host: 'vscode',
      title: 'VS Code',
      hint: 'In settings.json',
      lines: [`"chat.plugins.marketplaces": ["${index}"],`, `"chat.mcp.gallery.serviceUrl": "${base}"`],
    },
  ];
}
