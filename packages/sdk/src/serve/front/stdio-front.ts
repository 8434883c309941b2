// The states of a connection over stdio. Each is the protocol era that the host's messages pin, as the official
// `serveStdio` pins one; the official server is attached, behind the front, by the first message that needs it.
//
//   state      message                                             then
//   opening    initialize of known form                            legacy; answered, kept for the official server
//   opening    server/discover in a 2026-07-28 envelope            opening: it pins no era; answered
//   opening    tools/list, tools/call in a 2026-07-28 envelope     modern; as below
//   opening    any other                                           official
//   legacy     notifications/initialized, nothing attached         legacy; kept for the official server
//   legacy     tools/list, tools/call of a read tool               legacy; answered
//   modern     the same, and server/discover, in that envelope     modern; answered
//   any        notifications/cancelled of a call that runs here    the same; the call ends without an answer
//   any        any other, and each line over 1 MiB                 the same; attaches the official server
//
// Attaching replays what pinned the era (`initialize` and `notifications/initialized`, or a `tools/list` with the host's
// envelope) under an id of the front's own, whose answer is dropped, then the message. The front goes on answering what is
// its own beside it. In state `official` nothing is. Where the official server cannot be loaded, what waits for it fails
// and the next message tries again.

import { PassThrough, type Readable, type Writable } from 'node:stream';
import type { ToolDefinition } from '../../connector/description-types.ts';
import { parseMessage } from '../http/json-rpc-message.ts';
import { StdioLines } from '../mcp/stdio-lines.ts';
import { Ending } from '../plugin/call-ending.ts';
import { InFlight } from '../plugin/calls-in-flight.ts';
import type { Log } from '../plugin/incoming-call.ts';
import type { ListedTool } from '../plugin/listed-tools.ts';
import type { PluginState } from '../plugin/plugin-state.ts';
import type { Answer, Opening } from '../plugin/types.ts';
import { callAnswer, type Frames, framesOf } from './answer-frames.ts';
import { isHello, isUsual, metaOf, type PlainRequest, plainMessage } from './plain-request.ts';

const LEVELS = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'];
/** Longer lines are the official server's alone. */
const MAX_LINE_LENGTH = 1024 * 1024;
const MAX_CLIENTS = 4;

type Message = { jsonrpc?: unknown; id?: unknown; method?: unknown; params?: Record<string, unknown> };
type Era = 'legacy' | 'modern';
type State = 'opening' | Era | 'official';

export interface FrontOptions {
  opening: Opening;
  listed: readonly ListedTool[];
  /** Tools that no policy applies to, listed after the others. */
  raw: readonly ToolDefinition[];
  /** Is called when the list was given out. */
  onListed(): void;
  input: Readable;
  output: Writable;
  /** Loads what calls need. */
  calls(): Promise<{ state: PluginState; callTool: typeof import('../call/call-tool.ts').callTool }>;
  /** Loads the official server and lets it read from this. What it answers to `ownId` is nobody's. Rejects when it cannot be loaded. */
  official(input: Readable, ownId: string): Promise<unknown>;
}

/**
 * What a plugin's process reads and writes. The requests with which every host begins are answered from what the official
 * server said when the plugin was built, calls of read tools with what it adds to a result; whatever is not plainly one of
 * these is the official server's, which is loaded then and told how the connection began.
 */
export class StdioFront {
  readonly inFlight = new InFlight();
  readonly #options: FrontOptions;
  #frames: Record<Era, Frames>;
  #reads: ReadonlySet<string>;
  readonly #running = new Map<string | number, Ending>();
  /** No host’s; and no secret, as it goes no further than this process. */
  readonly #ownId = `rolekit-${Math.random()}`;
  readonly #lines: StdioLines;
  #state: State = 'opening';
  /** What the official server must know of how the connection began. */
  #began: Message[] = [];
  /** What the official server reads, once it is attached. */
  #attached: PassThrough | undefined;
  #level = 0;
  #isClosed = false;
  #unsent = '';

