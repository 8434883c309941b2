import { PassThrough, type Readable, type Writable } from 'node:stream';
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/server';
import { serveStdio as officialStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { parseMessage } from '../http/json-rpc-message.ts';
import type { PluginState } from '../plugin/plugin-state.ts';
import { serverFactory } from './server-factory.ts';
import { StdioLines } from './stdio-lines.ts';

/** Connects the official server of a plugin. */
export function connectOfficial(state: PluginState, transport: Transport): { close(): Promise<void> } {
  return officialStdio(serverFactory(state), { transport, onerror: (error) => state.onProblem(error.message) });
}

/** The official transport for streams; whole numbers that it would round keep their digits. */
export class StreamTransport extends StdioServerTransport {
  readonly #lines: StdioLines;

  constructor(input: Readable, output: Writable) {
    const exact = new PassThrough();
    super(exact, output);
    this.#lines = new StdioLines(input, {
      line: (line) => exact.write(exactLine(line)),
      piece: (piece) => exact.write(piece),
    });
  }

  override close(): Promise<void> {
    this.#lines.stop();
    return super.close();
  }
}

/** The same behind the front. */
export class BehindFront extends StreamTransport {
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

function exactLine(line: Buffer): Buffer | string {
  const text = line.toString('utf8');
  if (!/\d{16}/.test(text)) return line;
  try {
    return `${JSON.stringify(parseMessage(text))}\n`;
  } catch {
    // the official transport has its own way with what is no JSON
    return line;
  }
}
