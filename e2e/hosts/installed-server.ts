// Claude Code and Gemini CLI call no tool without a model. For them the copy that they installed is started with their
// own command line and asked by the v1 MCP client, which also stands for every older host.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { ToolAnswer } from './host.ts';
import { commandIn, type Place } from './processes.ts';

export type ServerCommand = { command: string; args?: string[]; env?: Record<string, string>; cwd?: string };

/** Fills `${NAME}` from the variables and leaves unknown names as they are, as the hosts do. */
export function fillPlaceholders(server: ServerCommand, variables: Record<string, string>): ServerCommand {
  const fill = (text: string) =>
    text.replace(/\$\{([A-Za-z_/]+)\}/g, (whole, name: string) => variables[name] ?? whole);
  const env = Object.entries(server.env ?? {}).map(([name, value]) => [name, fill(value)] as const);
  return {
    command: fill(server.command),
    args: (server.args ?? []).map(fill),
    env: Object.fromEntries(env),
    ...(server.cwd === undefined ? {} : { cwd: fill(server.cwd) }),
  };
}

export async function withInstalledServer<Result>(
  server: ServerCommand,
  place: Place,
  use: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client({ name: 'rolekit-e2e', version: '0.0.0' });
  const [command, args] = commandIn(place, server.command, server.args ?? []);
  await client.connect(
    new StdioClientTransport({
      command,
      args,
      env: { ...(place.env as Record<string, string>), ...server.env },
      cwd: server.cwd ?? place.cwd,
      stderr: 'ignore',
    }),
  );
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

export async function toolNames(client: Client): Promise<string[]> {
  const { tools } = await client.listTools();
  return tools.map(({ name }) => name).sort();
}

export async function callTool(client: Client, tool: string, args: Record<string, unknown>): Promise<ToolAnswer> {
  const result = await client.callTool({ name: tool, arguments: args });
  const content = result.content as { type: string; text?: string }[];
  const text = content.map((part) => part.text ?? '').join('\n');
  return { isError: result.isError === true, text, structured: result.structuredContent };
}
