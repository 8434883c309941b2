// Claude Code. `mcp list` connects to every server; no command calls a tool without a model.

import { componentsIn } from './components.ts';
import type { Home } from './home.ts';
import { type Host, jsonIn, type PluginAddress } from './host.ts';
import { hostCommand } from './install.ts';
import { callTool, fillPlaceholders, type ServerCommand, toolNames, withInstalledServer } from './installed-server.ts';
import { runProgram, tryProgram } from './processes.ts';

type PluginRow = {
  id: string;
  version: string;
  enabled: boolean;
  installPath: string;
  errors?: unknown[];
  mcpServers?: Record<string, ServerCommand>;
};

export type Validation = { success: boolean; errors: string[]; warnings: string[] };

export function claude(home: Home): Host {
  const run = (...args: string[]) => runProgram(hostCommand('claude'), args, home);

  async function installed({ plugin, marketplace }: PluginAddress): Promise<PluginRow> {
    const rows = jsonIn((await run('plugin', 'list', '--json')).stdout) as PluginRow[];
    const row = rows.find(({ id, enabled }) => id === `${plugin}@${marketplace}` && enabled);
    if (!row) throw new Error(`Claude Code does not list ${plugin}@${marketplace} as installed and enabled`);
    if (row.errors?.length) throw new Error(`Claude Code has errors for ${row.id}: ${JSON.stringify(row.errors)}`);
    return row;
  }

  const serversOf = (row: PluginRow): ServerCommand[] =>
    Object.values(row.mcpServers ?? {}).map((server) =>
      fillPlaceholders(server, { CLAUDE_PLUGIN_ROOT: row.installPath, CLAUDE_PROJECT_DIR: home.cwd }),
    );

  return {
    async addMarketplace({ marketplaceUrl }) {
      const { stdout } = await run('plugin', 'marketplace', 'add', marketplaceUrl);
      const name = /added marketplace: (\S+)/i.exec(stdout)?.[1];
      if (!name) throw new Error(`Claude Code names no marketplace: ${stdout}`);
      return name;
    },

    async install({ plugin, marketplace }) {
      await run('plugin', 'install', `${plugin}@${marketplace}`);
    },

    async status(address) {
      const row = await installed(address);
      const details = (await run('plugin', 'details', address.plugin)).stdout;
      const connections = (await run('mcp', 'list')).stdout;
      const lines = [...connections.matchAll(/^plugin:([^:\s]+):([^:\s]+): .* - (.*)$/gm)];
      const tools = await Promise.all(serversOf(row).map((server) => withInstalledServer(server, home, toolNames)));
      return {
        version: row.version,
        skills: inventory(details, 'Skills'),
        servers: lines
          .filter(([, plugin]) => plugin === address.plugin)
          .map(([, , name = '', detail = '']) => ({ name, connected: /^\W*connected/i.test(detail), detail })),
        tools: tools.flat().sort(),
      };
    },

    async call(address, tool, args) {
      const [server] = serversOf(await installed(address));
      if (!server) throw new Error(`Claude Code knows no server of ${address.plugin}`);
      return withInstalledServer(server, home, (client) => callTool(client, tool, args));
    },

    async update({ plugin, marketplace }) {
      await run('plugin', 'marketplace', 'update', marketplace);
      await run('plugin', 'update', `${plugin}@${marketplace}`);
    },

    async components() {
      // It says what the session holds before it finds that nobody is logged in.
      const { stdout } = await tryProgram(hostCommand('claude'), SESSION, home);
      const opening = stdout.split('\n').find((line) => line.includes('"subtype":"init"'));
      const { skills, slash_commands, ...session } = JSON.parse(opening ?? '') as Session;
      const lists = Object.fromEntries(Object.entries(session).filter(([key]) => LISTS.includes(key)));
      const commands = slash_commands.filter((name) => !skills.includes(name));
      const lines = componentsIn({ ...lists, skills, slash_commands: commands }).map((line) =>
        line.replace('server plugin:', 'server '),
      );
      const rows = jsonIn((await run('plugin', 'list', '--json')).stdout) as PluginRow[];
      for (const { id } of rows) {
        const [plugin] = id.split('@') as [string];
        const details = (await run('plugin', 'details', id)).stdout;
        const counted = [...details.matchAll(/^ {2}(\w[\w ]*) \((?!0\))\d+\)/gm)].map(([, label = '']) => label);
        const inventories = counted.map((label) => [label.toLowerCase(), inventory(details, label)]);
        lines.push(...componentsIn(Object.fromEntries(inventories), [], plugin));
      }
      return lines;
    },
  };
}

const SESSION = ['-p', 'hello', '--output-format', 'stream-json', '--verbose'];

type Session = { skills: string[]; slash_commands: string[] };

// what the session lists beside skills and commands
const LISTS = ['mcp_servers', 'agents', 'plugins', 'output_style', 'model'];

/** What `claude plugin validate` says of a built plugin folder. */
export async function claudeValidate(home: Home, folder: string): Promise<Validation> {
  const { stdout } = await tryProgram(hostCommand('claude'), ['plugin', 'validate', folder, '--json'], home);
  type Part = { errors?: { message: string }[]; warnings?: { message: string }[] };
  const report = jsonIn(stdout) as { success: boolean; manifest?: Part; contents?: Part[] };
  const parts = [report.manifest, ...(report.contents ?? [])].filter((part) => part != null);
  const messages = (kind: 'errors' | 'warnings') =>
    parts.flatMap((part) => part[kind] ?? []).map(({ message }) => message);
  return { success: report.success, errors: messages('errors'), warnings: messages('warnings') };
}

/** The names on a line such as `  Skills (2)  one, two`. */
function inventory(details: string, label: string): string[] {
  // a note may follow the names: `MCP servers (1)  sales  (tool schemas …)`
  const line = new RegExp(`^ *${label} \\(\\d+\\) +(.*?)(?:  \\(.*)?$`, 'm').exec(details)?.[1] ?? '';
  return line
    .split(/[,\s]+/)
    .filter((name) => name !== '')
    .sort();
}
