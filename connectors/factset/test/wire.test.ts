import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FactSetSandbox, startSandbox } from '../sandbox/index.ts';
import { type PublishedRow, publishedFields } from './published.ts';

let sandbox: FactSetSandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ requestsPerSecond: 500, jobMs: 1500 });
});
afterAll(() => sandbox?.close());

const F = '/content/factset-fundamentals/v2';
const E = '/content/factset-estimates/v2';
const P = '/content/factset-global-prices/v1';
const S = '/content/symbology/v3/identifier-resolution';

type Body = Record<string, unknown> & {
  data?: Record<string, unknown>[];
  errors?: Record<string, unknown>[];
  message?: string;
};

async function send(
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Body; headers: Headers }> {
  const { username, apiKey } = sandbox.credentials;
  const response = await fetch(sandbox.baseUrl + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${username}:${apiKey}`).toString('base64')}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Body, headers: response.headers };
}

const fieldsOf = (row: unknown) => Object.keys((row ?? {}) as object).sort();
const ids = ['NVRA-US'];
const ONE = { ids, metrics: ['FF_SALES'] };

describe('refusals', () => {
  it('have the form of their API: a list of errors, one error, or those of the id search', async () => {
    const [listed, flat, lookup, shares] = await Promise.all([
      send(`${F}/fundamentals`, { data: { metrics: ['FF_SALES'] } }),
      send(`${E}/rolling-consensus`, { metrics: ['SALES'] }),
      send('/idsearch/v2/lookup', { data: {} }),
      send(`${P}/security-shares`, { data: {} }),
    ]);
    expect([listed.status, flat.status, lookup.status, shares.status]).toEqual([400, 400, 400, 400]);
    expect(fieldsOf(listed.body.errors?.[0])).toEqual(publishedFields('listedError'));
    expect(fieldsOf(flat.body)).toEqual(publishedFields('flatError'));
    expect(fieldsOf(lookup.body.errors?.[0])).toEqual(publishedFields('lookupError'));
    expect(fieldsOf(shares.body.errors?.[0])).toEqual(publishedFields('listedError'));
    expect(flat.body.message).toBe("The parameter 'ids' is required and may not be empty.");
  });

  it('name what is wrong', async () => {
    const title = async (data: unknown) => (await send(`${F}/fundamentals`, { data })).body.errors?.[0]?.title;
    expect(await title({ ...ONE, metrics: ['FF_NOTHING'] })).toBe(
      'Given input is not a valid value for parameter: `metrics`',
    );
    expect(await title({ ...ONE, periodicity: 'YEARLY' })).toBe(
      'Given input is not a valid value for parameter: `periodicity`',
    );
    expect(await title({ ...ONE, period: 'ANN' })).toContain('Invalid Parameter (s): period.');
    expect(await title({ ...ONE, fiscalPeriod: { start: '11/20/2026' } })).toContain('YYYY-MM-DD');
    expect(await title({ ...ONE, ids: Array.from({ length: 251 }, (_, index) => `Z${1000 + index}-US`) })).toContain(
      'size must be between 1 and 250',
    );
  });

  it('are given for a body that is not JSON, another media type and an address that is not there', async () => {
    expect((await send(`${F}/fundamentals`, '{"data":')).body.errors?.[0]?.title).toBe('Malformed JSON Request');
    expect(
      (await send(`${F}/fundamentals`, 'ids=1', { 'content-type': 'application/x-www-form-urlencoded' })).status,
    ).toBe(415);
    expect((await send(`${F}/nothing`)).status).toBe(404);
    expect((await send(`${F}/batch-status?id=1b671a64-40d5-491e-99b0-da01ff1f3341`)).status).toBe(404);
  });

  it('are given for a wrong key, and for a page of another site', async () => {
    expect((await send(`${F}/metrics`, undefined, { authorization: 'Basic bm9ib2R5OjE=' })).status).toBe(401);
    expect((await send(`${F}/metrics`, undefined, { origin: 'https://evil.example' })).status).toBe(403);
  });

  it('come with the rate limit in the headers, and with a wait when it is used up', async () => {
    const slow = await startSandbox({ requestsPerSecond: 2 });
    const { username, apiKey } = slow.credentials;
    const headers = { authorization: `Basic ${Buffer.from(`${username}:${apiKey}`).toString('base64')}` };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => fetch(`${slow.baseUrl}${F}/metrics`, { headers })),
    );
    await slow.close();
    const refused = answers.filter((answer) => answer.status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.headers.get('retry-after')).toBe('1');
    expect(answers[0]?.headers.get('x-factset-api-ratelimit-limit')).toBe('2');
  });
});

describe('rows', () => {
  const cases: [PublishedRow, string, unknown][] = [
    ['fundamental', `${F}/fundamentals`, { data: ONE }],
    ['fundamental', `${F}/fundamentals`, { data: { ...ONE, ids: ['QQQQ-US'] } }],
    ['metric', `${F}/metrics?category=BALANCE_SHEET`, undefined],
    ['consensus', `${E}/rolling-consensus`, { ids, metrics: ['SALES'] }],
    ['consensus', `${E}/fixed-consensus?ids=QQQQ-US&metrics=EPS`, undefined],
    ['actual', `${E}/actuals`, { ids, metrics: ['EPS'] }],
    ['surprise', `${E}/surprise`, { ids, metrics: ['EPS'] }],
    ['rating', `${E}/consensus-ratings?ids=NVRA-US`, undefined],
    ['estimateMetric', `${E}/metrics`, undefined],
    ['price', `${P}/prices`, { ids, startDate: '2026-11-19' }],
    ['returns', `${P}/returns?ids=NVRA-US&startDate=2026-10-01&endDate=2026-11-19&frequency=M`, undefined],
    ['split', `${P}/corporate-actions`, { ids: ['BRKC-US'], eventCategory: 'SPLITS' }],
    ['dividend', `${P}/corporate-actions`, { ids: ['BRKC-US'], eventCategory: 'CASH_DIVS' }],
    ['marketValue', `${P}/market-value`, { data: { ids } }],
    ['shares', `${P}/security-shares`, { data: { ids } }],
    ['lookup', '/idsearch/v2/lookup', { data: { searchText: 'novera', datasets: [{ dataset: 'equities' }] } }],
  ];

  it.each(cases)('%s has exactly the published fields (%s)', async (row, path, body) => {
    const answer = await send(path, body);
    expect(answer.status).toBe(200);
    expect(fieldsOf(answer.body.data?.[0])).toEqual(publishedFields(row));
  });

  it('of symbology answer what was asked for, in the small letters of the vendor', async () => {
    const { body } = await send(S, {
      ids,
      inputSymbolType: 'tickerRegion',
      outputSymbolTypes: ['fsymRegionalId', 'ISIN'],
    });
    expect(body.data?.[0]).toMatchObject({
      requestId: 'NVRA-US',
      inputSymbolType: 'tickerRegion',
      name: 'Novera Systems Inc.',
      frefListingExchange: 'NAS',
      currency: 'USD',
    });
    expect(fieldsOf(body.data?.[0])).toEqual([
      'currency',
      'frefListingExchange',
      'fsymRegionalId',
      'inputSymbolType',
      'isin',
      'name',
      'requestId',
    ]);
  });

  it('of an unknown id are null, and of a bare ticker those of the American company', async () => {
    const { body } = await send(`${F}/fundamentals`, { data: { ...ONE, ids: ['QQQQ-US', 'HLDN'] } });
    expect(body.data?.map((row) => [row.requestId, row.fsymId, row.value === null])).toEqual([
      ['QQQQ-US', null, true],
      ['HLDN', 'SRQGS9-R', false],
    ]);
  });

  it('are the same by GET and by POST', async () => {
    const get = await send(
      `${F}/fundamentals?ids=NVRA-US&metrics=FF_SALES&periodicity=QTR&fiscalPeriodStart=2026-01-01&fiscalPeriodEnd=2026-09-30`,
    );
    const post = await send(`${F}/fundamentals`, {
      data: { ...ONE, periodicity: 'QTR', fiscalPeriod: { start: '2026-01-01', end: '2026-09-30' } },
    });
    expect(get.body).toEqual(post.body);
    expect(post.body.data?.map((row) => row.fiscalEndDate)).toEqual(['2026-03-31', '2026-06-30', '2026-09-30']);
  });
});

it('runs a batch job: 202 with a location, executing, created, result', async () => {
  const started = await send(`${F}/fundamentals`, { data: { ...ONE, batch: 'Y' } });
  expect(started.status).toBe(202);
  expect(started.headers.get('location')).toContain('/batch-result?id=');
  expect(fieldsOf(started.body.data)).toEqual(publishedFields('batchStatus'));
  const id = String((started.body.data as unknown as { id: string }).id);
  expect((await send(`${F}/batch-result?id=${id}`)).status).toBe(202);
  await expect.poll(async () => (await send(`${F}/batch-status?id=${id}`)).status).toBe(201);
  const status = await send(`${F}/batch-status?id=${id}`);
  expect([status.status, (status.body.data as unknown as { status: string }).status]).toEqual([201, 'created']);
  const result = await send(`${F}/batch-result?id=${id}`);
  expect(result.body.data?.map((row) => row.value)).toEqual([1623.624]);
});
