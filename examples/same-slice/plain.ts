// What every plain server of this comparison needs where the official SDK stops: requests, cursors, approvals, answers.
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CallToolResult,
  CLIENT_CAPABILITIES_META_KEY,
  createRequestStateCodec,
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';

const ATTEMPTS = 3;
const MAX_WAIT_MS = 20_000;
const RESULT_BYTES = 60_000;
const CURSOR_SECONDS = 86_400;
const APPROVAL_SECONDS = 600;
const LATER = 'Try again later.';

interface Further {
  retryAfterSeconds?: number;
  /** With it the same call goes on. */
  cursor?: string;
  /** It was sent, and nobody knows whether it was done. */
  unknown?: boolean;
}

export class Failure extends Error {
  readonly kind: string;
  readonly next: string;
  readonly further: Further;

  constructor(kind: string, message: string, next: string, further: Further = {}) {
    super(message);
    this.kind = kind;
    this.next = next;
    this.further = further;
  }
}

const cancelled = () => new Failure('cancelled', 'The call was cancelled.', 'Repeat it if it is still wanted.');

export interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}

export interface Vendor {
  name: string;
  baseUrl: string;
  /** What a person does when the credentials are refused. */
  check: string;
  /** What no answer may repeat. */
  secrets: readonly string[];
  timeoutMs?: number;
  /** Headers that sign a request in. */
  signIn?(): Promise<Record<string, string>> | Record<string, string>;
  /** Lets go of what was refused, where it can be made anew. */
  renew?(refused: Record<string, string>): void;
  /** Waits for the turn of a request; the answer ends it. */
  enter?(signal: AbortSignal | undefined): Promise<() => void>;
  /** Milliseconds to wait, for an answer that is a limit in other words than 429 and Retry-After. */
  limitMs?(answer: Answer): number | undefined;
  /** What a refusal means, where the status does not say it. */
  failureOf?(answer: Answer, said: string): Failure | undefined;
  /** The vendor's words in a refusal. */
  said(body: unknown): string | undefined;
}

export interface Outgoing {
  path: string;
  method?: string;
  query?: Record<string, string>;
  /** Tells the vendor that it is sent again. */
  againQuery?: Record<string, string>;
  headers?: Record<string, string>;
  json?: unknown;
  form?: Record<string, string>;
  /** False for what may have been done when its answer is lost. @default true */
  repeatable?: boolean;
}

/** Sends a request, again where that helps and does no harm, and answers the body. */
export async function send(vendor: Vendor, outgoing: Outgoing, signal?: AbortSignal): Promise<unknown> {
  for (let renewed = false; ; renewed = true) {
    const credentials = (await vendor.signIn?.()) ?? {};
    const answer = await exchange(vendor, outgoing, credentials, signal);
    if (answer.status >= 200 && answer.status < 300) return answer.body;
    if (answer.status !== 401 || renewed || !vendor.renew) throw failureOf(vendor, answer);
    vendor.renew(credentials);
  }
}

async function exchange(
  vendor: Vendor,
  outgoing: Outgoing,
  credentials: Record<string, string>,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    const leave = await vendor.enter?.(signal);
    let ms = 250 * 2 ** attempt * (0.5 + Math.random() / 2);
    let failure: Failure;
    try {
      const answer = await attemptOnce(vendor, outgoing, credentials, attempt > 1, signal);
      const own = vendor.limitMs?.(answer);
      const limited = answer.status === 429 || own !== undefined;
      if (!limited && answer.status < 500) return answer;
      ms = retryAfterMs(answer) ?? own ?? ms;
      const seconds = Math.max(1, Math.ceil(ms / 1000));
      failure = limited
        ? new Failure('rate_limited', `${vendor.name} asks to wait ${seconds} s.`, `Wait ${seconds} s.`, {
            retryAfterSeconds: seconds,
          })
        : unavailable(vendor, outgoing, `answered HTTP ${answer.status}.`);
    } catch (error) {
      if (!(error instanceof Failure) || error.kind === 'cancelled') throw error;
      failure = error;
    } finally {
      leave?.();
    }
    if (attempt >= ATTEMPTS || ms > MAX_WAIT_MS || failure.further.unknown) throw failure;
    await wait(ms, signal);
  }
}

