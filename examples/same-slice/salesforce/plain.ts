// A slice of the Salesforce connector with nothing but the official SDK, fetch and zod: what Rolekit's lines are compared with.
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CallToolResult,
  CLIENT_CAPABILITIES_META_KEY,
  createRequestStateCodec,
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';

const SETTINGS = z.object({ instanceUrl: z.url(), clientId: z.string().min(1), clientSecret: z.string().min(1) });
export type Settings = z.output<typeof SETTINGS>;

const API = '/services/data/v62.0';
const ATTEMPTS = 3;
const ATTEMPT_MS = 30_000;
const LONGEST_WAIT_MS = 20_000;
const RESULT_BYTES = 60_000;
const APPROVAL_SECONDS = 600;

class Failure extends Error {
  readonly kind: string;
  readonly next: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(kind: string, message: string, next: string, retryAfterSeconds?: number) {
    super(message);
    this.kind = kind;
    this.next = next;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

const CHECK_SETTINGS = 'Check SALESFORCE_INSTANCE_URL, SALESFORCE_CLIENT_ID and SALESFORCE_CLIENT_SECRET.';
const LATER = 'Try again later.';

class Tokens {
  readonly #settings: Settings;
  #token: string | undefined;
  #flight: Promise<string> | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** One request, however many wait for it. */
  get(): Promise<string> {
    if (this.#token !== undefined) return Promise.resolve(this.#token);
    this.#flight ??= this.#fetch().finally(() => {
      this.#flight = undefined;
    });
    return this.#flight;
  }

  forget(refused: string): void {
    if (this.#token === refused) this.#token = undefined;
  }

  async #fetch(): Promise<string> {
    const { instanceUrl, clientId, clientSecret } = this.#settings;
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
    const { status, body } = await exchange(
      () => ({
        url: new URL('/services/oauth2/token', instanceUrl),
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(form).toString(),
      }),
      undefined,
    );
    const answer = z.object({ access_token: z.string().optional(), error: z.string().optional() }).safeParse(body).data;
    if (answer?.access_token === undefined)
      throw new Failure('auth_expired', `Salesforce refused the sign-in: ${answer?.error ?? status}`, CHECK_SETTINGS);
    this.#token = answer.access_token;
    return answer.access_token;
  }
}

interface Outgoing {
  url: URL;
  method: string;
  headers: Record<string, string>;
  body?: string;
}

interface Answer {
  status: number;
  body: unknown;
}

/** Sends what may be sent again: every request of this slice may. */
async function exchange(make: () => Outgoing | Promise<Outgoing>, signal: AbortSignal | undefined): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    const { url, ...init } = await make();
    const time = AbortSignal.timeout(ATTEMPT_MS);
    let answer: Answer;
    let retryAfter: string | null;
    try {
      const response = await fetch(url, {
        ...init,
        redirect: 'manual',
        signal: signal ? AbortSignal.any([signal, time]) : time,
      });
      const text = await response.text();
      retryAfter = response.headers.get('retry-after');
      answer = { status: response.status, body: parse(text, response.ok) };
    } catch (error) {
      if (signal?.aborted)
        throw new Failure('cancelled', 'The call was cancelled.', 'Repeat it if it is still wanted.');
      if (attempt < ATTEMPTS && !(error instanceof Failure)) {
        await wait(250 * 2 ** attempt * Math.random(), signal);
        continue;
      }
      if (error instanceof Failure) throw error;
      if (time.aborted) throw new Failure('timeout', `Salesforce did not answer within ${ATTEMPT_MS / 1000} s.`, LATER);
      throw new Failure('upstream_unavailable', 'Salesforce cannot be reached.', LATER);
    }
    const limited = answer.status === 429 || codeOf(answer.body) === 'REQUEST_LIMIT_EXCEEDED';
    if (!limited && answer.status < 500) return answer;
    const ms = retryAfterMs(retryAfter) ?? 250 * 2 ** attempt * (0.5 + Math.random() / 2);
    if (attempt >= ATTEMPTS || ms > LONGEST_WAIT_MS) {
      const seconds = Math.max(1, Math.ceil(ms / 1000));
      if (limited)
        throw new Failure('rate_limited', `Salesforce asks to wait ${seconds} s.`, `Wait ${seconds} s.`, seconds);
      throw new Failure('upstream_unavailable', `Salesforce answered HTTP ${answer.status}.`, LATER);
    }
    await wait(ms, signal);
  }
}

async function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(ms, undefined, signal ? { signal } : {}).catch(() => {
    throw new Failure('cancelled', 'The call was cancelled.', 'Repeat it if it is still wanted.');
  });
}

