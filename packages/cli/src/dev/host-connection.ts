// A host's connection over stdio, which outlives the servers behind it. What a server was told at its beginning, the next one
// is told again, and its answers to that are dropped:
//
//   2025-11-25 and before   initialize, notifications/initialized, logging/setLevel
//   2026-07-28              subscriptions/listen, which are open until the host cancels them; each request carries the rest
//
// A request is answered by the server that it was sent to: an older one stays until it has answered, or for `drainMs`.
// Questions of servers to the host get ids of this connection, as two servers may use the same.

import type { Readable } from 'node:stream';
import { isObject, StdioLines } from '@rolekit/sdk/internal';
import type { Stream } from '../terminal.ts';
import { announced, asksFor, changedMethod, granted, type ListKind } from './list-changes.ts';
import { ServerProcess } from './server-process.ts';
import { standInAnswer } from './stand-in.ts';

type Id = string | number;
type Message = { id?: Id; method?: string; params?: Record<string, unknown>; result?: unknown };

const DRAIN_MS = 60_000;
const SUBSCRIPTION = 'io.modelcontextprotocol/subscriptionId';
const ACKNOWLEDGED = 'notifications/subscriptions/acknowledged';
const LISTEN = 'subscriptions/listen';
/** A server says what it can in the answers to these. */
const GREETINGS = ['initialize', 'server/discover'];
/** Not a host's: the answers to what is told again. */
const OWN_ID = 'rolekit-dev';

export interface HostConnectionOptions {
  input: Readable;
  output: Stream;
  /** Gets what servers write to stderr. */
  log: Stream;
  /** How long a server that was replaced may go on answering. @default 60000 */
  drainMs?: number;
  onClose(): void;
  /** A server ended by itself. */
  onCrash(code: number | null): void;
  /** Nothing runs from this bundle any more. */
  onLeft(dir: string): Promise<void>;
}

export class HostConnection {
  readonly #options: HostConnectionOptions;
  readonly #input: StdioLines;
  /** Lines that wait for the end of the first build. */
  #held: Buffer[] | undefined = [];
  #build: { dir: string; env: NodeJS.ProcessEnv } | undefined;
  #server: ServerProcess | undefined;
  readonly #servers = new Set<ServerProcess>();
  readonly #stopping = new Set<Promise<void>>();
  /** Who asked the host, by the id that the host got. */
  readonly #asked = new Map<Id, { server: ServerProcess; id: Id }>();
  #questions = 0;
  #hello: Message | undefined;
  #initialized: Message | undefined;
  #level: Message | undefined;
  readonly #listening = new Map<Id, Message>();
  readonly #greetings = new Set<Id>();
  /** Of which the host was told that it hears of changes. */
  readonly #announced = new Set<ListKind>();
  #isClosed = false;

