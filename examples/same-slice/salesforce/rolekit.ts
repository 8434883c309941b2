// The slice of `plain.ts` on Rolekit's SDK.
import { defineConnection, defineConnector, defineTool, field, type OpenContext, RolekitError } from '@rolekit/sdk';
import {
  bearer,
  byNextUrl,
  clientCredentials,
  failWith,
  type HttpResponse,
  listPage,
  oneLine,
  parseAnswer,
  type ResponseAction,
  tokenError,
} from '@rolekit/sdk/http';
import { z } from 'zod';
import { API, CONFLICTS, errorOf, FIELD, ID, OBJECT, RECORD, type Row, VALUE } from './vendor.ts';

const PAGE = z.object({ totalSize: z.int(), records: z.array(RECORD) });

const config = {
  instanceUrl: field(z.url(), { title: 'Instance URL', description: 'My Domain.', env: 'SALESFORCE_INSTANCE_URL' }),
  clientId: field(z.string().min(1), {
    title: 'Consumer key',
    description: 'Of the app.',
    env: 'SALESFORCE_CLIENT_ID',
  }),
  clientSecret: field(z.string().min(1), {
    title: 'Consumer secret',
    description: 'Of the app.',
    env: 'SALESFORCE_CLIENT_SECRET',
    secret: true,
  }),
};

function classify({ status, body }: HttpResponse): ResponseAction | undefined {
  const first = errorOf(body);
  if (!first || status === 401) return undefined;
  const reason = `${first.errorCode}: ${oneLine(first.message)}`;
  if (first.errorCode === 'REQUEST_LIMIT_EXCEEDED') return { action: 'rate_limited' };
  if (status === 403) return failWith('RK_FORBIDDEN', { connector: 'Salesforce', reason });
  if (status === 404 || first.errorCode === 'ENTITY_IS_DELETED')
    return failWith('RK_NOT_FOUND', { what: reason, hint: 'Check the id.' });
  if (CONFLICTS.test(first.errorCode)) return failWith('RK_CONFLICT', { reason });
  return status < 500 ? failWith('RK_INVALID_REQUEST', { reason, hint: 'Correct the arguments.' }) : undefined;
}

function open({ config: { instanceUrl: baseUrl, clientId, clientSecret }, connector, http }: OpenContext<Config>) {
  const refused = (response: HttpResponse): ResponseAction | undefined => {
    const error = tokenError(connector, response);
    return error && { action: 'fail', error };
  };
  const tokens = clientCredentials({
    connector,
    http: http({ baseUrl, classify: refused }),
    path: '/services/oauth2/token',
    clientId,
    clientSecret,
  });
  const client = http({ baseUrl, auth: bearer(tokens), classify });
  const page = async (soql: string, cursor: string | undefined, signal: AbortSignal) => {
    const { response, next } = await listPage(client, {
      request: {
        path: `${API}/query`,
        query: { q: soql },
        headers: { 'sforce-query-options': 'batchSize=200' },
      },
      paging: byNextUrl({ at: 'nextRecordsUrl' }),
      rows: (body) => (body as { records?: unknown[] } | undefined)?.records,
      cursor,
      limit: 200,
      signal,
    });
    const { records, totalSize } = parseAnswer('Salesforce', PAGE, response.body);
    return { items: records.map(({ attributes: _, ...row }): Row => row), total: totalSize, next };
  };
  return {
    page,
    async record(object: string, id: string, fields: readonly string[], signal: AbortSignal): Promise<Row> {
      const names = [...new Set(['Id', ...fields])].join(', ');
      const { items } = await page(`SELECT ${names} FROM ${object} WHERE Id = '${id}'`, undefined, signal);
      if (items[0]) return items[0];
      throw new RolekitError('RK_NOT_FOUND', { what: `${object} ${id}`, hint: 'Check the id.' });
    },
    update: (object: string, id: string, json: Row, signal: AbortSignal) =>
      client.request({ method: 'PATCH', path: `${API}/sobjects/${object}/${id}`, json, repeatable: true, signal }),
  };
}

type Config = { [K in keyof typeof config]: string };

const connection = defineConnection({
  config,
  open,
  async test(salesforce, signal) {
    const { total } = await salesforce.page('SELECT Id FROM User', undefined, signal);
    return `${total} users`;
  },
});

const query = defineTool({
  connection,
  name: 'salesforce_query',
  title: 'Query Salesforce with SOQL',
  access: 'read',
  description: 'Runs one SOQL SELECT and returns rows. More than one page: repeat with `cursor`.',
  input: z.object({ soql: z.string().min(1).max(20_000).describe('One SELECT.') }),
  items: RECORD,
  defaultLimit: 100,
  maxLimit: 2000,
  handler: ({ input, connection: salesforce, cursor, signal }) => salesforce.page(input.soql, cursor, signal),
});

const getRecord = defineTool({
  connection,
  name: 'salesforce_get_record',
  title: 'Get a Salesforce record',
  access: 'read',
  description: 'Fields of one record by id.',
  input: z.object({
    object: OBJECT.describe('API name.'),
    id: ID.describe('Record id, 15 or 18 characters.'),
    fields: z.array(FIELD).min(1).max(100).describe('API names.'),
  }),
  item: RECORD,
  handler: async ({ input: { object, id, fields }, connection: salesforce, signal }) => ({
    item: await salesforce.record(object, id, fields, signal),
  }),
});

const updateRecord = defineTool({
  connection,
  name: 'salesforce_update_record',
  title: 'Update a Salesforce record',
  access: 'write',
  description: 'Changes fields of one record after a person saw before and after and approved.',
  input: z.object({
    object: OBJECT.describe('API name.'),
    id: ID.describe('Record id.'),
    fields: z.record(FIELD, VALUE).describe('Only what changes.'),
  }),
  item: RECORD,
  async plan({ input: { object, id, fields }, connection: salesforce, signal }) {
    const names = [...Object.keys(fields), 'LastModifiedDate'];
    const { LastModifiedDate: modified, Id: _, ...before } = await salesforce.record(object, id, names, signal);
    return { summary: `Update ${object} ${id}`, before, after: fields, undo: { modified } };
  },
  async apply({ input: { object, id, fields }, plan, connection: salesforce, signal }) {
    const names = [...Object.keys(fields), 'LastModifiedDate'];
    const current = await salesforce.record(object, id, names, signal);
    if (current.LastModifiedDate !== (plan.undo as { modified: unknown }).modified)
      throw new RolekitError('RK_CONFLICT', {
        reason: `${object} ${id} was changed meanwhile; nothing was written.`,
      });
    await salesforce.update(object, id, fields, signal);
    const { LastModifiedDate: _, ...item } = await salesforce.record(object, id, names, signal);
    return { item };
  },
});

export default defineConnector({
  name: 'salesforce',
  title: 'Salesforce',
  version: '0.1.0',
  description: 'A slice of the Salesforce connector.',
  connection,
  hosts: ['config:instanceUrl'],
  tools: [query, getRecord, updateRecord],
});
