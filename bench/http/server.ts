/** One contestant on one port: `server.ts official|rolekit|floor`. Prints its URL and token as JSON. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { defineConnection, defineConnector } from '@rolekit/sdk';
import { servedFrom, serveHttp } from '@rolekit/sdk/serve';
import Fastify from 'fastify';
import { z } from 'zod';
import { COUNT, descriptionOf, INPUT, nameOf, OUTPUT, report, titleOf } from './tools.ts';

const indexes = Array.from({ length: COUNT }, (_, index) => index);

async function rolekit(): Promise<void> {
  const connection = defineConnection({ config: {}, open: () => ({}) });
  const tools = indexes.map((index) =>
    connection.item({
      name: nameOf(index),
      title: titleOf(index),
      description: descriptionOf(index),
      enabled: index < 12,
      input: INPUT,
      item: OUTPUT,
      handler: async (input) => report(input),
    }),
  );
  const connector = defineConnector({
    name: 'bench',
    title: 'Bench',
    version: '1.0.0',
    description: 'Bench.',
    connection,
    hosts: [],
    tools,
  });
  const served = servedFrom(connector);
  // all twenty are listed, as a plugin that switches them on would
  for (const tool of served.description.tools) tool.enabled = true;
  const { url, token } = await serveHttp({
    name: 'bench',
    version: '1.0.0',
    description: 'Bench.',
    connectors: [served],
  });
  console.log(JSON.stringify({ url, token }));
}

function listen(server: ReturnType<typeof createServer>): void {
  server.listen(0, '127.0.0.1', () =>
    console.log(JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`, token: '' })),
  );
}

function official(): void {
  const handler = toNodeHandler(
    createMcpHandler(() => {
      const server = new McpServer({ name: 'bench', version: '1.0.0' });
      for (const index of indexes) {
        server.registerTool(
          nameOf(index),
          { title: titleOf(index), description: descriptionOf(index), inputSchema: INPUT, outputSchema: OUTPUT },
          async (input) => {
            const structuredContent = report(input);
            return { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent };
          },
        );
      }
      return server;
    }),
  );
  listen(createServer((request, response) => void handler(request as never, response)));
}

/** What is left when there is no protocol: a route that validates, runs and serialises the same. */
async function floor(): Promise<void> {
  const list = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    result: {
      tools: indexes.map((index) => ({
        name: nameOf(index),
        title: titleOf(index),
        description: descriptionOf(index),
        inputSchema: z.toJSONSchema(INPUT, { io: 'input' }),
        outputSchema: z.toJSONSchema(OUTPUT),
      })),
    },
  });
  const app = Fastify();
  app.post('/mcp', (request, reply) => {
    const { id, method, params } = request.body as { id: number; method: string; params: { arguments: unknown } };
    reply.type('application/json');
    if (method === 'tools/list') return reply.send(list);
    const structuredContent = OUTPUT.parse(report(INPUT.parse(params.arguments)));
    return reply.send(
      JSON.stringify({
        jsonrpc: '2.0',
        id,
        result: { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent },
      }),
    );
  });
  console.log(JSON.stringify({ url: `${await app.listen({ port: 0, host: '127.0.0.1' })}/mcp`, token: '' }));
}

const contestant = process.argv[2];
if (contestant === 'rolekit') await rolekit();
else if (contestant === 'official') official();
else await floor();