  constructor(options: HostConnectionOptions) {
    this.#options = options;
    const take = (line: Buffer) => (this.#held ? void this.#held.push(line) : this.#fromHost(line));
    this.#input = new StdioLines(options.input, { line: take, piece: take });
    options.input.once('end', options.onClose);
  }

  /** Serves a build from here on. */
  serve(dir: string, { env, changed }: { env: NodeJS.ProcessEnv; changed: readonly ListKind[] }): void {
    const previous = this.#server;
    this.#build = { dir, env };
    this.#server = this.#start(this.#build);
    if (previous) this.#retire(previous);
    this.#release();
    for (const kind of changed) this.#tellChanged(kind);
  }

  /** There is no build to serve: who waits for one is answered. */
  standIn(): void {
    this.#release();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#input.stop();
    await Promise.all([...[...this.#servers].map((server) => server.stop()), ...this.#stopping]);
  }

  #release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const line of held) this.#fromHost(line);
  }

  #start({ dir, env }: { dir: string; env: NodeJS.ProcessEnv }): ServerProcess {
    const { log, onCrash } = this.#options;
    const server: ServerProcess = new ServerProcess(dir, {
      env,
      log,
      onLine: (line) => this.#fromServer(server, line),
      onEnd: (code) => {
        if (!this.#servers.delete(server) || this.#isClosed) return;
        this.#refuseOpen(server, 'The server ended');
        if (server !== this.#server) return;
        // the next request starts it again
        this.#server = undefined;
        onCrash(code);
      },
    });
    this.#servers.add(server);
    if (this.#hello) server.write({ ...this.#hello, id: OWN_ID });
    if (this.#initialized) server.write(this.#initialized);
    if (this.#level) server.write({ ...this.#level, id: OWN_ID });
    for (const [id, message] of this.#listening) {
      server.open.add(id);
      server.write(message);
    }
    return server;
  }

  #retire(server: ServerProcess): void {
    for (const id of this.#listening.keys()) server.open.delete(id);
    const stop = async () => {
      const until = performance.now() + (this.#options.drainMs ?? DRAIN_MS);
      while (server.open.size > 0 && performance.now() < until && !this.#isClosed)
        await new Promise((resolve) => setTimeout(resolve, 20));
      if (!this.#isClosed) this.#refuseOpen(server, '`rolekit dev` restarted the server');
      await server.stop();
      await this.#options.onLeft(server.dir);
    };
    const stopping = stop().finally(() => this.#stopping.delete(stopping));
    this.#stopping.add(stopping);
  }

  #fromHost(line: Buffer): void {
    const message = messageOf(line);
    const { id, method, params } = message ?? {};
    if (message && method !== undefined && id !== undefined) this.#request(id, { ...message, method }, line);
    else if (message && id !== undefined) this.#answered(id, message);
    else if (method === 'notifications/cancelled') this.#cancelled(params?.requestId as Id, line);
    else {
      if (method === 'notifications/initialized') this.#initialized = message;
      this.#server?.write(line);
    }
  }

  #cancelled(id: Id, line: Buffer): void {
    this.#listening.delete(id);
    this.#acknowledged.delete(id);
    for (const server of this.#servers) if (server.open.delete(id)) server.write(line);
  }

  #request(id: Id, message: Message & { method: string }, line: Buffer): void {
    const server = this.#current();
    // a server that started now was told the rest, but not this
    if (message.method === 'initialize') this.#hello = message;
    if (message.method === 'logging/setLevel') this.#level = message;
    if (message.method === LISTEN) this.#listening.set(id, message);
    if (server) {
      if (GREETINGS.includes(message.method)) this.#greetings.add(id);
      server.open.add(id);
      server.write(line);
    } else if (message.method === LISTEN) {
      const notifications = message.params?.notifications;
      this.#send({ method: ACKNOWLEDGED, params: { notifications, _meta: { [SUBSCRIPTION]: id } } });
      this.#acknowledged.add(id);
    } else this.#send({ id, ...standInAnswer(message) });
  }

  /** The host answers a question of a server. */
  #answered(id: Id, message: Message): void {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    asked?.server.write({ ...message, id: asked.id });
  }

  #fromServer(server: ServerProcess, line: Buffer): void {
    const message = messageOf(line);
    if (!message) return void this.#options.output.write(line.toString('utf8'));
    const { id, method, params } = message;
    if (id !== undefined && method !== undefined) {
      const own = `${OWN_ID}-${++this.#questions}`;
      this.#asked.set(own, { server, id });
      this.#send({ ...message, id: own });
    } else if (id !== undefined) {
      // also drops the answers to what was told again
      if (!server.open.delete(id)) return;
      this.#listening.delete(id);
      if (this.#greetings.delete(id)) this.#send({ ...message, result: this.#announce(message.result) });
      else this.#options.output.write(line.toString('utf8'));
    } else if (method === ACKNOWLEDGED) this.#acknowledge(params);
    else if (this.#isNews(server, method)) this.#options.output.write(line.toString('utf8'));
  }

  #announce(answer: unknown): unknown {
    const { result, kinds } = announced(answer);
    for (const kind of kinds) this.#announced.add(kind);
    return result;
  }

  /** A subscription is acknowledged once, though each server is told of it. */
  #acknowledge(params: Message['params']): void {
    const id = (params?._meta as Record<string, Id> | undefined)?.[SUBSCRIPTION];
    if (id === undefined || this.#acknowledged.has(id)) return;
    this.#acknowledged.add(id);
    this.#send({ method: ACKNOWLEDGED, params: granted(params, this.#listening.get(id)?.params) });
  }
  readonly #acknowledged = new Set<Id>();

  /** False for changes of a server that is no longer served. */
  #isNews(server: ServerProcess, method: string | undefined): boolean {
    return server === this.#server || method === 'notifications/progress' || method === 'notifications/message';
  }

  #tellChanged(kind: ListKind): void {
    const method = changedMethod(kind);
    if (this.#initialized && (kind === 'tools' || this.#announced.has(kind))) this.#send({ method });
    for (const [id, { params }] of this.#listening)
      if (asksFor(kind, params)) this.#send({ method, params: { _meta: { [SUBSCRIPTION]: id } } });
  }

  #refuseOpen(server: ServerProcess, why: string): void {
    const message = `${why} before this was answered. Call again; after a write, look first whether it was made.`;
    for (const id of server.open) {
      if (!this.#listening.has(id)) this.#send({ id, error: { code: -32603, message } });
    }
    server.open.clear();
  }

  #current(): ServerProcess | undefined {
    if (this.#server === undefined && this.#build && !this.#isClosed) this.#server = this.#start(this.#build);
    return this.#server;
  }

  #send(message: object): void {
    this.#options.output.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  }
}

function messageOf(line: Buffer): Message | undefined {
  try {
    const message: unknown = JSON.parse(line.toString('utf8'));
    return isObject(message) ? (message as Message) : undefined;
  } catch {
    return undefined;
  }
}
