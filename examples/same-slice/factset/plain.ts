// A slice of the FactSet connector with nothing but the official SDK, fetch and zod.
import { randomUUID } from 'node:crypto';
import { type CallToolResult, McpServer, type ServerContext } from '@modelcontextprotocol/server';
import { z } from 'zod';
import {
  answered,
  Cursors,
  Failure,
  finish,
  pace,
  pageOf,
  pageResult,
  Recent,
  Rows,
  read,
  send,
  type Vendor,
} from '../plain.ts';
import {
  AT_ONCE,
  FUNDAMENTALS,
  FUNDAMENTALS_INPUT,
  type Items,
  itemsOf,
  JOB,
  MAX_IDS_PER_REQUEST,
  METRICS,
  messageOf,
  outcomesOf,
  PERIODICITY,
  PRICE,
  PRICE_ROWS,
  PRICES,
  PRICES_AT_ONCE,
  PRICES_INPUT,
  priceRows,
  ROW,
  ROWS,
  type Row,
  stateOf,
  TOO_LONG,
  type WireRow,
} from './vendor.ts';

const SETTINGS = z.object({
  username: z.string().min(1),
  apiKey: z.string().min(1),
  baseUrl: z.url().default('https://api.factset.com'),
  jobWaitSeconds: z.coerce.number().int().min(1).max(110).default(45),
});

const CATALOGUE_MS = 3_600_000;
const KEPT_LISTS = 8;

const tooLarge = () =>
  new Failure('too_large', 'FactSet needs too long for a request of this size.', 'Ask for fewer ids or metrics.');

/** Where a page starts: in a list that is kept, or fetched again; of a job, its id. */
interface Position {
  list?: string;
  job?: string;
  from: number;
}

