import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { serveStdio } from '../serve/stdio.ts';
import type { ServedPlugin, ServeOptions } from '../serve/types.ts';

/** What a person answers when a write asks; `none` is a host that cannot ask. */
export type Approve = 'accept' | 'decline' | 'cancel' | 'none';

export interface InMemoryOptions extends ServeOptions {
  /** @default '2026-07-28' */
  era?: '2026-07-28' | '2025-11-25';
  /** @default 'none' */
  approve?: Approve | ((question: string) => Approve);
}

export interface CalledTool {
  isError: boolean;
  /** The envelope, or `{ error }`. */
  structured: Record<string, unknown>;
  text: string;
}

/** A host in the same process: no socket, no model, approvals scripted. */
export interface InMemoryHost {
  readonly client: Client;
  /** The questions that were asked, in order. */
  readonly questions: string[];
  listTools(): Promise<
    { name: string; description?: string | undefined; inputSchema: unknown; annotations?: unknown }[]
  >;
  call(name: string, args?: Record<string, unknown>): Promise<CalledTool>;
  close(): Promise<void>;
}

/** Serves a plugin in memory and connects a client of the chosen protocol era to it. */
export async function connectInMemory(plugin: ServedPlugin, options: InMemoryOptions = {}): Promise<InMemoryHost> {
  const { era = '2026-07-28', approve = 'none', ...serve } = options;
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
  const server = serveStdio(plugin, { env: {}, ...serve, transport: serverSide });
  const client = new Client(
    { name: 'rolekit-in-memory', version: '1.0.0' },
    {
      versionNegotiation: { mode: era === '2026-07-28' ? { pin: era } : 'legacy' },
      capabilities: approve === 'none' ? {} : { elicitation: { form: {} } },
    },
  );
  const questions: string[] = [];
  if (approve !== 'none') {
    client.setRequestHandler('elicitation/create', (request) => {
      questions.push(request.params.message);
      const action = typeof approve === 'function' ? approve(request.params.message) : approve;
      if (action === 'accept') return { action, content: { approve: true } };
      return { action: action === 'none' ? 'cancel' : action };
    });
  }
  await client.connect(clientSide);
  return {
    client,
    questions,
    listTools: async () => (await client.listTools()).tools,
    async call(name, args = {}) {
      const result = await client.callTool({ name, arguments: args });
      return {
        isError: result.isError === true,
        structured: (result.structuredContent ?? {}) as Record<string, unknown>,
        text: result.content.map((part) => (part.type === 'text' ? part.text : `[${part.type}]`)).join('\n'),
      };
    },
    async close() {
      await client.close();
      await server.close();
    },
  };
}
