import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

/** What a host learns when it starts a plugin: its tools, and what one of them answers. */
export interface FirstLook {
  server: string;
  tools: string[];
  answer: string;
}

/**
 * Starts the server of a built plugin, as a host on the first line of the official SDK does, and calls one tool.
 *
 * @param bundle the plugin's folder, e.g. `plugins/sales/dist`
 * @param home the home folder that the server gets; connections lie there
 */
export async function firstLook(
  bundle: string,
  tool: string,
  args: Record<string, unknown>,
  home: string,
): Promise<FirstLook> {
  const client = new Client({ name: 'v1-host', version: '1.0.0' });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [join(bundle, 'server', 'main.mjs')],
    env: { HOME: home, USERPROFILE: home },
  });
  await client.connect(transport);
  try {
    const { tools } = await client.listTools();
    const result = await client.callTool({ name: tool, arguments: args });
    const [first] = result.content as { type: string; text?: string }[];
    return {
      server: client.getServerVersion()?.name ?? '',
      tools: tools.map(({ name }) => name),
      answer: first?.text ?? '',
    };
  } finally {
    await client.close();
  }
}
