// The same tool with fastmcp, which `peers.ts` installs beside the workspace.
import { z } from 'zod';

const { FastMCP } = await import(
  new URL('../node_modules/.cache/bench-peers/node_modules/fastmcp/dist/FastMCP.js', import.meta.url)
);
const server = new FastMCP({ name: 'smallest', version: '1.0.0' });
server.addTool({
  name: 'echo_get_text',
  description: 'Echoes a text.',
  parameters: z.object({ text: z.string() }),
  execute: async ({ text }) => text,
});
await server.start({ transportType: 'stdio' });
