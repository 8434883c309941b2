import type { Transport } from '@modelcontextprotocol/server';
import { serveStdio as officialStdio } from '@modelcontextprotocol/server/stdio';
import { FastStdioTransport } from './fast-stdio.ts';
import { GRACE_MS } from './in-flight.ts';
import { serverFactory } from './server.ts';
import { PluginState } from './state.ts';
import type { CloseOptions, ServedPlugin, ServeOptions } from './types.ts';

export interface StdioHandle {
  close(options?: CloseOptions): Promise<void>;
}

/**
 * Serves a plugin over this process's standard streams, or over another transport. When standard input ends, calls in
 * flight have 5 s to be answered.
 */
export function serveStdio(plugin: ServedPlugin, options: ServeOptions & { transport?: Transport } = {}): StdioHandle {
  const state = new PluginState(plugin, options);
  const close = async ({ graceMs = 0 }: CloseOptions = {}) => {
    await state.inFlight.settled(graceMs);
    await handle.close();
    await state.connections.close();
  };
  const handle = officialStdio(serverFactory(state), {
    onerror: (error) => state.onProblem(error.message),
    transport: options.transport ?? processTransport(state, () => void close({ graceMs: GRACE_MS })),
  });
  return { close };
}

/** The official transport drops the calls in flight when its input ends; this one is told of the end only after them. */
function processTransport(state: PluginState, onEnd: () => void): Transport {
  process.stdin.once('end', onEnd);
  process.stdin.once('error', onEnd);
  return new FastStdioTransport(state, process.stdin, process.stdout);
}
