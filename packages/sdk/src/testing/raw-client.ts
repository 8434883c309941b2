import { InMemoryTransport } from '@modelcontextprotocol/client';
import { serveStdio } from '../serve/stdio.ts';
import type { ServedPlugin, ServeOptions } from '../serve/types.ts';

export interface RawAnswer {
  result?: Record<string, unknown> & {
    isError?: boolean;
    resultType?: string;
    requestState?: string;
    structuredContent?: Record<string, unknown>;
    _meta?: Record<string, unknown>;
  };
  error?: { message: string };
}

/** A 2026-07-28 client that sends exactly what it is told to: what no official client would do, a hostile one does. */
export interface RawClient {
  call(name: string, args: Record<string, unknown>, extra?: Record<string, unknown>): Promise<RawAnswer>;
  close(): Promise<void>;
}

/** Serves a plugin in memory to a client that can be made to misbehave. */
export async function connectRaw(plugin: ServedPlugin, options: ServeOptions = {}): Promise<RawClient> {
  const [client, server] = InMemoryTransport.createLinkedPair();
  const handle = serveStdio(plugin, { env: {}, ...options, transport: server });
  const waiting = new Map<number, (answer: RawAnswer) => void>();
  client.onmessage = (message) => waiting.get((message as { id: number }).id)?.(message as RawAnswer);
  await client.start();
  let id = 0;
  return {
    call(name, args, extra = {}) {
      const params = {
        name,
        arguments: args,
        ...extra,
        _meta: {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '1' },
          'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } },
        },
      };
      id++;
      const answer = new Promise<RawAnswer>((resolve) => waiting.set(id, resolve));
      void client.send({ jsonrpc: '2.0', id, method: 'tools/call', params });
      return answer;
    },
    close: () => handle.close(),
  };
}