async function attemptOnce(
  vendor: Vendor,
  { path, method, query, againQuery, headers, json, form, ...rest }: Outgoing,
  credentials: Record<string, string>,
  again: boolean,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const url = new URL(path, vendor.baseUrl);
  if (url.origin !== new URL(vendor.baseUrl).origin)
    throw new Failure('forbidden', `${vendor.name} names an address that is not its own.`, vendor.check);
  for (const [name, value] of Object.entries({ ...query, ...(again ? againQuery : {}) }))
    url.searchParams.set(name, value);
  const time = AbortSignal.timeout(vendor.timeoutMs ?? 30_000);
  try {
    const response = await fetch(url, {
      method: method ?? 'GET',
      headers: {
        accept: 'application/json',
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...credentials,
        ...headers,
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, time]) : time,
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parse(text, response.ok) };
  } catch (error) {
    if (signal?.aborted) throw cancelled();
    if (error instanceof SyntaxError) throw unavailable(vendor, rest, 'sent something that is not JSON.');
    if (time.aborted) throw unavailable(vendor, rest, 'did not answer in time.', 'timeout');
    throw unavailable(vendor, rest, 'cannot be reached.');
  }
}

function parse(text: string, expected: boolean): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (expected) throw error;
    return undefined;
  }
}

function unavailable(
  { name }: Vendor,
  { repeatable = true }: Pick<Outgoing, 'repeatable'>,
  what: string,
  kind = 'upstream_unavailable',
): Failure {
  return new Failure(kind, `${name} ${what}`, LATER, repeatable ? {} : { unknown: true });
}

function retryAfterMs({ headers }: Answer): number | undefined {
  const header = headers.get('retry-after');
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

function failureOf(vendor: Vendor, answer: Answer): Failure {
  const { name, check } = vendor;
  const { status } = answer;
  const said = vendor.said(answer.body)?.replace(/\s+/g, ' ').slice(0, 600) ?? `HTTP ${status}`;
  const own = vendor.failureOf?.(answer, said);
  if (own) return own;
  if (status === 401) return new Failure('auth_expired', `${name} refused the credentials: ${said}`, check);
  if (status === 403) return new Failure('forbidden', `${name} refused: ${said}`, 'Ask an administrator for access.');
  if (status === 404) return new Failure('not_found', `It does not exist: ${said}`, 'Check the names and ids.');
  if (status === 409) return new Failure('conflict', said, 'Read the current state, then try again.');
  if (status < 400) return new Failure('upstream_unavailable', `${name} answered an unexpected redirect.`, check);
  return new Failure('invalid_request', said, 'Correct the arguments.');
}

/** Reads an answer in the form that is expected. */
export function read<S extends z.ZodType>({ name }: Vendor, schema: S, body: unknown): z.output<S> {
  const { data, error } = schema.safeParse(body);
  if (data !== undefined) return data;
  const at = error?.issues[0]?.path.join('.');
  throw new Failure('upstream_unavailable', `${name} sent an answer of an unexpected form (${at}).`, LATER);
}

export async function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(ms, undefined, signal ? { signal } : {}).catch(() => {
    throw cancelled();
  });
}

/** Lets requests start at a vendor's pace: so many in a time, so many at once. */
export function pace(calls: number, perMs: number, atOnce: number): NonNullable<Vendor['enter']> {
  const starts: number[] = [];
  const waiting: (() => void)[] = [];
  let inside = 0;
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else inside--;
  };
  return async (signal) => {
    if (inside < atOnce) inside++;
    else await new Promise<void>((go) => waiting.push(go));
    const now = Date.now();
    const start = Math.max(now, starts.length < calls ? 0 : (starts.shift() ?? 0) + perMs);
    starts.push(start);
    try {
      await wait(start - now, signal);
    } catch (error) {
      leave();
      throw error;
    }
    return leave;
  };
}

