import { defineConnection, defineConnector, field, secret } from '@rolekit/sdk';
import { acceptedJob, bearer, byCursor, type ConnectorPolicy, errorCodes, keptRefreshToken } from '@rolekit/sdk/http';
import { z } from 'zod';

// #region policy
const policy: ConnectorPolicy = {
  // what all tools, and all processes of this user, may do together
  rates: [
    { kind: 'window', calls: 100, perMs: 10_000 },
    { kind: 'bucket', capacity: 10, perSecond: 5 },
  ],
  rateScope: 'user',
  concurrency: 4,
  // 500 ms, 1 s, 2 s …, and never longer than the caller would wait
  wait: { kind: 'exponential', firstMs: 500, maxMs: 8000 },
  maxWaitMs: 15_000,
  timeoutMs: 20_000,
  totalMs: 60_000,
  rules: [
    // this vendor says "too many" with 403, and in a header when it is over
    {
      status: 403,
      body: { at: 'error.code', is: 'RATE_LIMIT' },
      action: 'rate_limited',
      wait: { kind: 'header', header: 'x-reset', unit: 'epoch-seconds' },
    },
    // and names with an answer when the last call of a minute was taken
    {
      status: '2xx',
      header: { name: 'x-remaining', is: '0' },
      action: 'success',
      wait: { kind: 'header', header: 'x-reset-after', unit: 'seconds' },
    },
    { status: 404, body: { at: 'error.code', is: 'NO_ORDERS' }, action: 'ignore', answer: { orders: [] } },
    { status: 410, action: 'reset_pagination', reason: 'its cursor is too old' },
    ...errorCodes('error.code', { RK_CONFLICT: 'LOCKED', RK_INVALID_REQUEST: { TOO_MUCH: 'Split the order.' } }),
  ],
  errorAt: { code: 'error.code', fields: 'error.details.*.field' },
};
// #endregion

// #region credentials
const shop = defineConnection({
  config: {
    baseUrl: field(z.url(), 'Of the shop.'),
    clientId: field(z.string(), 'Of the app.'),
    refreshToken: secret('Of your user.'),
  },
  open(context) {
    const { config, http } = context;
    // the vendor rotates it: kept in its setting before it is used, and by one process at a time
    const tokens = keptRefreshToken(context, 'refreshToken', {
      http: http({ baseUrl: config.baseUrl }),
      path: '/oauth/token',
      clientId: config.clientId,
      refreshToken: config.refreshToken,
    });
    return http({ baseUrl: config.baseUrl, auth: bearer(tokens), policy });
  },
  test: async (api) => (await api.get('/me', z.object({ name: z.string() }))).name,
});
// #endregion

const ORDER = z.object({ id: z.string(), total: z.number() });

// #region list
const listOrders = shop.list({
  name: 'shop_list_orders',
  description: 'Orders, the newest first.',
  items: ORDER,
  handler: (_, api) =>
    api.list('/orders', ORDER, {
      rows: 'orders',
      paging: byCursor({ at: 'next', param: 'after', sizeParam: 'limit', maxSize: 100, total: 'total' }),
    }),
});
// #endregion

// #region job
const exportOrders = shop.list({
  name: 'shop_export_orders',
  description: 'All orders of one year. Takes minutes; the answer may be a cursor with which the same call goes on.',
  input: { year: z.int() },
  items: ORDER,
  async handler(json, api) {
    const schema = z.object({ orders: z.array(ORDER) });
    const job = acceptedJob(api, { start: { method: 'POST', path: '/exports', json }, schema, cancel: true });
    return (await api.runJob(job)).orders;
  },
});
// #endregion

// #region override
const createOrder = shop.write({
  name: 'shop_create_order',
  title: 'Create an order',
  description: 'Creates an order. A person approves it first.',
  input: { total: z.number().positive() },
  item: ORDER,
  plan: async (input) => ({ summary: `Create an order of ${input.total}`, before: null, after: input }),
  apply: (input, api, { idempotencyKey }) =>
    api.post('/orders', ORDER, {
      json: input,
      // the vendor keeps such keys: so that this write may be repeated
      idempotencyKey,
      policy: { attempts: 5, timeoutMs: 60_000 },
    }),
});
// #endregion

export default defineConnector({
  name: 'shop',
  version: '0.1.0',
  description: 'Orders of a shop.',
  connection: shop,
  // #region permissions
  hosts: ['config:baseUrl', '*.shop-files.example'],
  folders: [{ path: '~/Shop', access: 'write' }],
  // #endregion
  tools: [listOrders, exportOrders, createOrder],
});
