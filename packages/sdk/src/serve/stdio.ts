import type { Transport } from '@modelcontextprotocol/server';
import { serveStdio as officialStdio } from '@modelcontextprotocol/server/stdio';
import { serverFactory } from './server.ts';
import { PluginState } from './state.ts';
import type { ServedPlugin, ServeOptions } from './types.ts';

export interface StdioHandle {
  close(): Promise<void>;
}

/** Serves a plugin over this process's standard streams, or over another transport. */
export function serveStdio(plugin: ServedPlugin, options: ServeOptions & { transport?: Transport } = {}): StdioHandle {
  const state = new PluginState(plugin, options);
  const handle = officialStdio(serverFactory(state), {
    onerror: (error) => state.onProblem(error.message),
    ...(options.transport ? { transport: options.transport } : {}),
  });
  return {
    async close() {
      await handle.close();
      await state.connections.close();
    },
  };
}
