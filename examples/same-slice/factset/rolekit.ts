// The slice of `plain.ts` on Rolekit's SDK.
import { defineConnection, defineConnector, field, invalid, RolekitError, secret } from '@rolekit/sdk';
import { basic, cached, inBatches, type JobStep } from '@rolekit/sdk/http';
import { z } from 'zod';
import {
  AT_ONCE,
  FUNDAMENTALS,
  FUNDAMENTALS_INPUT,
  itemsOf,
  JOB,
  MAX_IDS_PER_REQUEST,
  METRICS,
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

const TOO_LARGE = {
  reason: 'FactSet needs too long for a request of this size.',
  hint: 'Ask for fewer ids or metrics.',
};

const factset = defineConnection({
  config: {
    username: field(z.string().min(1), { description: 'USERNAME-SERIAL.', env: 'FACTSET_USERNAME_SERIAL' }),
    apiKey: secret('Made for an IP range.'),
    baseUrl: field(z.url().default('https://api.factset.com'), 'Of the API.'),
    jobWaitSeconds: field(z.coerce.number().int().min(1).max(110).default(45), 'Then a cursor goes on.'),
  },
  open({ config: { username, apiKey, baseUrl, jobWaitSeconds }, http }) {
    const api = http({
      baseUrl,
      auth: basic(username, apiKey),
      policy: {
        // FactSet allows ten requests a second; the rest is for the user's other programs
        rates: [{ calls: 8, perMs: 1000 }],
        concurrency: 4,
        timeoutMs: 60_000,
        rules: [{ status: 400, words: TOO_LONG, action: 'fail', error: 'RK_TOO_LARGE', ...TOO_LARGE }],
      },
    });
    const stepOf = async ({ data: job }: z.output<typeof JOB>): Promise<JobStep<WireRow[]>> => {
      const state = stateOf(job);
      if (state === 'running') return { state, token: job.id };
      if (state === 'done') {
        const { data } = await api.get(`${FUNDAMENTALS}/batch-result`, ROWS, { query: { id: job.id } });
        return { state, value: data };
      }
      const title = job.error?.title ?? 'no reason given';
      if (TOO_LONG.test(title)) throw new RolekitError('RK_TOO_LARGE', TOO_LARGE);
      throw invalid(`FactSet's batch job failed: ${title}`, 'Repeat it without a cursor.');
    };
    return {
      api,
      metrics: cached(3_600_000, async () => itemsOf(await api.get(`${FUNDAMENTALS}/metrics`, METRICS))),
      inJob: (json: unknown) =>
        api.runJob(
          {
            start: async () => stepOf(await api.query(`${FUNDAMENTALS}/fundamentals`, JOB, { json })),
            check: async (id) => stepOf(await api.get(`${FUNDAMENTALS}/batch-status`, JOB, { query: { id } })),
          },
          { withinMs: jobWaitSeconds * 1000 },
        ),
    };
  },
  test: async (opened) => `${(await opened.metrics()).size} fundamentals items`,
});

const fundamentals = factset.list({
  name: 'factset_get_fundamentals',
  title: 'Get FactSet fundamentals',
  description: 'Reported figures; value × scale = whole units. Rows without a value come first.',
  input: FUNDAMENTALS_INPUT,
  items: ROW,
  defaultLimit: 200,
  maxLimit: 1000,
  async handler({ ids, metrics, period, currency }, { api, ...opened }) {
    const known = await opened.metrics();
    const unknown = metrics.filter((name) => !known.has(name));
    if (unknown.length > 0) throw invalid(`FactSet has no metric ${unknown.join(', ')}.`, 'Correct the names.');
    const items = new Map([...known].filter(([name]) => metrics.includes(name)));
    const request = { metrics, periodicity: PERIODICITY[period], currency };
    const atOnce = async (some: string[]) =>
      (await api.query(`${FUNDAMENTALS}/fundamentals`, ROWS, { json: { data: { ids: some, ...request } } })).data;
    const inJob = ids.length > MAX_IDS_PER_REQUEST;
    const wire = inJob
      ? await opened.inJob({ data: { ids, ...request, batch: 'Y' } })
      : await inBatches(ids, { most: AT_ONCE }, atOnce);
    return outcomesOf(ids, items, wire);
  },
});

const prices = factset.list({
  name: 'factset_get_prices',
  title: 'Get FactSet prices',
  description: 'End-of-day prices in each own currency. Rows without a value come first.',
  input: PRICES_INPUT,
  items: ROW,
  defaultLimit: 200,
  maxLimit: 1000,
  async handler({ ids, date, adjust }, { api }) {
    const request = { fields: ['price'], startDate: date, endDate: date, frequency: 'D', adjust, currency: 'LOCAL' };
    const wire = await inBatches(ids, { most: PRICES_AT_ONCE }, async (some) =>
      priceRows(await api.query(PRICES, PRICE_ROWS, { json: { ids: some, ...request } })),
    );
    return outcomesOf(ids, PRICE, wire);
  },
});

export default defineConnector({
  name: 'factset',
  title: 'FactSet',
  version: '0.1.0',
  description: 'A slice of the FactSet connector.',
  connection: factset,
  tools: [fundamentals, prices],
});
