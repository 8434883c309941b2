// A slice of the HubSpot connector with nothing but the official SDK, fetch and zod.
import {
  type CallToolResult,
  type InputRequiredResult,
  McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import {
  Approvals,
  answered,
  Cursors,
  Failure,
  pace,
  pageOf,
  pageResult,
  Rows,
  read,
  result,
  send,
  table,
  type Vendor,
} from '../plain.ts';
import {
  CHUNK,
  type Change,
  type Current,
  changesOf,
  different,
  FOUND,
  limitMs,
  messageOf,
  outcomesOf,
  pathOf,
  problemOf,
  READ,
  ROW,
  type Row,
  readBody,
  rowOf,
  SEARCH_INPUT,
  searchBody,
  type Type,
  UPDATE_INPUT,
  updateBody,
  WRITTEN,
} from './vendor.ts';

const SETTINGS = z.object({ accessToken: z.string().min(1), baseUrl: z.url().default('https://api.hubapi.com') });

/** What a person can be shown in one question. */
const MAX_QUERIED = 6000;
/** Failures that say that a chunk was not done; all others but a lost answer say that it was not even sent. */
const REFUSED = new Set(['invalid_request', 'not_found', 'conflict', 'too_large', 'forbidden']);

const RESULT = z.object({
  done: z.int(),
  failed: z.int(),
  unknown: z.int(),
  notSent: z.int(),
  items: z.array(
    z.object({
      item: z.int(),
      id: z.string(),
      outcome: z.enum(['done', 'failed', 'unknown', 'not_sent']),
      reason: z.string().optional(),
    }),
  ),
});
type Item = z.output<typeof RESULT>['items'][number];

interface Position {
  last: string;
  total: number;
}

/** Makes a server for each connection; the pace and the approvals are those of the process. */
export function createPlainServer(values: Record<string, string>): () => McpServer {
  const { accessToken, baseUrl } = SETTINGS.parse(values);
  const vendor: Vendor = {
    name: 'HubSpot',
    baseUrl,
    check: 'Check HUBSPOT_ACCESS_TOKEN and the scopes of its private app.',
    secrets: [accessToken],
    signIn: () => ({ authorization: `Bearer ${accessToken}` }),
    enter: pace(100, 10_000, 8),
    limitMs: ({ status, body }) => limitMs(status, body),
    said: messageOf,
  };
  // searches have a limit of their own
  const searching: Vendor = { ...vendor, enter: pace(4, 1000, 2) };
  const cursors = new Cursors<Position>();
  const approvals = new Approvals<Change[]>();

  async function search(
    { limit, cursor, ...input }: z.output<typeof SEARCH_INPUT> & { limit: number; cursor?: string | undefined },
    ctx: ServerContext,
  ): Promise<CallToolResult> {
    const start = cursor === undefined ? undefined : await cursors.read(cursor, input, ctx);
    const taken = new Rows<Row>(limit);
    let last = start?.last;
    let total = start?.total;
    let more = true;
    while (more && !taken.full) {
      const json = searchBody(input, last);
      const request = { method: 'POST', path: pathOf(input.object, 'search'), json };
      const page = read(vendor, FOUND, await send(searching, request, ctx.mcpReq.signal));
      const problem = problemOf(page, last);
      if (problem) throw new Failure('upstream_unavailable', `HubSpot cannot be read: ${problem}.`, 'Repeat the call.');
      // later pages count only what is left
      total ??= page.total;
      const count = taken.take(page.results.map((item) => rowOf(item, input.properties)));
      last = page.results[count - 1]?.id ?? last;
      more = count < page.results.length || page.paging?.next !== undefined;
    }
    const next = more && last !== undefined ? await cursors.mint({ last, total: total ?? 0 }, input, ctx) : undefined;
    return pageResult(taken.items, total ?? 0, next);
  }

  async function currentOf(
    type: Type,
    changes: readonly { id: string }[],
    names: readonly string[],
    signal: AbortSignal,
  ): Promise<Current> {
    const found = new Map<string, Row>();
    for (let from = 0; from < changes.length; from += CHUNK) {
      const ids = changes.slice(from, from + CHUNK).map(({ id }) => id);
      const json = readBody(ids, names);
      const body = await send(vendor, { method: 'POST', path: pathOf(type, 'batch/read'), json }, signal);
      for (const item of read(vendor, READ, body).results) found.set(item.id, rowOf(item, names));
    }
    return found;
  }

  async function update(
    input: z.output<typeof UPDATE_INPUT>,
    server: McpServer,
    ctx: ServerContext,
  ): Promise<CallToolResult | InputRequiredResult> {
    const { object, items } = input;
    const { signal } = ctx.mcpReq;
    const names = [...new Set(items.flatMap(({ properties }) => Object.keys(properties)))];
    const asked = await approvals.ask(server, ctx, input, async () => {
      const plan = changesOf(input, await currentOf(object, items, names, signal));
      if (typeof plan === 'string') throw new Failure('invalid_request', plan, 'Correct the items.');
      const lines = plan.flatMap(({ id, before, after }) =>
        Object.keys(after).map(
          (name) => `  ${id} ${name}: ${JSON.stringify(before[name])} → ${JSON.stringify(after[name])}`,
        ),
      );
      const message = [`Update ${plan.length} ${object} in HubSpot`, ...lines].join('\n');
      if (message.length > MAX_QUERIED)
        throw new Failure('too_large', 'This is more than a person can be shown at once.', 'Change fewer at once.');
      return { message, plan };
    });
    if ('question' in asked) return asked.question;
    return batchResult(await applyAll(object, asked.plan, names, signal));
  }

  /** Sends chunk by chunk, each once, and answers what became of each item; the failure, where that is the same for all. */
  async function applyAll(
    type: Type,
    changes: readonly Change[],
    names: readonly string[],
    signal: AbortSignal,
  ): Promise<Item[]> {
    const outcomes = new Map(changes.map(({ item, id }): [number, Item] => [item, { item, id, outcome: 'not_sent' }]));
    const note = (some: readonly Change[], outcome: Item['outcome'], reason?: string) => {
      for (const { item, id } of some) outcomes.set(item, { item, id, outcome, ...(reason ? { reason } : {}) });
    };
    let why: Failure | undefined;
    let goesOn = true;
    for (let from = 0; from < changes.length && goesOn; from += CHUNK) {
      let chunk = changes.slice(from, from + CHUNK);
      try {
        const moved = different(chunk, 'before', await currentOf(type, chunk, names, signal));
        note(moved, 'failed', 'Changed by someone else.');
        chunk = chunk.filter((change) => !moved.includes(change));
        if (chunk.length === 0) continue;
        const request = {
          method: 'POST',
          path: pathOf(type, 'batch/update'),
          json: updateBody(chunk),
          repeatable: false,
        };
        const body = await send(vendor, request, signal);
        note(chunk, 'unknown');
        for (const outcome of outcomesOf(read(vendor, WRITTEN, body), chunk)) outcomes.set(outcome.item, outcome);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        why = error;
        if (error.further.unknown) {
          const lost = await stillDifferent(type, chunk, names, signal);
          note(chunk, 'done', 'The answer was lost; read back.');
          note(lost, 'unknown', error.message);
          goesOn = lost.length === 0;
        } else if (REFUSED.has(error.kind)) note(chunk, 'failed', error.message);
        else goesOn = false;
        goesOn &&= error.kind !== 'forbidden';
      }
    }
    const items = [...outcomes.values()];
    const [same, other] = new Set(items.map(({ outcome }) => outcome));
    if (!why || other !== undefined || same === 'done') return items;
    if (same !== 'unknown') throw why;
    throw new Failure(
      'conflict',
      `Nobody knows whether this was applied: ${why.message}`,
      'Do not repeat it. Look with hubspot_search_objects first, and tell the person what you found.',
    );
  }

  /** Looks what became of items whose answer was lost. */
  async function stillDifferent(
    type: Type,
    changes: readonly Change[],
    names: readonly string[],
    signal: AbortSignal,
  ): Promise<Change[]> {
    const current = await currentOf(type, changes, names, signal).catch((): Current => new Map());
    return different(changes, 'after', current);
  }

  return () => {
    const server = new McpServer({ name: 'hubspot', version: '0.1.0' });
    server.registerTool(
      'hubspot_search_objects',
      {
        title: 'Search HubSpot objects',
        description: 'Objects by filters, ordered by id. More than one page: repeat with `cursor`.',
        annotations: { readOnlyHint: true },
        inputSchema: SEARCH_INPUT.extend({
          limit: z.int().min(1).max(200).default(50).describe('Rows in this page.'),
          cursor: z.string().optional().describe('`page.next` of the page before.'),
        }),
        outputSchema: pageOf(ROW),
      },
      (args, ctx) => answered(vendor, () => search(args, ctx)),
    );
    server.registerTool(
      'hubspot_update_objects',
      {
        title: 'Update HubSpot objects',
        description: 'Changes objects of a type after a person approved. Answers an outcome for each.',
        annotations: { readOnlyHint: false, destructiveHint: false },
        inputSchema: UPDATE_INPUT,
        outputSchema: z.object({ item: RESULT }),
      },
      (args, ctx) => answered(vendor, () => update(args, server, ctx)),
    );
    return server;
  };
}

function batchResult(items: readonly Item[]): CallToolResult {
  const count = (outcome: Item['outcome']) => items.filter((item) => item.outcome === outcome).length;
  const counts = {
    done: count('done'),
    failed: count('failed'),
    unknown: count('unknown'),
    notSent: count('not_sent'),
  };
  return result({ item: { ...counts, items } }, `${JSON.stringify(counts)}\n${table(items)}`);
}