function retryAfterMs(header: string | null): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

function parse(text: string, expected: boolean): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    if (!expected) return undefined;
    throw new Failure('upstream_unavailable', 'Salesforce sent something that is not JSON.', CHECK_SETTINGS);
  }
}

const VENDOR_ERROR = z.array(z.object({ errorCode: z.string(), message: z.string().default('') })).min(1);

function codeOf(body: unknown): string | undefined {
  return VENDOR_ERROR.safeParse(body).data?.[0]?.errorCode;
}

function failureOf({ status, body }: Answer): Failure {
  const [first] = VENDOR_ERROR.safeParse(body).data ?? [];
  const said = first ? `${first.errorCode}: ${first.message.replace(/\s+/g, ' ').slice(0, 600)}` : `HTTP ${status}`;
  if (status === 401) return new Failure('auth_expired', `Salesforce refused the token: ${said}`, CHECK_SETTINGS);
  if (status === 403)
    return new Failure('forbidden', `Salesforce refused: ${said}`, 'Ask an administrator for access.');
  if (status === 404 || first?.errorCode === 'ENTITY_IS_DELETED')
    return new Failure('not_found', `It does not exist: ${said}`, 'Check the id.');
  if (/^(?:UNABLE_TO_LOCK_ROW|DUPLICATE_VALUE|DUPLICATES_DETECTED|ENTITY_IS_LOCKED)$/.test(first?.errorCode ?? ''))
    return new Failure('conflict', said, 'Read the current state, then try again.');
  if (status >= 300 && status < 400)
    return new Failure('upstream_unavailable', 'Salesforce answered an unexpected redirect.', CHECK_SETTINGS);
  return new Failure('invalid_request', said, 'Correct the arguments.');
}

const RECORD = z.record(z.string(), z.unknown());
const PAGE = z.object({
  totalSize: z.int(),
  done: z.boolean(),
  nextRecordsUrl: z.string().optional(),
  records: z.array(RECORD),
});
type Row = z.output<typeof RECORD>;

