// A slice of the Salesforce connector with nothing but the official SDK, fetch and zod: what Rolekit's lines are compared with.
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
  pageOf,
  pageResult,
  Rows,
  read,
  result,
  send,
  table,
  type Vendor,
} from '../plain.ts';
import { API, CONFLICTS, errorOf, FIELD, ID, OBJECT, RECORD, type Row, VALUE } from './vendor.ts';

const SETTINGS = z.object({ instanceUrl: z.url(), clientId: z.string().min(1), clientSecret: z.string().min(1) });
type Settings = z.output<typeof SETTINGS>;

const CHECK = 'Check SALESFORCE_INSTANCE_URL, SALESFORCE_CLIENT_ID and SALESFORCE_CLIENT_SECRET.';

function vendorOf({ instanceUrl, clientId, clientSecret }: Settings): Vendor {
  const common = { name: 'Salesforce', baseUrl: instanceUrl, check: CHECK, secrets: [clientSecret] };
  const said = (body: unknown) => {
    const error = errorOf(body);
    return error && `${error.errorCode}: ${error.message}`;
  };
  const tokens: Vendor = { ...common, said: (body) => (body as { error?: string } | undefined)?.error };
  let token: Promise<string> | undefined;

  async function fetchToken(): Promise<string> {
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
    const body = await send(tokens, { method: 'POST', path: '/services/oauth2/token', form }).catch((error) => {
      if (!(error instanceof Failure) || error.kind !== 'invalid_request') throw error;
      throw new Failure('auth_expired', `Salesforce refused the sign-in: ${error.message}`, CHECK);
    });
    return `Bearer ${read(tokens, z.object({ access_token: z.string() }), body).access_token}`;
  }

  let current: string | undefined;
  return {
    ...common,
    said,
    async signIn() {
      // one request, however many wait for it
      token ??= fetchToken().catch((error) => {
        token = undefined;
        throw error;
      });
      current = await token;
      return { authorization: current };
    },
    renew: ({ authorization }) => {
      if (authorization === current) token = undefined;
    },
    limitMs: ({ body }) => (errorOf(body)?.errorCode === 'REQUEST_LIMIT_EXCEEDED' ? 60_000 : undefined),
    failureOf({ body }, text) {
      const { errorCode = '' } = errorOf(body) ?? {};
      if (errorCode === 'ENTITY_IS_DELETED') return new Failure('not_found', text, 'Check the id.');
      if (CONFLICTS.test(errorCode)) return new Failure('conflict', text, 'Read the current state, then try again.');
      return undefined;
    },
  };
}

const PAGE = z.object({
  totalSize: z.int(),
  nextRecordsUrl: z.string().optional(),
  records: z.array(RECORD),
});

interface Position {
  locator?: string;
  skip: number;
}

/** Makes a server for each connection; the token and the approvals are those of the process. */
export function createPlainServer(values: Record<string, string>): () => McpServer {
  const vendor = vendorOf(SETTINGS.parse(values));
  const cursors = new Cursors<Position>();
  const approvals = new Approvals<{ modified: unknown }>();

  async function fetchPage(soql: string, locator: string | undefined, signal: AbortSignal) {
    const body = await send(
      vendor,
      {
        ...(locator === undefined ? { path: `${API}/query`, query: { q: soql } } : { path: locator }),
        headers: { 'sforce-query-options': 'batchSize=200' },
      },
      signal,
    );
    const { records, totalSize, nextRecordsUrl } = read(vendor, PAGE, body);
    if (locator !== undefined && nextRecordsUrl === locator)
      throw new Failure('upstream_unavailable', 'Salesforce sent a page twice.', 'Start again without a cursor.');
    return { rows: records.map(({ attributes: _, ...row }): Row => row), total: totalSize, next: nextRecordsUrl };
  }

  async function record(object: string, id: string, fields: readonly string[], signal: AbortSignal): Promise<Row> {
    const names = [...new Set(['Id', ...fields])].join(', ');
    const { rows } = await fetchPage(`SELECT ${names} FROM ${object} WHERE Id = '${id}'`, undefined, signal);
    if (rows[0]) return rows[0];
    throw new Failure('not_found', `${object} ${id} does not exist.`, 'Check the id.');
  }

  async function query(
    { soql, limit, cursor }: { soql: string; limit: number; cursor?: string | undefined },
    ctx: ServerContext,
  ): Promise<CallToolResult> {
    let at: Position | undefined = cursor === undefined ? { skip: 0 } : await cursors.read(cursor, soql, ctx);
    const taken = new Rows<Row>(limit);
    let total = 0;
    while (at && !taken.full) {
      const page = await fetchPage(soql, at.locator, ctx.mcpReq.signal);
      const skip: number = at.skip + taken.take(page.rows.slice(at.skip));
      total = page.total;
      if (skip < page.rows.length) at = { ...at, skip };
      else at = page.next === undefined ? undefined : { locator: page.next, skip: 0 };
    }
    return pageResult(taken.items, total, at && (await cursors.mint(at, soql, ctx)));
  }

  async function update(
    { object, id, fields }: { object: string; id: string; fields: Record<string, z.output<typeof VALUE>> },
    server: McpServer,
    ctx: ServerContext,
  ): Promise<CallToolResult | InputRequiredResult> {
    const { signal } = ctx.mcpReq;
    const names = Object.keys(fields);
    const readNow = () => record(object, id, [...names, 'LastModifiedDate'], signal);
    const asked = await approvals.ask(server, ctx, [object, id, fields], async () => {
      const { LastModifiedDate: modified, ...before } = await readNow();
      const lines = names.map((name) => `  ${name}: ${JSON.stringify(before[name])} → ${JSON.stringify(fields[name])}`);
      return { message: [`Update ${object} ${id}`, ...lines].join('\n'), plan: { modified } };
    });
    if ('question' in asked) return asked.question;
    if ((await readNow()).LastModifiedDate !== asked.plan.modified)
      throw new Failure('conflict', `${object} ${id} was changed meanwhile; nothing was written.`, 'Read it again.');
    await send(vendor, { method: 'PATCH', path: `${API}/sobjects/${object}/${id}`, json: fields }, signal);
    const { LastModifiedDate: _, ...item } = await readNow();
    return result({ item }, `Updated ${object} ${id}`);
  }

  return () => {
    const server = new McpServer({ name: 'salesforce', version: '0.1.0' });
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
        outputSchema: pageOf(RECORD),
      },
      (args, ctx) => answered(vendor, () => query(args, ctx)),
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
        answered(vendor, async () => {
          const item = await record(object, id, fields, ctx.mcpReq.signal);
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
      (args, ctx) => answered(vendor, () => update(args, server, ctx)),
    );
    return server;
  };
}