  constructor(options: FrontOptions) {
    this.#options = options;
    this.#frames = framesFor(options, options.listed);
    this.#reads = readsOf(options.listed);
    this.#lines = new StdioLines(options.input, {
      line: (line) => this.#take(line),
      piece: (piece) => this.#pass(piece),
    });
  }

  /** Other tools are listed from here on, and the host is told, unless the official server is there to do that. */
  relist(listed: readonly ListedTool[]): void {
    this.#frames = framesFor(this.#options, listed);
    this.#reads = readsOf(listed);
    if (this.#state === 'legacy' && !this.#attached)
      this.#write(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' }));
  }

  /** Ends the calls that still run; nothing is read or written after it. */
  close(): void {
    this.#lines.stop();
    for (const ending of this.#running.values()) ending.end('cancelled');
    this.#flush();
    this.#isClosed = true;
  }

  #take(line: Buffer): void {
    if (line.length <= MAX_LINE_LENGTH) {
      const message = messageOf(line.toString('utf8'));
      const plain = plainMessage(message);
      if (plain ? this.#answer(plain) : this.#note(message)) return;
    }
    this.#pass(line);
  }

  /** For the official server. */
  #pass(bytes: Buffer): void {
    if (this.#state === 'opening') this.#state = 'official';
    this.#attached ??= this.#attach();
    this.#attached.write(bytes);
  }

  #attach(): PassThrough {
    const attached = new PassThrough();
    for (const message of this.#began) attached.write(`${JSON.stringify(message)}\n`);
    this.#options.official(attached, this.#ownId).catch((error) => this.#refuse(attached, error));
    return attached;
  }

  #answer(plain: PlainRequest): boolean {
    const isModern = this.#isModern(plain.envelope);
    if (plain.method === 'server/discover') {
      // it decides nothing: a host may still begin with a handshake
      if (!isModern || (this.#state !== 'opening' && this.#state !== 'modern')) return false;
      this.#write(JSON.stringify({ result: this.#options.opening.modern.begin, jsonrpc: '2.0', id: plain.id }));
      return true;
    }
    if (isModern && this.#state === 'opening') {
      this.#state = 'modern';
      const params = metaOf(plain.envelope);
      this.#began = [{ jsonrpc: '2.0', id: this.#ownId, method: 'tools/list', params }];
    }
    const era = isModern ? 'modern' : plain.envelope === '' ? 'legacy' : undefined;
    if (era === undefined || era !== this.#state) return false;
    const frames = this.#frames[era];
    if (plain.method === 'tools/list') {
      this.#write(frames.list.before + JSON.stringify(plain.id) + frames.list.after);
      this.#options.onListed();
      return true;
    }
    const { name } = plain;
    if (name === undefined || !this.#reads.has(name) || this.#running.has(plain.id)) return false;
    void this.inFlight.track(this.#call(plain, name, frames));
    return true;
  }

  #isModern(envelope: string): boolean {
    if (this.#clients.has(envelope)) return true;
    if (!isUsual(envelope, this.#options.opening.modern.version)) return false;
    if (this.#clients.size < MAX_CLIENTS) this.#clients.add(envelope);
    return true;
  }
  /** Envelopes that were looked at: a process has one client. */
  readonly #clients = new Set<string>();

  async #call({ id, args, progressToken, envelope }: PlainRequest, name: string, frames: Frames): Promise<void> {
    const ending = new Ending();
    this.#running.set(id, ending);
    const notify = (method: string, params: object) => {
      if (this.#running.get(id) === ending) this.#write(JSON.stringify({ jsonrpc: '2.0', method, params }));
    };
    const log: Log = (level, data, logger) => {
      if (LEVELS.indexOf(level) >= this.#level) notify('notifications/message', { level, data, logger });
    };
    const loaded = this.#loaded ?? (await this.#load().catch((error) => this.#fail(id, error)));
    if (!loaded) return;
    const { state, callTool } = loaded;
    const result = await callTool(state, {
      name,
      args,
      principal: state.principal,
      ending,
      progress: (progress, total, message) => {
        if (progressToken !== undefined) notify('notifications/progress', { progressToken, progress, total, message });
      },
      // a client of 2026-07-28 asks for messages in its envelope, and one that does is the official server's
      log: envelope === '' ? log : () => {},
      canAsk: false,
    });
    this.#running.delete(id);
    if (ending.by !== 'cancelled') this.#write(callAnswer(id, result, frames));
  }

  async #load(): ReturnType<FrontOptions['calls']> {
    this.#loaded = await this.#options.calls();
    return this.#loaded;
  }

  /** A host may replace or remove a plugin's files while its server runs; what was not loaded by then is gone. */
  #fail(id: string | number, cause: unknown): void {
    this.#running.delete(id);
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `The code of this server could not be loaded (${why}). Its files may have been replaced: restart it, or install the plugin again.`;
    this.#write(JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32603, message } }));
  }
  #loaded: Awaited<ReturnType<FrontOptions['calls']>> | undefined;

  /** Answers what waits for the official server that could not be loaded; the next request tries again. */
  async #refuse(attached: PassThrough, cause: unknown): Promise<void> {
    this.#attached = undefined;
    attached.setEncoding('utf8').end();
    let waiting = '';
    for await (const text of attached) waiting += text;
    for (const line of waiting.split('\n')) {
      const id = requestId(line);
      if (id !== undefined && id !== this.#ownId) this.#fail(id, cause);
    }
  }

  /** True for what is done here: how a connection of an older protocol begins, and the end of a call that runs here. */
  #note(message: unknown): boolean {
    const { id, method, params } = (message ?? {}) as Message;
    if (method === 'initialize' && this.#state === 'opening' && isHello(message)) {
      this.#state = 'legacy';
      this.#began = [{ ...message, id: this.#ownId }];
      const { versions, fallback, legacy } = this.#options.opening;
      const asked = message.params.protocolVersion;
      const protocolVersion = versions.includes(asked) ? asked : fallback;
      this.#write(JSON.stringify({ result: { ...legacy.begin, protocolVersion }, jsonrpc: '2.0', id }));
      return true;
    }
    if (method === 'notifications/initialized' && this.#state === 'legacy' && !this.#attached) {
      this.#began.push(message as Message);
      return true;
    }
    if (method === 'logging/setLevel' && LEVELS.includes(String(params?.level)))
      this.#level = LEVELS.indexOf(String(params?.level));
    if (method !== 'notifications/cancelled') return false;
    const ending = this.#running.get(params?.requestId as string | number);
    ending?.end('cancelled', params?.reason);
    return ending !== undefined;
  }

  /** Answers of one turn leave together: each writing is a system call. */
  #write(text: string): void {
    if (this.#isClosed) return;
    if (this.#unsent === '') setImmediate(() => this.#flush());
    this.#unsent += `${text}\n`;
  }

  #flush(): void {
    if (this.#unsent !== '') this.#options.output.write(this.#unsent);
    this.#unsent = '';
  }
}

/** Undefined for what is no JSON, with which the official transport has its own way. */
function messageOf(text: string): unknown {
  try {
    return parseMessage(text);
  } catch {
    return undefined;
  }
}

function requestId(line: string): string | number | undefined {
  try {
    const { id, method } = JSON.parse(line);
    return typeof method === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}

function framesFor({ opening, raw }: FrontOptions, listed: readonly ListedTool[]): Record<Era, Frames> {
  const tools = [...listed.map(({ definition }) => definition), ...raw];
  const frames = ({ list }: { list: Answer }) =>
    framesOf({ result: list.tools === null ? { ...list, tools } : list, jsonrpc: '2.0' });
  return { legacy: frames(opening.legacy), modern: frames(opening.modern) };
}

function readsOf(listed: readonly ListedTool[]): ReadonlySet<string> {
  return new Set(listed.filter(({ isRead }) => isRead).map(({ definition }) => definition.name));
}
