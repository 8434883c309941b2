import type { Readable, Writable } from 'node:stream';
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/server';
import { serveStdio as officialStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import type { PluginState } from '../plugin/plugin-state.ts';
import { serverFactory } from './server-factory.ts';

/** Connects the official server of a plugin. */
export function connectOfficial(state: PluginState, transport: Transport): { close(): Promise<void> } {
  return officialStdio(serverFactory(state), { transport, onerror: (error) => state.onProblem(error.message) });
}

/** The official transport for streams, behind the front. */
export class BehindFront extends StdioServerTransport {
  readonly #ownId: string;
  readonly #onClosed: () => void;

  /** @param ownId of the request with which the front told how the connection began: the host has that answer */
  constructor(input: Readable, output: Writable, ownId: string, onClosed: () => void) {
    super(input, output);
    this.#ownId = ownId;
    this.#onClosed = onClosed;
  }

  override send(message: JSONRPCMessage): Promise<void> {
    return 'id' in message && message.id === this.#ownId ? Promise.resolve() : super.send(message);
  }

  override close(): Promise<void> {
    this.#onClosed();
    return super.close();
  }
}
