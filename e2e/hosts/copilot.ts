// Copilot CLI. Its headless server, which its SDK uses, opens a session without an account and executes tools in it.

import { component } from './components.ts';
import type { Home } from './home.ts';
import { type Host, jsonIn, type PluginAddress } from './host.ts';
import { hostCommand } from './install.ts';
import { JsonRpc } from './json-rpc.ts';
import { runProgram } from './processes.ts';

type PluginRow = { name: string; marketplace: string; version: string; enabled: boolean };
type SkillRow = { name: string; source: string; enabled: boolean };
type ServerRow = { name: string; source: string; sourcePlugin?: string; status: string; error?: string };
type ToolRow = { name: string; mcpServerName?: string; mcpToolName?: string };
type ExecuteResult = { textResultForLlm?: string; resultType?: string; error?: string };

const HEADLESS = ['--headless', '--stdio', '--no-auto-update', '--no-auto-login', '--log-level', 'error'];

/** Opens a session in a headless server and ends the server after its use. */
export async function copilotServer<Result>(
  home: Home,
  use: (rpc: JsonRpc, sessionId: string) => Promise<Result>,
): Promise<Result> {
  const rpc = new JsonRpc(hostCommand('copilot'), HEADLESS, home, 'headers');
  try {
    await rpc.request('connect');
    const { sessionId } = await rpc.request<{ sessionId: string }>('session.create', {
      clientName: 'rolekit-e2e',
      workingDirectory: home.cwd,
      enableConfigDiscovery: true,
    });
    return await use(rpc, sessionId);
  } finally {
    await rpc.close();
  }
}

export function copilot(home: Home): Host {
  const run = (...args: string[]) => runProgram(hostCommand('copilot'), args, home);

  const withSession = <Result>(use: (rpc: JsonRpc, sessionId: string) => Promise<Result>) => copilotServer(home, use);

  async function servers(rpc: JsonRpc, sessionId: string, { plugin }: PluginAddress): Promise<ServerRow[]> {
    const list = await rpc.request<{ servers: ServerRow[] }>('session.mcp.list', { sessionId });
    return list.servers.filter((row) => row.source === 'plugin' && row.sourcePlugin === plugin);
  }

  return {
    async addMarketplace({ marketplaceUrl }) {
      const { stdout } = await run('plugin', 'marketplace', 'add', marketplaceUrl);
      const name = /Marketplace "([^"]+)" added/.exec(stdout)?.[1];
      if (!name) throw new Error(`Copilot names no marketplace: ${stdout}`);
      return name;
    },

    async install({ plugin, marketplace }) {
      await run('plugin', 'install', `${plugin}@${marketplace}`);
    },

    async status(address) {
      const plugins = jsonIn((await run('plugin', 'list', '--json')).stdout) as PluginRow[];
      const plugin = plugins.find((row) => row.name === address.plugin && row.marketplace === address.marketplace);
      if (!plugin?.enabled) throw new Error(`Copilot does not list ${address.plugin} as enabled`);
      const skills = jsonIn((await run('skill', 'list', '--json')).stdout) as SkillRow[];
      return withSession(async (rpc, sessionId) => {
        const rows = await servers(rpc, sessionId, address);
        const tools: string[] = [];
        for (const row of rows.filter(({ status }) => status === 'connected')) {
          const params = { sessionId, serverName: row.name };
          const answer = await rpc.request<{ tools: { name: string }[] }>('session.mcp.listTools', params);
          tools.push(...answer.tools.map(({ name }) => name));
        }
        return {
          version: plugin.version,
          skills: skills
            .filter((skill) => skill.source === 'plugin' && skill.enabled)
            .map(({ name }) => name)
            .sort(),
          servers: rows.map((row) => ({
            name: row.name,
            connected: row.status === 'connected',
            detail: row.error ?? row.status,
          })),
          tools: tools.sort(),
        };
      });
    },

    call(address, tool, args) {
      return withSession(async (rpc, sessionId) => {
        const own = new Set((await servers(rpc, sessionId, address)).map(({ name }) => name));
        await rpc.request('session.tools.initializeAndValidate', { sessionId });
        const offered = await rpc.request<{ tools?: ToolRow[] }>('session.tools.getCurrentMetadata', { sessionId });
        const match = offered.tools?.find((row) => row.mcpToolName === tool && own.has(row.mcpServerName ?? ''));
        if (!match) throw new Error(`Copilot offers no tool ${tool}`);
        const execution = { sessionId, name: match.name, arguments: args };
        const result = await rpc.request<ExecuteResult>('session.tools.execute', execution);
        const text = [result.textResultForLlm, result.error].filter((part) => part !== undefined).join('\n');
        return { isError: result.resultType !== 'success', text };
      });
    },

    async update({ plugin, marketplace }) {
      await run('plugin', 'marketplace', 'update', marketplace);
      await run('plugin', 'update', `${plugin}@${marketplace}`);
    },

    components() {
      return withSession(async (rpc, sessionId) => {
        const lines: string[] = [];
        for (const [kind, method, list] of LISTS) {
          const params = method.startsWith('session.') ? { sessionId } : { projectPaths: [home.cwd] };
          const rows = (await rpc.request<Record<string, Row[]>>(method, params))[list] ?? [];
          // a skill is listed among the commands too
          const own = rows.filter((row) => row.kind !== 'skill');
          lines.push(...own.map((row) => component(kind, nameOf(row), row.sourcePlugin)));
        }
        return lines;
      });
    },
  };
}

type Row = {
  name?: string;
  commandName?: string;
  id?: string;
  hookType?: string;
  kind?: string;
  source?: string;
  sourcePlugin?: string;
};

function nameOf(row: Row): string {
  if (row.hookType !== undefined) return `${row.source?.split('@')[0]}:${row.hookType}`;
  return row.commandName ?? row.name ?? row.id ?? JSON.stringify(row);
}

const LISTS = [
  ['hook', 'hooks.discover', 'hooks'],
  ['skill', 'skills.discover', 'skills'],
  ['agent', 'agents.discover', 'agents'],
  ['context', 'instructions.discover', 'sources'],
  ['server', 'mcp.discover', 'servers'],
  ['plugin', 'session.plugins.list', 'plugins'],
  ['skill', 'session.skills.list', 'skills'],
  ['server', 'session.mcp.list', 'servers'],
  ['command', 'session.commands.list', 'commands'],
  ['agent', 'session.agent.list', 'agents'],
  ['extension', 'session.extensions.list', 'extensions'],
] as const;
