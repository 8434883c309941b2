import { PassThrough, type Readable, type Writable } from 'node:stream';
import type { ToolDefinition } from '../../connector/description-types.ts';
import { parseMessage } from '../http/json-rpc-message.ts';
import { Ending } from '../plugin/call-ending.ts';
import { InFlight } from '../plugin/calls-in-flight.ts';
import type { Log } from '../plugin/incoming-call.ts';
import type { ListedTool } from '../plugin/listed-tools.ts';
import type { PluginState } from '../plugin/plugin-state.ts';
import type { Answer, Opening } from '../plugin/types.ts';
import { callAnswer, type Frames, framesOf } from './frames.ts';
import { isHello, isUsual, metaOf, type PlainRequest, plainMessage } from './plain.ts';

const LEVELS = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'];
/** Longer lines are the official server's alone. */
const MAX_LINE_LENGTH = 1024 * 1024;
/** More than this without an end is passed on as it comes: the official transport closes the connection then. */
const MAX_HELD = 10 * 1024 * 1024;
const MAX_CLIENTS = 4;

type Message = { jsonrpc?: unknown; id?: unknown; method?: unknown; params?: Record<string, unknown> };
type Era = 'legacy' | 'modern';

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
  /** What a connection begins with decides it; `other` is one that only the official server knows. */
  #era: Era | 'other' | undefined;
  /** What the official server must know of how it began. */
  #began: Message[] = [];
  #rest: PassThrough | undefined;
  #level = 0;
  #isClosed = false;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #isLong = false;
  #unsent = '';

  constructor(options: FrontOptions) {
    this.#options = options;
    this.#frames = framesFor(options, options.listed);
    this.#reads = readsOf(options.listed);
    options.input.on('data', this.#receive);
  }

  /** Other tools are listed from here on, and the host is told, unless the official server is there to do that. */
  relist(listed: readonly ListedTool[]): void {
    this.#frames = framesFor(this.#options, listed);
    this.#reads = readsOf(listed);
    if (this.#era === 'legacy' && !this.#rest)
      this.#write(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' }));
  }

  /** Ends the calls that still run; nothing is read or written after it. */
  close(): void {
    this.#options.input.off('data', this.#receive).pause();
    for (const ending of this.#running.values()) ending.end('cancelled');
    this.#flush();
    this.#isClosed = true;
  }

  readonly #receive = (chunk: Buffer): void => {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      const line = chunk.subarray(from, at + 1);
      from = at + 1;
      if (this.#isLong) this.#pass(line);
      else this.#take(this.#heldBytes === 0 ? line : Buffer.concat([...this.#held, line]));
      this.#hold();
      this.#isLong = false;
    }
    if (from < chunk.length) this.#hold(chunk.subarray(from));
  };

  #hold(part?: Buffer): void {
    if (!part) {
      this.#held = [];
      this.#heldBytes = 0;
      return;
    }
    this.#held.push(part);
    this.#heldBytes += part.length;
    if (!this.#isLong && this.#heldBytes <= MAX_HELD) return;
    for (const one of this.#held) this.#pass(one);
    this.#hold();
    this.#isLong = true;
  }

  /** One line, with its end. */
  #take(line: Buffer): void {
    const text = line.toString('utf8');
    const hasLongNumber = /\d{16}/.test(text);
    const isLong = line.length > MAX_LINE_LENGTH;
    const message = isLong && !hasLongNumber ? undefined : messageOf(text);
    if (message !== undefined && !isLong) {
      const plain = plainMessage(message);
      if (plain ? this.#answer(plain) : this.#note(message)) return;
    }
    // what is exact in it, the official transport would round
    const isExact = message !== undefined && hasLongNumber;
    this.#pass(isExact ? Buffer.from(`${JSON.stringify(message)}\n`) : line);
  }

  /** For the official server. */
  #pass(part: Buffer): void {
    if (!this.#rest) {
      this.#era ??= 'other';
      const rest = new PassThrough();
      this.#rest = rest;
      for (const message of this.#began) rest.write(`${JSON.stringify(message)}\n`);
      this.#options.official(rest, this.#ownId).catch((error) => this.#refuse(rest, error));
    }
    this.#rest.write(part);
  }

  #answer(plain: PlainRequest): boolean {
    const isModern = this.#isModern(plain.envelope);
    if (plain.method === 'server/discover') {
      // it decides nothing: a host may still begin with a handshake
      if (!isModern || (this.#era !== undefined && this.#era !== 'modern')) return false;
      this.#write(JSON.stringify({ result: this.#options.opening.modern.begin, jsonrpc: '2.0', id: plain.id }));
      return true;
    }
    if (isModern && this.#era === undefined) {
      this.#era = 'modern';
      const params = metaOf(plain.envelope);
      this.#began = [{ jsonrpc: '2.0', id: this.#ownId, method: 'tools/list', params }];
    }
    const era = isModern ? 'modern' : plain.envelope === '' ? 'legacy' : undefined;
    if (era === undefined || era !== this.#era) return false;
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
  async #refuse(rest: PassThrough, cause: unknown): Promise<void> {
    this.#rest = undefined;
    rest.setEncoding('utf8').end();
    let waiting = '';
    for await (const part of rest) waiting += part;
    for (const line of waiting.split('\n')) {
      const id = requestId(line);
      if (id !== undefined && id !== this.#ownId) this.#fail(id, cause);
    }
  }

  /** True for what is done here: how a connection of an older protocol begins, and the end of a call that runs here. */
  #note(message: unknown): boolean {
    const { id, method, params } = (message ?? {}) as Message;
    if (method === 'initialize' && this.#era === undefined && isHello(message)) {
      this.#era = 'legacy';
      this.#began = [{ ...message, id: this.#ownId }];
      const { versions, fallback, legacy } = this.#options.opening;
      const asked = message.params.protocolVersion;
      const protocolVersion = versions.includes(asked) ? asked : fallback;
      this.#write(JSON.stringify({ result: { ...legacy.begin, protocolVersion }, jsonrpc: '2.0', id }));
      return true;
    }
    if (method === 'notifications/initialized' && this.#era === 'legacy' && !this.#rest) {
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
