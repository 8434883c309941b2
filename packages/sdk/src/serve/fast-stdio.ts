import { randomUUID } from 'node:crypto';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import type { JSONRPCMessage } from '@modelcontextprotocol/server';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { callTool, type Log } from './call.ts';
import { Ending } from './ending.ts';
import { callAnswer, type Frames, framesOf } from './frames.ts';
import { metaOf, type PlainRequest, plainRequest } from './plain.ts';
import type { PluginState } from './state.ts';

const LEVELS = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'];
/** Longer lines are the official transport's alone, which knows how long one may be. */
const LONGEST_LINE = 1024 * 1024;
/** Most kinds of client, told apart by what they say of themselves, whose answers are remembered: a process has one. */
const MOST_KINDS = 4;
const MOST_ASKED = 100;

type Message = { id?: unknown; method?: unknown; params?: Record<string, unknown>; result?: Record<string, unknown> };

/**
 * The official transport for standard streams, except that `tools/list` and calls of read tools are answered from what
 * the official server answered to this client before. The first of them, and whatever is not plainly one of them, is its.
 */
export class FastStdioTransport extends StdioServerTransport {
  readonly #state: PluginState;
  readonly #input: Readable;
  readonly #rest: PassThrough;
  readonly #output: Writable;
  readonly #running = new Map<string | number, Ending>();
  /** What the official server adds for one kind of client, by its envelope. */
  readonly #frames = new Map<string, Frames>();
  /** Requests with that envelope, which the official server is about to answer. */
  readonly #asked = new Map<unknown, PlainRequest>();
  /** Of the question of our own to the official server, while it is asked. */
  #ownId: string | undefined;
  #level = 0;
  #isClosed = false;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #isLong = false;
  #unsent = '';

  /** @param input ends without the official transport being told, which would drop the calls in flight */
  constructor(state: PluginState, input: Readable, output: Writable) {
    const rest = new PassThrough();
    super(rest, output);
    this.#state = state;
    this.#rest = rest;
    this.#output = output;
    this.#input = input.on('data', this.#receive);
  }

  override send(message: JSONRPCMessage): Promise<void> {
    return this.#learn(message as Message) ? Promise.resolve() : super.send(message);
  }

  override close(): Promise<void> {
    this.#input.off('data', this.#receive).pause();
    for (const ending of this.#running.values()) ending.end('cancelled');
    this.#flush();
    this.#isClosed = true;
    return super.close();
  }

  readonly #receive = (chunk: Buffer): void => {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      const line = chunk.subarray(from, at + 1);
      from = at + 1;
      if (this.#isLong) this.#rest.write(line);
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
    if (!this.#isLong && this.#heldBytes <= LONGEST_LINE) return;
    for (const one of this.#held) this.#rest.write(one);
    this.#hold();
    this.#isLong = true;
  }

  /** One line, with its end. */
  #take(line: Buffer): void {
    let message: unknown;
    try {
      message = JSON.parse(line.toString('utf8'));
    } catch {
      // the official transport has its own way with what is no JSON
    }
    const plain = plainRequest(message);
    if (plain ? !this.#answer(plain) : !this.#note(message)) this.#rest.write(line);
  }

  #answer(plain: PlainRequest): boolean {
    const frames = this.#frames.get(plain.envelope);
    if (!frames) {
      if (this.#frames.size < MOST_KINDS && this.#asked.size < MOST_ASKED) this.#asked.set(plain.id, plain);
      return false;
    }
    if (plain.name === undefined) {
      const { list } = frames;
      if (list) this.#write(list.before + JSON.stringify(plain.id) + list.after);
      return list !== undefined;
    }
    if (!this.#state.isRead(plain.name) || this.#running.has(plain.id)) return false;
    void this.#state.inFlight.track(this.#call(plain, plain.name, frames));
    return true;
  }

  async #call({ id, args, progressToken, envelope }: PlainRequest, name: string, frames: Frames): Promise<void> {
    const ending = new Ending();
    this.#running.set(id, ending);
    const notify = (method: string, params: object) => {
      if (this.#running.get(id) === ending) this.#write(JSON.stringify({ jsonrpc: '2.0', method, params }));
    };
    const log: Log = (level, data, logger) => {
      if (LEVELS.indexOf(level) >= this.#level) notify('notifications/message', { level, data, logger });
    };
    const result = await callTool(this.#state, {
      name,
      args,
      principal: this.#state.principal,
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

  /** True for the cancellation of a call that runs here. */
  #note(message: unknown): boolean {
    const { method, params } = (message ?? {}) as Message;
    if (method === 'logging/setLevel' && LEVELS.includes(String(params?.level)))
      this.#level = LEVELS.indexOf(String(params?.level));
    if (method !== 'notifications/cancelled') return false;
    this.#asked.delete(params?.requestId);
    const ending = this.#running.get(params?.requestId as string | number);
    ending?.end('cancelled', params?.reason);
    return ending !== undefined;
  }

  /** True for an answer that nobody but us asked for. */
  #learn({ id, result }: Message): boolean {
    const asked = this.#asked.get(id);
    if (!asked) return false;
    this.#asked.delete(id);
    const isOwn = id === this.#ownId;
    if (isOwn) this.#ownId = undefined;
    if (result && asked.method === 'tools/list')
      this.#frames.set(asked.envelope, framesOf({ result, jsonrpc: '2.0', id }));
    else if (result && !this.#frames.has(asked.envelope) && this.#ownId === undefined) this.#askOwn(asked);
    return isOwn;
  }

  /** For a host that calls without listing: the list tells what is added to calls as well. */
  #askOwn(asked: PlainRequest): void {
    const id = randomUUID();
    this.#ownId = id;
    this.#asked.set(id, { ...asked, method: 'tools/list' });
    const params = metaOf(asked.envelope);
    setImmediate(() => this.onmessage?.({ jsonrpc: '2.0', id, method: 'tools/list', params }));
  }

  /** Answers of one turn leave together: each writing is a system call. */
  #write(text: string): void {
    if (this.#isClosed) return;
    if (this.#unsent === '') setImmediate(() => this.#flush());
    this.#unsent += `${text}\n`;
  }

  #flush(): void {
    if (this.#unsent !== '') this.#output.write(this.#unsent);
    this.#unsent = '';
  }
}
