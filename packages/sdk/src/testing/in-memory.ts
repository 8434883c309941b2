import { InMemoryTransport } from '@modelcontextprotocol/client';
import { serveStdio } from '../serve/endpoint/serve-stdio.ts';
import type { ServedPlugin, ServeOptions } from '../serve/plugin/types.ts';
import { connectHost, type HostOptions, type ScriptedHost } from './host.ts';

export interface InMemoryOptions extends ServeOptions, HostOptions {}

/** A host in the same process: no socket, no model, approvals scripted. */
export type InMemoryHost = ScriptedHost;

/** Serves a plugin in memory and connects a client of the chosen protocol era to it. */
export async function connectInMemory(plugin: ServedPlugin, options: InMemoryOptions = {}): Promise<InMemoryHost> {
  const { era, approve, onTold, ...serve } = options;
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
  const server = serveStdio(plugin, { env: {}, ...serve, transport: serverSide });
  const host = await connectHost(clientSide, {
    ...(era ? { era } : {}),
    ...(approve ? { approve } : {}),
    ...(onTold ? { onTold } : {}),
  });
  return {
    ...host,
    async close() {
      await host.close();
      await server.close();
    },
  };
}
