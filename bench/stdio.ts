import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

/** A server on standard streams, asked with plain JSON-RPC so that no client library is measured. */
export class StdioServer {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #waiting = new Map<number, (result: unknown) => void>();
  #next = 1;
  #changed: () => void = () => {};
  #rest = '';

  /** @param home of the user; @default this process's */
  constructor(command: string, args: string[], home?: string) {
    const env = home === undefined ? process.env : { PATH: process.env.PATH, HOME: home, USERPROFILE: home };
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'], env });
    this.#child.stdout.setEncoding('utf8').on('data', (chunk: string) => this.#receive(chunk));
  }

  request(method: string, params: Record<string, unknown> = {}): Promise<unknown> {
    const id = this.#next++;
    const answer = new Promise((resolve) => this.#waiting.set(id, resolve));
    this.#send({ jsonrpc: '2.0', id, method, params });
    return answer;
  }

  /** Ends when it next says that its tools changed. */
  changed(): Promise<void> {
    return new Promise((resolve) => {
      this.#changed = resolve;
    });
  }

  async initialize(): Promise<void> {
    await this.request('initialize', {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'bench', version: '1.0.0' },
    });
    this.#send({ jsonrpc: '2.0', method: 'notifications/initialized' });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** As a host stops it; ends once it is gone. */
  async stop(): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.stdin.end();
    // the official server does not end with its input
    setTimeout(() => this.#child.kill('SIGTERM'), 100).unref();
    await gone;
  }

  end(): void {
    this.#child.kill('SIGKILL');
  }

  #send(message: unknown): void {
    this.#child.stdin.write(`${JSON.stringify(message)}\n`);
  }

  #receive(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const message = JSON.parse(line) as { id?: number; method?: string; result?: unknown };
      if (message.method === 'notifications/tools/list_changed') this.#changed();
      if (message.id === undefined || message.method !== undefined) continue;
      this.#waiting.get(message.id)?.(message.result);
      this.#waiting.delete(message.id);
    }
  }
}