interface Work<T> {
  vendor: Vendor;
  /** Starts the work, or asks for what was started. */
  ask(token: string | undefined): Promise<{ token: string } | { done: T }>;
  /** What was started before, and is not started again. */
  resume: string | undefined;
  cursorOf(token: string): Promise<string>;
  /** Ends it when nobody waits any more. No token: the answer to its start was not waited for. */
  cancel?(token: string | undefined): Promise<unknown>;
  signal: AbortSignal;
  waits: { firstMs: number; maxMs: number; seconds: number };
}

/** Kinds of failure that say nothing about the work itself. */
const STILL_RUNS = new Set(['timeout', 'rate_limited', 'upstream_unavailable']);

/** Waits for long work; when the time for that is over, the failure has a cursor to go on with. */
export async function finish<T>({ vendor, ask, resume, cursorOf, cancel, signal, waits }: Work<T>): Promise<T> {
  const until = Date.now() + waits.seconds * 1000;
  let token = resume;
  try {
    for (let pause = waits.firstMs; ; pause = Math.min(pause * 1.5, waits.maxMs)) {
      const step = await ask(token);
      if ('done' in step) return step.done;
      token = step.token;
      const left = until - Date.now();
      if (left <= 0)
        throw new Failure('timeout', `${vendor.name} did not answer within ${waits.seconds} s.`, 'The work goes on.');
      await wait(Math.min(pause, left), signal);
    }
  } catch (error) {
    if (signal.aborted) await cancel?.(token).catch(() => {});
    else if (error instanceof Failure && token !== undefined && STILL_RUNS.has(error.kind))
      throw new Failure(error.kind, error.message, error.next, { ...error.further, cursor: await cursorOf(token) });
    throw error;
  }
}

/** Keeps what was used last. */
export class Recent<T> {
  readonly #values = new Map<string, T>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): T | undefined {
    return this.#values.get(key);
  }

  set(key: string, value: T): T {
    this.#values.delete(key);
    this.#values.set(key, value);
    const [oldest] = this.#values.keys();
    if (this.#values.size > this.#most && oldest !== undefined) this.#values.delete(oldest);
    return value;
  }
}

/** Keys of one process: signed positions that are good for one list of one tool. */
export class Cursors<Position> {
  readonly #codec = createRequestStateCodec<{ of: string; at: Position }>({
    key: newKey(),
    ttlSeconds: CURSOR_SECONDS,
  });

  mint(at: Position, of: unknown, ctx: ServerContext): Promise<string> {
    return this.#codec.mint({ of: digest(of), at }, ctx);
  }

  async read(cursor: string, of: unknown, ctx: ServerContext): Promise<Position> {
    const found = await this.#codec.verify(cursor, ctx).catch(() => undefined);
    if (found?.of === digest(of)) return found.at;
    throw new Failure('invalid_request', 'The cursor is not one of this call.', 'Start again without a cursor.');
  }
}

/** Rows of one answer, as far as the caller and the host have room for them. */
export class Rows<Row> {
  readonly items: Row[] = [];
  readonly #limit: number;
  #bytes = 0;
  full = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Takes rows from the front, and answers how many. */
  take(rows: readonly Row[]): number {
    let taken = 0;
    for (const row of rows) {
      this.#bytes += Buffer.byteLength(JSON.stringify(row)) + 1;
      this.full = this.items.length >= this.#limit || (this.items.length > 0 && this.#bytes > RESULT_BYTES);
      if (this.full) break;
      this.items.push(row);
      taken++;
    }
    this.full ||= this.items.length >= this.#limit;
    return taken;
  }
}

export const pageOf = <S extends z.ZodType>(row: S) =>
  z.object({
    items: z.array(row),
    page: z.object({ returned: z.int(), total: z.int(), truncated: z.boolean(), next: z.string().optional() }),
  });

export function pageResult(items: readonly object[], total: number, next: string | undefined): CallToolResult {
  const page = { returned: items.length, total, truncated: next !== undefined, ...(next ? { next } : {}) };
  const more = next ? `\nMore: repeat the call with cursor "${next}".` : '';
  return result({ items, page }, `${items.length} of ${total} rows\n${table(items)}${more}`);
}