class Salesforce {
  readonly #settings: Settings;
  readonly #tokens: Tokens;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#tokens = new Tokens(settings);
  }

  /** Errors may quote what was sent. */
  masked(text: string): string {
    return text.replaceAll(this.#settings.clientSecret, '[secret]').replace(/Bearer [\w!.~-]+/g, 'Bearer [secret]');
  }

  async send(
    path: string,
    signal: AbortSignal,
    init: { method?: string; json?: unknown; headers?: Record<string, string> } = {},
  ): Promise<unknown> {
    const url = new URL(path, this.#settings.instanceUrl);
    if (url.origin !== new URL(this.#settings.instanceUrl).origin)
      throw new Failure('upstream_unavailable', 'Salesforce names an address that is not its own.', CHECK_SETTINGS);
    for (let refreshed = false; ; refreshed = true) {
      const token = await this.#tokens.get();
      const answer = await exchange(
        () => ({
          url,
          method: init.method ?? 'GET',
          headers: {
            accept: 'application/json',
            authorization: `Bearer ${token}`,
            ...(init.json === undefined ? {} : { 'content-type': 'application/json' }),
            ...init.headers,
          },
          ...(init.json === undefined ? {} : { body: JSON.stringify(init.json) }),
        }),
        signal,
      );
      if (answer.status >= 200 && answer.status < 300) return answer.body;
      if (answer.status !== 401 || refreshed) throw failureOf(answer);
      this.#tokens.forget(token);
    }
  }

  async page(soql: string, locator: string | undefined, signal: AbortSignal): Promise<z.output<typeof PAGE>> {
    const path = locator ?? `${API}/query?${new URLSearchParams({ q: soql })}`;
    const answer = PAGE.safeParse(
      await this.send(path, signal, { headers: { 'sforce-query-options': 'batchSize=200' } }),
    );
    if (!answer.success || (locator !== undefined && answer.data.nextRecordsUrl === locator))
      throw new Failure('upstream_unavailable', 'Salesforce sent a page of an unexpected form.', LATER);
    return answer.data;
  }

  async record(object: string, id: string, fields: readonly string[], signal: AbortSignal): Promise<Row> {
    const names = [...new Set(['Id', ...fields])].join(', ');
    const { records } = await this.page(`SELECT ${names} FROM ${object} WHERE Id = '${id}'`, undefined, signal);
    const [row] = records;
    if (row) return plainRow(row);
    throw new Failure('not_found', `${object} ${id} does not exist.`, 'Check the id.');
  }
}

function plainRow({ attributes: _, ...row }: Row): Row {
  return row;
}

const OBJECT = z.string().regex(/^[A-Za-z]\w*$/);
const ID = z.string().regex(/^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/);
const FIELD = z.string().regex(/^[A-Za-z]\w*$/);
const VALUE = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const POSITION = z.object({ query: z.string(), locator: z.string().optional(), skip: z.int() });
type Position = z.output<typeof POSITION>;

interface Plan {
  args: string;
  before: Row;
  modified: unknown;
  nonce: string;
}

/** Makes a server for each connection; the token and the approvals are those of the process. */
export function createPlainServer(given: Settings): () => McpServer {
  const salesforce = new Salesforce(SETTINGS.parse(given));
  const key = crypto.getRandomValues(new Uint8Array(32));
  const cursors = createRequestStateCodec<Position>({ key, ttlSeconds: 86_400 });
  const approvals = createRequestStateCodec<Plan>({ key, ttlSeconds: APPROVAL_SECONDS });
  const used = new Set<string>();

  async function positionOf(cursor: string | undefined, soql: string, ctx: ServerContext): Promise<Position> {
    const query = digest(soql);
    if (cursor === undefined) return { query, skip: 0 };
    const position = POSITION.safeParse(await cursors.verify(cursor, ctx).catch(() => undefined)).data;
    if (position?.query === query) return position;
    throw new Failure('invalid_request', 'The cursor is not one of this query.', 'Start again without a cursor.');
  }

  async function query(
    { soql, limit, cursor }: { soql: string; limit: number; cursor?: string | undefined },
    ctx: ServerContext,
  ): Promise<CallToolResult> {
    let position: Position | undefined = await positionOf(cursor, soql, ctx);
    const items: Row[] = [];
    let total = 0;
    let bytes = 0;
    while (position && items.length < limit) {
      const page: z.output<typeof PAGE> = await salesforce.page(soql, position.locator, ctx.mcpReq.signal);
      total = page.totalSize;
      const rows = page.records.slice(position.skip).map(plainRow);
      const taken = rows.slice(0, limit - items.length);
      let fits = 0;
      for (const row of taken) {
        bytes += Buffer.byteLength(JSON.stringify(row)) + 1;
        if (bytes > RESULT_BYTES && items.length + fits > 0) break;
        fits++;
      }
      items.push(...taken.slice(0, fits));
      if (fits < rows.length) position = { ...position, skip: position.skip + fits };
      else if (page.nextRecordsUrl === undefined) position = undefined;
      else position = { query: position.query, locator: page.nextRecordsUrl, skip: 0 };
      if (fits < taken.length) break;
    }
    const next = position && (await cursors.mint(position, ctx));
    const page = { returned: items.length, total, truncated: next !== undefined, ...(next ? { next } : {}) };
    const more = next ? `\nMore: repeat the call with cursor "${next}".` : '';
    return result({ items, page }, `${items.length} of ${total} rows\n${table(items)}${more}`);
  }

  async function update(
    { object, id, fields }: { object: string; id: string; fields: Record<string, z.output<typeof VALUE>> },
    ctx: ServerContext,
    canAsk: boolean,
  ): Promise<CallToolResult | InputRequiredResult> {
    const { signal, inputResponses } = ctx.mcpReq;
    const names = Object.keys(fields);
    const read = () => salesforce.record(object, id, [...names, 'LastModifiedDate'], signal);
    const args = digest(JSON.stringify([object, id, fields]));
    if (inputResponses === undefined) {
      if (!canAsk)
        throw new Failure(
          'approval_required',
          'A person has to approve this, and cannot be asked here.',
          'Use a host that asks.',
        );
      const { LastModifiedDate: modified, Id: _, ...before } = await read();
      const lines = names.map((name) => `  ${name}: ${JSON.stringify(before[name])} → ${JSON.stringify(fields[name])}`);
      const message = [`Update ${object} ${id}`, ...lines].join('\n');
      return inputRequired({
        requestState: await approvals.mint({ args, before, modified, nonce: crypto.randomUUID() }, ctx),
        inputRequests: {
          approval: inputRequired.elicit({
            message,
            requestedSchema: {
              type: 'object',
              properties: { approve: { type: 'boolean', title: 'Approve' } },
              required: ['approve'],
            },
          }),
        },
      });
    }
    const plan = await approvals.verify(ctx.mcpReq.requestState<string>() ?? '', ctx).catch(() => undefined);
    const answer = inputResponse(inputResponses, 'approval');
    const yes = answer.kind === 'elicit' && answer.action === 'accept' && answer.content?.approve === true;
    if (!plan || plan.args !== args || used.has(plan.nonce) || !yes)
      throw new Failure('approval_refused', 'It was not approved.', 'Do not repeat it unless the person asks for it.');
    used.add(plan.nonce);
    const current = await read();
    if (current.LastModifiedDate !== plan.modified)
      throw new Failure('conflict', `${object} ${id} was changed meanwhile; nothing was written.`, 'Read it again.');
    await salesforce.send(`${API}/sobjects/${object}/${id}`, signal, { method: 'PATCH', json: fields });
    const { LastModifiedDate: __, ...item } = await read();
    return result({ item }, `Updated ${object} ${id}`);
  }

  return () => {
    const server = new McpServer({ name: 'salesforce', version: '0.1.0' });
    const canAsk = (ctx: ServerContext) => {
      const envelope: Record<string, unknown> = ctx.mcpReq.envelope ?? {};
      const modern = envelope[CLIENT_CAPABILITIES_META_KEY] as { elicitation?: unknown } | undefined;
      return (modern ?? server.server.getClientCapabilities())?.elicitation !== undefined;
    };
    server.registerTool(
      'salesforce_query',
      {
        title: 'Query Salesforce with SOQL',
        description: 'Runs one SOQL SELECT and returns rows. More than one page: repeat with `cursor`.',
        annotations: { readOnlyHint: true },
        inputSchema: z.object({
          soql: z.string().min(1).max(20_000).describe('One SELECT.'),
          limit: z.int().min(1).max(2000).default(100).describe('Rows in this page.'),
          cursor: z.string().optional().describe('`page.next` of the page before.'),
        }),
        outputSchema: z.object({
          items: z.array(RECORD),
          page: z.object({
            returned: z.int(),
            total: z.int(),
            truncated: z.boolean(),
            next: z.string().optional(),
          }),
        }),
      },
      (args, ctx) => answered(salesforce, () => query(args, ctx)),
    );
    server.registerTool(
      'salesforce_get_record',
      {
        title: 'Get a Salesforce record',
        description: 'Fields of one record by id.',
        annotations: { readOnlyHint: true },
        inputSchema: z.object({
          object: OBJECT.describe('API name.'),
          id: ID.describe('Record id, 15 or 18 characters.'),
          fields: z.array(FIELD).min(1).max(100).describe('API names.'),
        }),
        outputSchema: z.object({ item: RECORD }),
      },
      ({ object, id, fields }, ctx) =>
        answered(salesforce, async () => {
          const item = await salesforce.record(object, id, fields, ctx.mcpReq.signal);
          return result({ item }, table([item]));
        }),
    );
    server.registerTool(
      'salesforce_update_record',
      {
        title: 'Update a Salesforce record',
        description: 'Changes fields of one record after a person saw before and after and approved.',
        annotations: { readOnlyHint: false, destructiveHint: false },
        inputSchema: z.object({
          object: OBJECT.describe('API name.'),
          id: ID.describe('Record id.'),
          fields: z.record(FIELD, VALUE).describe('Only what changes.'),
        }),
        outputSchema: z.object({ item: RECORD }),
      },
      (args, ctx) => answered(salesforce, () => update(args, ctx, canAsk(ctx))),
    );
    return server;
  };
}

async function answered<R extends CallToolResult | InputRequiredResult>(
  salesforce: Salesforce,
  work: () => Promise<R>,
): Promise<R | CallToolResult> {
  try {
    return await work();
  } catch (error) {
    const { kind, message, next, retryAfterSeconds } =
      error instanceof Failure ? error : new Failure('upstream_unavailable', 'It failed unexpectedly.', LATER);
    if (!(error instanceof Failure)) console.error(salesforce.masked(String(error)));
    const said = salesforce.masked(message);
    return {
      isError: true,
      structuredContent: { error: { kind, message: said, next, retryAfterSeconds } },
      content: [{ type: 'text', text: `${kind}: ${said}\nNext: ${next}` }],
    };
  }
}

function result(structuredContent: Record<string, unknown>, text: string): CallToolResult {
  return { structuredContent, content: [{ type: 'text', text }] };
}

function table(rows: readonly Row[]): string {
  const names = Object.keys(rows[0] ?? {});
  const line = (row: Row) => names.map((name) => JSON.stringify(row[name] ?? null)).join(' | ');
  return [names.join(' | '), ...rows.map(line)].join('\n').slice(0, RESULT_BYTES);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
