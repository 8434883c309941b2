// The slice of `plain.ts` on Rolekit's SDK.
import { defineConnection, defineConnector, field, RolekitError, secret } from '@rolekit/sdk';
import { type Api, bearer, byNextUrl, clientCredentials, errorCodes, path } from '@rolekit/sdk/http';
import { z } from 'zod';
import { API, CONFLICTS, FIELD, ID, OBJECT, RECORD, type Row, VALUE } from './vendor.ts';

const salesforce = defineConnection({
  config: {
    instanceUrl: field(z.url(), 'My Domain.'),
    clientId: field(z.string().min(1), 'Consumer key of the app.'),
    clientSecret: secret('Consumer secret of the app.'),
  },
  open({ config: { instanceUrl: baseUrl, clientId, clientSecret }, connector, http }) {
    const endpoint = { path: '/services/oauth2/token', clientId, clientSecret };
    return http({
      baseUrl,
      auth: bearer(clientCredentials({ connector, http: http({ baseUrl }), ...endpoint })),
      policy: {
        rules: errorCodes('0.errorCode', {
          refresh_then_retry: 'INVALID_SESSION_ID',
          rate_limited: 'REQUEST_LIMIT_EXCEEDED',
          RK_NOT_FOUND: 'ENTITY_IS_DELETED',
          RK_CONFLICT: CONFLICTS,
        }),
      },
    });
  },
  test: async (api) => `${(await rowsOf(api, 'SELECT Id FROM User')).total} users`,
});

const rowsOf = (api: Api, soql: string) =>
  api.list(`${API}/query`, RECORD, {
    query: { q: soql },
    headers: { 'sforce-query-options': 'batchSize=200' },
    rows: 'records',
    paging: byNextUrl({ at: 'nextRecordsUrl', total: 'totalSize' }),
    toRow: ({ attributes: _, ...row }): Row => row,
  });

async function recordOf(api: Api, object: string, id: string, fields: readonly string[]): Promise<Row> {
  const names = [...new Set(['Id', ...fields])].join(', ');
  const { items } = await rowsOf(api, `SELECT ${names} FROM ${object} WHERE Id = '${id}'`);
  if (items[0]) return items[0];
  throw new RolekitError('RK_NOT_FOUND', { what: `${object} ${id}`, hint: 'Check the id.' });
}

const query = salesforce.list({
  name: 'salesforce_query',
  title: 'Query Salesforce with SOQL',
  description: 'Runs one SOQL SELECT and returns rows. More than one page: repeat with `cursor`.',
  input: { soql: z.string().min(1).max(20_000).describe('One SELECT.') },
  items: RECORD,
  defaultLimit: 100,
  maxLimit: 2000,
  handler: ({ soql }, api) => rowsOf(api, soql),
});

const getRecord = salesforce.item({
  name: 'salesforce_get_record',
  title: 'Get a Salesforce record',
  description: 'Fields of one record by id.',
  input: {
    object: OBJECT.describe('API name.'),
    id: ID.describe('Record id, 15 or 18 characters.'),
    fields: z.array(FIELD).min(1).max(100).describe('API names.'),
  },
  item: RECORD,
  handler: ({ object, id, fields }, api) => recordOf(api, object, id, fields),
});

const updateRecord = salesforce.write({
  name: 'salesforce_update_record',
  title: 'Update a Salesforce record',
  description: 'Changes fields of one record after a person saw before and after and approved.',
  input: {
    object: OBJECT.describe('API name.'),
    id: ID.describe('Record id.'),
    fields: z.record(FIELD, VALUE).describe('Only what changes.'),
  },
  item: RECORD,
  async plan({ object, id, fields }, api) {
    const names = [...Object.keys(fields), 'LastModifiedDate'];
    const { LastModifiedDate: modified, Id: _, ...before } = await recordOf(api, object, id, names);
    return { summary: `Update ${object} ${id}`, before, after: fields, undo: { modified } };
  },
  async apply({ object, id, fields }, api) {
    const request = { method: 'PATCH', path: API + path`/sobjects/${object}/${id}`, repeatable: true } as const;
    await api.request({ ...request, json: fields });
    return recordOf(api, object, id, Object.keys(fields));
  },
});

export default defineConnector({
  name: 'salesforce',
  version: '0.1.0',
  description: 'A slice of the Salesforce connector.',
  connection: salesforce,
  hosts: ['config:instanceUrl'],
  tools: [query, getRecord, updateRecord],
});
