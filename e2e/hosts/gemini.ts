// Gemini CLI. It knows no marketplaces: an extension is installed from the plugin's own repository.

import { componentsIn } from './components.ts';
import type { Home } from './home.ts';
import { type Host, jsonIn } from './host.ts';
import { hostCommand } from './install.ts';
import { callTool, type ServerCommand, toolNames, withInstalledServer } from './installed-server.ts';
import { runProgram } from './processes.ts';

type ExtensionRow = {
  name: string;
  version: string;
  isActive: boolean;
  skills?: { name: string }[];
  mcpServers?: Record<string, ServerCommand>;
};

export function gemini(home: Home): Host {
  const run = (...args: string[]) => runProgram(hostCommand('gemini'), args, home);

  async function extensions(): Promise<ExtensionRow[]> {
    const { stdout, stderr } = await run('extensions', 'list', '--output-format', 'json');
    // 0.61.0 prints the document on stderr.
    const printed = stdout.trim() === '' ? stderr : stdout;
    return /^[[{]/m.test(printed) ? (jsonIn(printed) as ExtensionRow[]) : [];
  }

  async function installed(plugin: string): Promise<ExtensionRow> {
    const row = (await extensions()).find(({ name }) => name === plugin);
    if (!row?.isActive) throw new Error(`Gemini does not list ${plugin} as active`);
    return row;
  }

  return {
    addMarketplace({ marketplace }) {
      return Promise.resolve(marketplace);
    },

    async install({ repositoryUrl }) {
      // Without a terminal the questions about settings would never end.
      // A folder of this machine is asked about even with consent.
      const args = ['extensions', 'install', repositoryUrl, '--consent', '--skip-settings'];
      await runProgram(hostCommand('gemini'), args, home, { input: 'y\n' });
    },

    async status({ plugin }) {
      const row = await installed(plugin);
      const { stdout, stderr } = await run('mcp', 'list');
      const lines = [...`${stdout}\n${stderr}`.matchAll(/^\S (\S+) \(from ([^)]+)\): .* - (.*)$/gm)];
      const servers = Object.values(row.mcpServers ?? {});
      const tools = await Promise.all(servers.map((server) => withInstalledServer(server, home, toolNames)));
      return {
        version: row.version,
        skills: (row.skills ?? []).map(({ name }) => name).sort(),
        servers: lines
          .filter(([, , extension]) => extension === plugin)
          .map(([, name = '', , detail = '']) => ({ name, connected: /^connected/i.test(detail.trim()), detail })),
        tools: tools.flat().sort(),
      };
    },

    async call({ plugin }, tool, args) {
      const [server] = Object.values((await installed(plugin)).mcpServers ?? {});
      if (!server) throw new Error(`Gemini knows no server of ${plugin}`);
      return withInstalledServer(server, home, (client) => callTool(client, tool, args));
    },

    async update({ plugin }) {
      // It shows what will run and asks once; `update` has no --consent.
      await runProgram(hostCommand('gemini'), ['extensions', 'update', plugin], home, { input: 'y\n' });
    },

    async components() {
      return (await extensions()).flatMap((row) => [`plugin ${row.name}`, ...componentsIn(row, DESCRIBING, row.name)]);
    },
  };
}

// fields of an extension that list no components
const DESCRIBING = ['name', 'version', 'description', 'path', 'id', 'isActive', 'installMetadata'];