/** Makes a server for each connection; the pace, the catalogue and the lists are those of the process. */
export function createPlainServer(values: Record<string, string>): () => McpServer {
  const { username, apiKey, baseUrl, jobWaitSeconds } = SETTINGS.parse(values);
  const basic = Buffer.from(`${username}:${apiKey}`).toString('base64');
  const vendor: Vendor = {
    name: 'FactSet',
    baseUrl,
    check: 'Check FACTSET_USERNAME_SERIAL and FACTSET_API_KEY; the key is made for an IP range.',
    secrets: [apiKey, basic],
    timeoutMs: 60_000,
    signIn: () => ({ authorization: `Basic ${basic}` }),
    // FactSet allows ten requests a second; the rest is for the user's other programs
    enter: pace(8, 1000, 4),
    said: messageOf,
    failureOf: ({ status }, said) => (status === 400 && TOO_LONG.test(said) ? tooLarge() : undefined),
  };
  const cursors = new Cursors<Position>();
  const lists = new Recent<Row[]>(KEPT_LISTS);
  let catalogue: { items: Promise<Items>; until: number } | undefined;

  /** One request, however many wait for it. */
  function metrics(): Promise<Items> {
    if (catalogue && catalogue.until > Date.now()) return catalogue.items;
    const items = send(vendor, { path: `${FUNDAMENTALS}/metrics` }).then((body) =>
      itemsOf(read(vendor, METRICS, body)),
    );
    catalogue = { items, until: Date.now() + CATALOGUE_MS };
    items.catch(() => {
      catalogue = undefined;
    });
    return items;
  }

  /** Rows of many ids in requests of the size that FactSet allows; what is too large for it is cut in half. */
  async function inBatches(
    ids: readonly string[],
    most: number,
    fetchRows: (ids: readonly string[]) => Promise<WireRow[]>,
  ): Promise<WireRow[]> {
    const batches = Array.from({ length: Math.ceil(ids.length / most) }, (_, index) =>
      ids.slice(index * most, (index + 1) * most),
    );
    const rows = await Promise.all(
      batches.map((batch) =>
        fetchRows(batch).catch((error: unknown) => {
          if (!(error instanceof Failure) || error.kind !== 'too_large' || batch.length < 2) throw error;
          return inBatches(batch, Math.ceil(batch.length / 2), fetchRows);
        }),
      ),
    );
    return rows.flat();
  }

  function inJob(json: unknown, resume: string | undefined, of: unknown, ctx: ServerContext): Promise<WireRow[]> {
    const { signal } = ctx.mcpReq;
    return finish({
      vendor,
      resume,
      signal,
      cursorOf: (job) => cursors.mint({ job, from: 0 }, of, ctx),
      waits: { firstMs: 250, maxMs: 3000, seconds: jobWaitSeconds },
      async ask(id) {
        const body =
          id === undefined
            ? await send(vendor, { method: 'POST', path: `${FUNDAMENTALS}/fundamentals`, json }, signal)
            : await send(vendor, { path: `${FUNDAMENTALS}/batch-status`, query: { id } }, signal);
        const job = read(vendor, JOB, body).data;
        const title = job.error?.title ?? 'no reason given';
        if (stateOf(job) === 'running') return { token: job.id };
        if (stateOf(job) === 'done') {
          const found = await send(vendor, { path: `${FUNDAMENTALS}/batch-result`, query: { id: job.id } }, signal);
          return { done: read(vendor, ROWS, found).data };
        }
        if (TOO_LONG.test(title)) throw tooLarge();
        throw new Failure('invalid_request', `FactSet's batch job failed: ${title}`, 'Repeat it without a cursor.');
      },
    });
  }

  async function fundamentals(
    { ids, metrics: names, period, currency }: z.output<typeof FUNDAMENTALS_INPUT>,
    job: string | undefined,
    of: unknown,
    ctx: ServerContext,
  ): Promise<Row[]> {
    const known = await metrics();
    const unknown = names.filter((name) => !known.has(name));
    if (unknown.length > 0)
      throw new Failure('invalid_request', `FactSet has no metric ${unknown.join(', ')}.`, 'Correct the names.');
    const items = new Map([...known].filter(([name]) => names.includes(name)));
    const request = { metrics: names, periodicity: PERIODICITY[period], currency };
    const path = `${FUNDAMENTALS}/fundamentals`;
    const wire =
      ids.length > MAX_IDS_PER_REQUEST
        ? await inJob({ data: { ids, ...request, batch: 'Y' } }, job, of, ctx)
        : await inBatches(ids, AT_ONCE, async (some) => {
            const json = { data: { ids: some, ...request } };
            return read(vendor, ROWS, await send(vendor, { method: 'POST', path, json }, ctx.mcpReq.signal)).data;
          });
    return outcomesOf(ids, items, wire);
  }

  async function prices({ ids, date, adjust }: z.output<typeof PRICES_INPUT>, signal: AbortSignal): Promise<Row[]> {
    const request = { fields: ['price'], startDate: date, endDate: date, frequency: 'D', adjust, currency: 'LOCAL' };
    const wire = await inBatches(ids, PRICES_AT_ONCE, async (some) => {
      const json = { ids: some, ...request };
      return priceRows(read(vendor, PRICE_ROWS, await send(vendor, { method: 'POST', path: PRICES, json }, signal)));
    });
    return outcomesOf(ids, PRICE, wire);
  }

  /** One page of a list that FactSet sends as a whole. */
  async function page(
    { limit, cursor }: { limit: number; cursor?: string | undefined },
    of: unknown,
    ctx: ServerContext,
    fetchAll: (job: string | undefined) => Promise<Row[]>,
  ): Promise<CallToolResult> {
    const at = cursor === undefined ? { from: 0 } : await cursors.read(cursor, of, ctx);
    const { list = randomUUID(), job, from } = at;
    const all = lists.get(list) ?? lists.set(list, await fetchAll(job));
    const taken = new Rows<Row>(limit);
    const next = from + taken.take(all.slice(from));
    return pageResult(
      taken.items,
      all.length,
      next < all.length ? await cursors.mint({ list, from: next, ...(job ? { job } : {}) }, of, ctx) : undefined,
    );
  }

  const PAGING = {
    limit: z.int().min(1).max(1000).default(200).describe('Rows in this page.'),
    cursor: z.string().optional().describe('`page.next` of the page before, or of a timeout.'),
  };

  return () => {
    const server = new McpServer({ name: 'factset', version: '0.1.0' });
    server.registerTool(
      'factset_get_fundamentals',
      {
        title: 'Get FactSet fundamentals',
        description: 'Reported figures; value × scale = whole units. Rows without a value come first.',
        annotations: { readOnlyHint: true },
        inputSchema: FUNDAMENTALS_INPUT.extend(PAGING),
        outputSchema: pageOf(ROW),
      },
      ({ limit, cursor, ...input }, ctx) =>
        answered(vendor, () => page({ limit, cursor }, input, ctx, (job) => fundamentals(input, job, input, ctx))),
    );
    server.registerTool(
      'factset_get_prices',
      {
        title: 'Get FactSet prices',
        description: 'End-of-day prices in each own currency. Rows without a value come first.',
        annotations: { readOnlyHint: true },
        inputSchema: PRICES_INPUT.extend(PAGING),
        outputSchema: pageOf(ROW),
      },
      ({ limit, cursor, ...input }, ctx) =>
        answered(vendor, () => page({ limit, cursor }, input, ctx, () => prices(input, ctx.mcpReq.signal))),
    );
    return server;
  };
}
