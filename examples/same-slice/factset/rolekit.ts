// The slice of `plain.ts` on Rolekit's SDK.
import {
  type ConfigOf,
  defineConnection,
  defineConnector,
  defineTool,
  field,
  type OpenContext,
  RolekitError,
} from '@rolekit/sdk';
import {
  basic,
  Cache,
  failWith,
  type HttpRequest,
  type HttpResponse,
  inBatches,
  type JobStep,
  oneLine,
  parseAnswer,
  type ResponseAction,
  runJob,
} from '@rolekit/sdk/http';
import { z } from 'zod';
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
  stateOf,
  TOO_LONG,
  type WireRow,
} from './vendor.ts';

const connector = 'FactSet';
const config = {
  username: field(z.string().min(1), {
    title: 'User name and serial',
    description: 'USERNAME-SERIAL.',
    env: 'FACTSET_USERNAME_SERIAL',
  }),
  apiKey: field(z.string().min(1), {
    title: 'API key',
    description: 'Made for an IP range.',
    env: 'FACTSET_API_KEY',
    secret: true,
  }),
  baseUrl: field(z.url().default('https://api.factset.com'), {
    title: 'Base URL',
    description: 'Of the API.',
    env: 'FACTSET_BASE_URL',
  }),
  jobWaitSeconds: field(z.coerce.number().int().min(1).max(110).default(45), {
    title: 'Seconds to wait for a batch job',
    description: 'Then a cursor goes on.',
    env: 'FACTSET_JOB_WAIT_SECONDS',
  }),
};

const TOO_LARGE = {
  reason: 'FactSet needs too long for a request of this size.',
  hint: 'Ask for fewer ids or metrics.',
};

function classify({ status, body }: HttpResponse): ResponseAction | undefined {
  if (status !== 400 && status !== 403) return undefined;
  const reason = oneLine(messageOf(body) ?? `HTTP ${status}`);
  if (status === 403) return failWith('RK_FORBIDDEN', { connector, reason });
  if (TOO_LONG.test(reason)) return failWith('RK_TOO_LARGE', TOO_LARGE);
  return failWith('RK_INVALID_REQUEST', { reason, hint: 'Correct the arguments.' });
}

function open({
  config: { username, apiKey, baseUrl, jobWaitSeconds },
  http: clientOf,
}: OpenContext<ConfigOf<typeof config>>) {
  const http = clientOf({
    baseUrl,
    auth: basic(username, apiKey),
    classify,
    // FactSet allows ten requests a second; the rest is for the user's other programs
    policy: { rates: [{ calls: 8, perMs: 1000 }], concurrency: 4, timeoutMs: 60_000 },
  });
  const catalogue = new Cache<Items>(3_600_000);
  const ask = async <S extends z.ZodType>(schema: S, request: HttpRequest): Promise<z.output<S>> =>
    parseAnswer(connector, schema, (await http.request({ ...request, repeatable: true })).body);

  return {
    ask,
    metrics: (signal: AbortSignal) =>
      catalogue.get(
        '',
        async (shared) => itemsOf(await ask(METRICS, { path: `${FUNDAMENTALS}/metrics`, signal: shared })),
        signal,
      ),
    inJob(json: unknown, resume: string | undefined, signal: AbortSignal): Promise<WireRow[]> {
      const step = async (request: HttpRequest): Promise<JobStep<WireRow[]>> => {
        const { data: job } = await ask(JOB, { ...request, signal });
        const title = job.error?.title ?? 'no reason given';
        if (stateOf(job) === 'running') return { state: 'running', token: job.id };
        if (stateOf(job) === 'done') {
          const result = { path: `${FUNDAMENTALS}/batch-result`, query: { id: job.id }, signal };
          return { state: 'done', value: (await ask(ROWS, result)).data };
        }
        if (TOO_LONG.test(title)) throw new RolekitError('RK_TOO_LARGE', TOO_LARGE);
        const reason = `FactSet's batch job failed: ${title}`;
        throw new RolekitError('RK_INVALID_REQUEST', { reason, hint: 'Repeat it without a cursor.' });
      };
      return runJob(
        {
          connector,
          start: () => step({ method: 'POST', path: `${FUNDAMENTALS}/fundamentals`, json }),
          check: (id) => step({ path: `${FUNDAMENTALS}/batch-status`, query: { id } }),
        },
        {
          resume,
          signal,
          wait: { kind: 'exponential', firstMs: 250, maxMs: 3000, factor: 1.5, jitter: 0 },
          withinMs: jobWaitSeconds * 1000,
        },
      );
    },
  };
}

const connection = defineConnection({
  config,
  open,
  test: async (factset, signal) => `${(await factset.metrics(signal)).size} fundamentals items`,
});

const fundamentals = defineTool({
  connection,
  name: 'factset_get_fundamentals',
  title: 'Get FactSet fundamentals',
  access: 'read',
  description: 'Reported figures; value × scale = whole units. Rows without a value come first.',
  input: FUNDAMENTALS_INPUT,
  items: ROW,
  defaultLimit: 200,
  maxLimit: 1000,
  async handler({ input: { ids, metrics, period, currency }, connection: factset, cursor, signal }) {
    const known = await factset.metrics(signal);
    const unknown = metrics.filter((name) => !known.has(name));
    if (unknown.length > 0) {
      const reason = `FactSet has no metric ${unknown.join(', ')}.`;
      throw new RolekitError('RK_INVALID_REQUEST', { reason, hint: 'Correct the names.' });
    }
    const items = new Map([...known].filter(([name]) => metrics.includes(name)));
    const request = { metrics, periodicity: PERIODICITY[period], currency };
    const path = `${FUNDAMENTALS}/fundamentals`;
    const wire =
      ids.length > MAX_IDS_PER_REQUEST
        ? await factset.inJob({ data: { ids, ...request, batch: 'Y' } }, cursor, signal)
        : await inBatches(ids, { most: AT_ONCE, signal }, async (some) => {
            const json = { data: { ids: some, ...request } };
            return (await factset.ask(ROWS, { method: 'POST', path, json, signal })).data;
          });
    const rows = outcomesOf(ids, items, wire);
    return { items: rows, total: rows.length };
  },
});

const prices = defineTool({
  connection,
  name: 'factset_get_prices',
  title: 'Get FactSet prices',
  access: 'read',
  description: 'End-of-day prices in each own currency. Rows without a value come first.',
  input: PRICES_INPUT,
  items: ROW,
  defaultLimit: 200,
  maxLimit: 1000,
  async handler({ input: { ids, date, adjust }, connection: factset, signal }) {
    const request = { fields: ['price'], startDate: date, endDate: date, frequency: 'D', adjust, currency: 'LOCAL' };
    const wire = await inBatches(ids, { most: PRICES_AT_ONCE, signal }, async (some) => {
      const json = { ids: some, ...request };
      return priceRows(await factset.ask(PRICE_ROWS, { method: 'POST', path: PRICES, json, signal }));
    });
    const rows = outcomesOf(ids, PRICE, wire);
    return { items: rows, total: rows.length };
  },
});

export default defineConnector({
  name: 'factset',
  title: 'FactSet',
  version: '0.1.0',
  description: 'A slice of the FactSet connector.',
  connection,
  hosts: ['config:baseUrl'],
  tools: [fundamentals, prices],
});