export function result(structuredContent: Record<string, unknown>, text: string): CallToolResult {
  return { structuredContent, content: [{ type: 'text', text }] };
}

export function table(rows: readonly object[]): string {
  const names = [...new Set(rows.flatMap(Object.keys))];
  const line = (row: object) => names.map((name) => JSON.stringify((row as Record<string, unknown>)[name] ?? null));
  return [names, ...rows.map(line)]
    .map((cells) => cells.join(' | '))
    .join('\n')
    .slice(0, RESULT_BYTES);
}

/** Asks a person about a plan; what they approved is good for these arguments, once. */
export class Approvals<Plan> {
  readonly #codec = createRequestStateCodec<{ of: string; plan: Plan; nonce: string }>({
    key: newKey(),
    ttlSeconds: APPROVAL_SECONDS,
  });
  readonly #used = new Set<string>();

  /** The approved plan, or the question about it. */
  async ask(
    server: McpServer,
    ctx: ServerContext,
    args: unknown,
    make: () => Promise<{ message: string; plan: Plan }>,
  ): Promise<{ plan: Plan } | { question: InputRequiredResult }> {
    const { inputResponses } = ctx.mcpReq;
    if (inputResponses === undefined) {
      if (!canAsk(server, ctx))
        throw new Failure(
          'approval_required',
          'A person has to approve this, and cannot be asked here.',
          'Use a host that asks.',
        );
      const { message, plan } = await make();
      const requestState = await this.#codec.mint({ of: digest(args), plan, nonce: crypto.randomUUID() }, ctx);
      const approval = inputRequired.elicit({
        message,
        requestedSchema: {
          type: 'object',
          properties: { approve: { type: 'boolean', title: 'Approve' } },
          required: ['approve'],
        },
      });
      return { question: inputRequired({ requestState, inputRequests: { approval } }) };
    }
    const state = await this.#codec.verify(ctx.mcpReq.requestState<string>() ?? '', ctx).catch(() => undefined);
    const answer = inputResponse(inputResponses, 'approval');
    const yes = answer.kind === 'elicit' && answer.action === 'accept' && answer.content?.approve === true;
    if (!state || state.of !== digest(args) || this.#used.has(state.nonce) || !yes)
      throw new Failure('approval_refused', 'It was not approved.', 'Do not repeat it unless the person asks for it.');
    this.#used.add(state.nonce);
    return { plan: state.plan };
  }
}

function canAsk({ server }: McpServer, ctx: ServerContext): boolean {
  const envelope: Record<string, unknown> = ctx.mcpReq.envelope ?? {};
  const modern = envelope[CLIENT_CAPABILITIES_META_KEY] as { elicitation?: unknown } | undefined;
  return (modern ?? server.getClientCapabilities())?.elicitation !== undefined;
}

/** Runs a tool; what goes wrong becomes an answer that says what, and what to do. */
export async function answered<R extends CallToolResult | InputRequiredResult>(
  vendor: Vendor,
  work: () => Promise<R>,
): Promise<R | CallToolResult> {
  const masked = (text: string) =>
    vendor.secrets
      .reduce((kept, secret) => kept.replaceAll(secret, '[secret]'), text)
      .replace(/(Bearer|Basic) [\w!.~+/=-]+/g, '$1 [secret]');
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure)) console.error(masked(String(error)));
    const { kind, message, next, further } =
      error instanceof Failure ? error : new Failure('upstream_unavailable', 'It failed unexpectedly.', LATER);
    const said = masked(message);
    const on = further.cursor === undefined ? '' : ` Repeat the call with cursor "${further.cursor}".`;
    return {
      isError: true,
      _meta: { error: { kind, message: said, next, ...further } },
      content: [{ type: 'text', text: `${kind}: ${said}\nNext: ${next}${on}` }],
    };
  }
}

function newKey(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(32));
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url');
}
