// JSON-RPC 2.0 over a child's stdio, in the two framings that hosts use: a line for each message (Codex's app server)
// and Content-Length headers (Copilot's headless server).
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { endProgram, type Place, startProgram } from './processes.ts';

export type Framing = 'lines' | 'headers';

/** Answers what the other side asks; undefined: it is not offered. A promise that never settles: no answer at all. */
export type OnRequest = (method: string, params: unknown) => unknown;

type Message = { id?: number; method?: string; params?: unknown; result?: unknown; error?: { message?: string } };
type Pending = { resolve(result: unknown): void; reject(error: Error): void; timer: NodeJS.Timeout };

export class JsonRpc {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly framing: Framing;
  private readonly onRequest: OnRequest;
  private readonly pending = new Map<number, Pending>();
  private unread = Buffer.alloc(0);
  private lastId = 0;
  private stderr = '';

  constructor(
    command: string,
    args: readonly string[],
    place: Place,
    framing: Framing,
    // hosts ask their client for approvals and log-ins; by default nothing is granted
    onRequest: OnRequest = () => undefined,
  ) {
    this.framing = framing;
    this.onRequest = onRequest;
    this.child = startProgram(command, args, place);
    this.child.stdin.on('error', () => {});
    this.child.stdout.on('data', (chunk: Buffer) => this.receive(chunk));
    this.child.stderr.on('data', (chunk: Buffer) => {
      this.stderr = `${this.stderr}${chunk}`.slice(-4_000);
    });
    this.child.once('error', (error) => this.failAll(error.message));
    this.child.once('close', (code, signal) => this.failAll(`the server ended with ${signal ?? code}\n${this.stderr}`));
  }

  request<Result>(method: string, params: object = {}, timeoutMs = 60_000): Promise<Result> {
    this.lastId += 1;
    const id = this.lastId;
    return new Promise<Result>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.pending.delete(id);
        reject(new Error(`${method}: no answer in ${timeoutMs / 1000} s\n${this.stderr}`));
      }, timeoutMs);
      const named = (error: Error) => reject(new Error(`${method}: ${error.message}`));
      this.pending.set(id, { resolve: (result) => resolve(result as Result), reject: named, timer });
      this.send({ id, method, params });
    });
  }

  notify(method: string, params?: object): void {
    this.send({ method, ...(params === undefined ? {} : { params }) });
  }

  close(): Promise<void> {
    return endProgram(this.child);
  }

  private send(message: object): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    const head = this.framing === 'headers' ? `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n` : '';
    this.child.stdin.write(`${head}${body}${this.framing === 'lines' ? '\n' : ''}`);
  }

  private receive(chunk: Buffer): void {
    this.unread = Buffer.concat([this.unread, chunk]);
    for (let body = this.takeBody(); body !== undefined; body = this.takeBody()) {
      if (body.startsWith('{')) this.handle(JSON.parse(body) as Message);
    }
  }

  private takeBody(): string | undefined {
    const separator = this.framing === 'lines' ? '\n' : '\r\n\r\n';
    const end = this.unread.indexOf(separator);
    if (end === -1) return undefined;
    const head = this.unread.subarray(0, end).toString();
    let next = end + separator.length;
    let body = head.trim();
    if (this.framing === 'headers') {
      const length = Number(/content-length:\s*(\d+)/i.exec(head)?.[1]);
      if (this.unread.length < next + length) return undefined;
      body = this.unread.subarray(next, next + length).toString();
      next += length;
    }
    this.unread = this.unread.subarray(next);
    return body;
  }

  private handle(message: Message): void {
    if (message.method !== undefined) {
      if (message.id !== undefined) void this.answer(message.id, message.method, message.params);
      return;
    }
    const pending = message.id === undefined ? undefined : this.pending.get(message.id);
    if (message.id === undefined || pending === undefined) return;
    this.pending.delete(message.id);
    clearTimeout(pending.timer);
    if (message.error) pending.reject(new Error(message.error.message ?? JSON.stringify(message.error)));
    else pending.resolve(message.result);
  }

  private async answer(id: number, method: string, params: unknown): Promise<void> {
    const result = await this.onRequest(method, params);
    this.send(result === undefined ? { id, error: { code: -32601, message: 'not offered' } } : { id, result });
  }

  private failAll(reason: string): void {
    for (const { reject, timer } of this.pending.values()) {
      clearTimeout(timer);
      reject(new Error(reason));
    }
    this.pending.clear();
  }
}
