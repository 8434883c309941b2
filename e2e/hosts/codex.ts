// Codex. Its app server, which its own editors use, connects to MCP servers and calls their tools without a model.

import { component, componentsIn } from './components.ts';
import type { Home } from './home.ts';
import { type Host, jsonIn, type PluginAddress, type ToolAnswer } from './host.ts';
import { hostCommand } from './install.ts';
import { JsonRpc, type OnRequest } from './json-rpc.ts';
import { runProgram } from './processes.ts';

type ServerRow = {
  name: string;
  pluginId: string | null;
  serverInfo: { name: string; version: string } | null;
  tools: Record<string, unknown>;
  toolsError?: string | null;
};
type Page = { data: ServerRow[]; nextCursor: string | null };
type SkillList = { data: { skills: { name: string; pluginId?: string | null; enabled: boolean }[] }[] };
type Marketplaces = { marketplaces: { path: string; plugins: { name: string; installed: boolean }[] }[] };
type HookList = { data: { hooks: { eventName: string; pluginId: string | null }[] }[] };
type InstalledList = { installed: { pluginId: string; version: string; enabled: boolean }[] };
type CallResult = { content?: { text?: string }[]; structuredContent?: unknown; isError?: boolean | null };

// A model provider at a closed port: a thread can be opened, which holds the MCP connections, and can say nothing.
const NO_MODEL = [
  ['-c', 'model_provider="none"'],
  ['-c', 'model_providers.none={name="none",base_url="http://127.0.0.1:9/v1",wire_api="responses"}'],
].flat();

export type Codex = Host & {
  /** Calls a tool as an editor does whose person can be asked; `asked` answers what the app server asks for. */
  callAsking(
    address: PluginAddress,
    tool: string,
    args: Record<string, unknown>,
    asked: OnRequest,
    abandoned?: Promise<unknown>,
  ): Promise<ToolAnswer | undefined>;
};

export function codex(home: Home): Codex {
  const run = (...args: string[]) => runProgram(hostCommand('codex'), args, home);
  const idOf = ({ plugin, marketplace }: PluginAddress) => `${plugin}@${marketplace}`;

  async function withAppServer<Result>(use: (rpc: JsonRpc) => Promise<Result>, asked?: OnRequest): Promise<Result> {
    const rpc = new JsonRpc(hostCommand('codex'), [...NO_MODEL, 'app-server'], home, 'lines', asked);
    try {
      await rpc.request('initialize', { clientInfo: { name: 'rolekit-e2e', version: '0.0.0' } });
      rpc.notify('initialized');
      return await use(rpc);
    } finally {
      await rpc.close();
    }
  }

  async function servers(rpc: JsonRpc, address: PluginAddress): Promise<ServerRow[]> {
    return (await allServers(rpc)).filter((row) => row.pluginId === idOf(address));
  }

  async function allServers(rpc: JsonRpc): Promise<ServerRow[]> {
    const rows: ServerRow[] = [];
    let cursor: string | null = null;
    do {
      const page: Page = await rpc.request<Page>('mcpServerStatus/list', cursor === null ? {} : { cursor });
      rows.push(...page.data);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return rows;
  }

  async function callTool(
    rpc: JsonRpc,
    address: PluginAddress,
    tool: string,
    args: Record<string, unknown>,
    approvalPolicy: 'never' | 'on-request',
  ): Promise<ToolAnswer> {
    const server = (await servers(rpc, address)).find((row) => tool in row.tools);
    if (!server) throw new Error(`Codex lists no tool ${tool}`);
    const thread = await rpc.request<{ thread: { id: string } }>('thread/start', {
      ephemeral: true,
      approvalPolicy,
      sandbox: 'read-only',
      cwd: home.cwd,
    });
    const call = { threadId: thread.thread.id, server: server.name, tool, arguments: args };
    return answerOf(await rpc.request<CallResult>('mcpServer/tool/call', call));
  }

  return {
    async addMarketplace({ marketplaceUrl }) {
      const { stdout } = await run('plugin', 'marketplace', 'add', marketplaceUrl, '--json');
      return (jsonIn(stdout) as { marketplaceName: string }).marketplaceName;
    },

    async install(address) {
      await run('plugin', 'add', idOf(address), '--json');
    },

    async status(address) {
      const list = jsonIn((await run('plugin', 'list', '--json')).stdout) as InstalledList;
      const plugin = list.installed.find((row) => row.pluginId === idOf(address) && row.enabled);
      if (!plugin) throw new Error(`Codex does not list ${idOf(address)} as installed and enabled`);
      return withAppServer(async (rpc) => {
        const rows = await servers(rpc, address);
        const skills = await rpc.request<SkillList>('skills/list', { forceReload: true });
        return {
          version: plugin.version,
          skills: skills.data
            .flatMap((folder) => folder.skills)
            .filter((skill) => skill.pluginId === idOf(address) && skill.enabled)
            .map((skill) => skill.name.slice(skill.name.indexOf(':') + 1))
            .sort(),
          servers: rows.map((row) => ({
            name: row.name,
            connected: row.serverInfo !== null && !row.toolsError,
            detail: row.toolsError ?? '',
          })),
          tools: rows.flatMap((row) => Object.keys(row.tools)).sort(),
        };
      });
    },

    call(address, tool, args) {
      return withAppServer((rpc) => callTool(rpc, address, tool, args, 'never'));
    },

    callAsking(address, tool, args, asked, abandoned) {
      return withAppServer((rpc) => {
        const answer = callTool(rpc, address, tool, args, 'on-request');
        if (!abandoned) return answer;
        // the app server ends with the call in it
        answer.catch(() => {});
        return Promise.race([answer, abandoned.then(() => undefined)]);
      }, asked);
    },

    async update(address) {
      await run('plugin', 'marketplace', 'upgrade', address.marketplace);
      await run('plugin', 'add', idOf(address), '--json');
    },

    components() {
      return withAppServer(async (rpc) => {
        const { marketplaces } = await rpc.request<Marketplaces>('plugin/list');
        const lines: string[] = [];
        for (const { path: marketplacePath, plugins } of marketplaces)
          for (const { name: pluginName } of plugins.filter(({ installed }) => installed)) {
            const { plugin } = await rpc.request<{ plugin: object }>('plugin/read', { marketplacePath, pluginName });
            lines.push(`plugin ${pluginName}`, ...componentsIn(plugin, DESCRIBING, pluginName));
          }
        // what runs is asked beside what the plugin is said to hold
        const { data: hooks } = await rpc.request<HookList>('hooks/list', { cwds: [home.cwd] });
        const { data: skills } = await rpc.request<SkillList>('skills/list', { forceReload: true });
        return [
          ...lines,
          ...hooks.flatMap((folder) => folder.hooks.map((hook) => component('hook', hook.eventName, owner(hook)))),
          ...skills.flatMap((folder) => folder.skills.map((skill) => component('skill', skill.name, owner(skill)))),
          ...(await allServers(rpc)).map((row) => component('server', row.name, owner(row))),
        ];
      });
    },
  };
}

// fields of `plugin/read` that list no components
const DESCRIBING = ['marketplaceName', 'marketplacePath', 'summary', 'shareUrl', 'description'];

function owner({ pluginId }: { pluginId?: string | null }): string | undefined {
  return pluginId?.split('@')[0];
}

function answerOf({ content, structuredContent, isError }: CallResult): ToolAnswer {
  const text = (content ?? []).map((part) => part.text ?? '').join('\n');
  return { isError: isError === true, text, structured: structuredContent };
}
