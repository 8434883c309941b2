import { COMPS_STORY, RESTATEMENT_STORY, SPLIT_STORY, YEAR_END_STORY } from '@rolekit/demo-data';
import { describe, expect, it } from 'vitest';
import { openSandbox } from './sandbox-host.ts';

const { host } = await openSandbox();

describe('currencies', () => {
  const MIXED = { ids: ['NVRA-US', 'AUSK-DE', 'DNMR-GB'], metrics: ['FF_SALES'], period: 'ltm' as const };

  it('are not mixed without a word: the refusal names them and the way out', async () => {
    const error = await host.error('factset_get_fundamentals', MIXED);
    expect(error).toMatchObject({
      kind: 'invalid_request',
      message:
        'The amounts are in several currencies: EUR (AUSK-DE), GBP (DNMR-GB), USD (NVRA-US). They cannot be compared as they are.',
    });
    expect(error.next).toContain('Pass `currency`');
  });

  it('are refused in prices, estimates and market values too', async () => {
    const ids = ['NVRA-US', 'AUSK-DE'];
    expect((await host.error('factset_get_prices', { ids, from: '2026-11-19', adjust: 'split' })).kind).toBe(
      'invalid_request',
    );
    expect((await host.error('factset_get_estimates', { ids, metrics: ['EPS'], period: 'annual' })).kind).toBe(
      'invalid_request',
    );
    expect((await host.error('factset_get_market_values', { ids })).kind).toBe('invalid_request');
  });

  it('are a code that FactSet knows', async () => {
    expect(await host.error('factset_get_fundamentals', { ...MIXED, currency: 'usd' })).toMatchObject({
      kind: 'invalid_request',
    });
    expect(await host.error('factset_get_fundamentals', { ...MIXED, currency: 'XXX' })).toMatchObject({
      kind: 'invalid_request',
    });
  });

  it('are converted by the vendor when asked, and that is said', async () => {
    const { items, notes } = await host.list('factset_get_fundamentals', { ...MIXED, currency: 'USD' });
    expect(items.map(({ id, currency }) => [id, currency])).toEqual([
      ['NVRA-US', 'USD'],
      ['AUSK-DE', 'USD'],
      ['DNMR-GB', 'USD'],
    ]);
    expect(items[0]?.value).toBe(1761.922);
    expect(items[1]?.value).toBeGreaterThan(1974.031);
    expect(notes[0]).toContain('converted to USD by FactSet');
  });

  it("stay each company's own when that is asked for, and that is said", async () => {
    const { items, notes } = await host.list('factset_get_fundamentals', { ...MIXED, currency: 'LOCAL' });
    expect(items.map(({ currency, value }) => [currency, value])).toEqual([
      ['USD', 1761.922],
      ['EUR', 1974.031],
      ['GBP', 1393.262],
    ]);
    expect(notes[0]).toContain('EUR (AUSK-DE), GBP (DNMR-GB), USD (NVRA-US)');
  });

  it('do not matter for percentages and shares', async () => {
    const { items } = await host.list('factset_get_fundamentals', {
      ...MIXED,
      metrics: ['FF_GROSS_MGN', 'FF_COM_SHS_OUT'],
    });
    expect(items).toHaveLength(6);
    expect(items.filter((row) => 'currency' in row)).toEqual([]);
  });
});

describe('fiscal years', () => {
  const ids = ['NVRA-US', 'TSVN-US', 'SBLC-US'];

  it('that end in different months are refused for annual values, with the months', async () => {
    const error = await host.error('factset_get_fundamentals', { ids, metrics: ['FF_SALES'], period: 'annual' });
    expect(error).toMatchObject({
      kind: 'invalid_request',
    });
    expect(error.next).toContain('allowMixedFiscalYears');
    expect((await host.error('factset_get_estimates', { ids, metrics: ['EPS'], period: 'annual' })).kind).toBe(
      'invalid_request',
    );
    expect((await host.error('factset_get_actuals', { ids, metrics: ['EPS'], period: 'annual' })).kind).toBe(
      'invalid_request',
    );
  });

  it('come with a note when they are allowed', async () => {
    const { items, notes } = await host.list('factset_get_estimates', {
      ids,
      metrics: ['EPS'],
      period: 'annual',
      allowMixedFiscalYears: true,
    });
    expect(items.map(({ id, periodEnd }) => [id, periodEnd])).toEqual([
      ['NVRA-US', '2026-12-31'],
      ['TSVN-US', '2027-06-30'],
      ['SBLC-US', '2027-01-31'],
    ]);
    expect(notes.some((note) => note.includes('Calendarise before comparing'))).toBe(true);
  });

  it('do not stop the last twelve months, but a note says that they end on different days', async () => {
    const { notes } = await host.list('factset_get_fundamentals', { ids, metrics: ['FF_SALES'], period: 'ltm' });
    expect(notes).toContain(
      'The latest periods end on different days: 2026-07-31 (SBLC-US), 2026-09-30 (NVRA-US, TSVN-US).',
    );
  });

  it('that were moved leave a short period, which is marked and said', async () => {
    const { items, notes } = await host.list('factset_get_fundamentals', {
      ids: ['RDGA-US'],
      metrics: ['FF_SALES'],
      period: 'annual',
      from: '2021-01-01',
    });
    expect(
      items.map(({ fiscalYear, periodEnd, periodDays, value }) => ({
        fiscalYear,
        end: periodEnd,
        days: periodDays,
        sales: value,
      })),
    ).toEqual(YEAR_END_STORY.periods);
    expect(items.map((row) => row.fiscalPeriod)).toEqual(['FY', 'FY', 'FY', 'FY', 'TP', 'FY']);
    expect(notes).toEqual([
      'RDGA-US: the period to 2024-12-31 has 184 days (the fiscal year end was moved); it is not a full year.',
    ]);
  });
});

describe('restated values', () => {
  const QUARTERS = {
    ids: ['LNFD-US'],
    metrics: ['FF_SALES'],
    period: 'quarterly' as const,
    from: '2025-12-31',
    to: '2026-03-31',
  };

  it('are marked in each row, original and latest', async () => {
    const { items, notes } = await host.list('factset_get_fundamentals', { ...QUARTERS, version: 'both' });
    const [first, second] = RESTATEMENT_STORY.quarters;
    expect(items.map(({ periodEnd, updateType, value }) => [periodEnd, updateType, value])).toEqual([
      [first.end, 'original', first.original.sales],
      [second.end, 'original', second.original.sales],
      [first.end, 'latest', first.latest.sales],
      [second.end, 'latest', second.latest.sales],
    ]);
    expect(notes).toContain(
      '2 values were restated: LNFD-US FF_SALES 2025-12-31 537.274 → 523.074; LNFD-US FF_SALES 2026-03-31 517.245 → 507.645.',
    );
  });

  it('are the default', async () => {
    const { items } = await host.list('factset_get_fundamentals', QUARTERS);
    expect(items.map(({ updateType, value }) => [updateType, value])).toEqual([
      ['latest', 523.074],
      ['latest', 507.645],
    ]);
  });

  it('that are preliminary are marked, and can be left out', async () => {
    const latest = { ids: ['NVRA-US'], metrics: ['FF_SALES'], period: 'quarterly' as const };
    const { items, notes } = await host.list('factset_get_fundamentals', latest);
    expect(items[0]).toMatchObject({ periodEnd: '2026-09-30', reportStatus: 'preliminary', reportDate: '2026-11-09' });
    expect(notes).toEqual(['1 value is preliminary: from a report without all of its details.']);
    const final = await host.list('factset_get_fundamentals', { ...latest, finalOnly: true });
    expect(final.items[0]).toMatchObject({ periodEnd: '2026-06-30', reportStatus: 'final' });
  });
});

describe('prices around a split', () => {
  const days = { ids: ['BRKC-US'], from: SPLIT_STORY.before.date, to: SPLIT_STORY.after.date };

  it('need to be told how to be adjusted', async () => {
    const error = await host.error('factset_get_prices', days);
    expect(error.message).toContain('`adjust` must be one of "split", "none", "split+dividend"');
  });

  it('are adjusted or not, and each row says which', async () => {
    const closes = async (adjust: 'split' | 'none' | 'split+dividend') =>
      (await host.list('factset_get_prices', { ...days, adjust })).items.map((row) => [row.value, row.adjust]);
    expect(await closes('split')).toEqual([
      [27.71, 'split'],
      [27.95, 'split'],
    ]);
    expect(await closes('none')).toEqual([
      [110.84, 'none'],
      [27.95, 'none'],
    ]);
  });

  it('have their split in the corporate actions', async () => {
    const { items } = await host.list('factset_list_corporate_actions', {
      ids: ['BRKC-US', 'QQQQ-US', 'KLVR-US'],
      category: 'splits',
    });
    expect(items.map(({ id, status }) => [id, status])).toEqual([
      ['QQQQ-US', 'not_found'],
      ['KLVR-US', 'no_data'],
      ['BRKC-US', 'ok'],
    ]);
    expect(items[2]).toMatchObject({ exDate: '2025-06-16', oldShares: 1, newShares: 4, priceFactor: 0.25 });
  });

  it('give dividends on the basis of today and as paid', async () => {
    const { items } = await host.list('factset_list_corporate_actions', {
      ids: ['BRKC-US'],
      category: 'dividends',
      from: '2025-05-01',
      to: '2025-05-31',
    });
    expect(items).toMatchObject([
      { exDate: '2025-05-16', amount: 0.08, amountUnadjusted: 0.32, currency: 'USD', unit: 'currency/share' },
    ]);
  });
});

it('gives all inputs of the comps set, to the cent', async () => {
  const peers = [COMPS_STORY.target, ...COMPS_STORY.peers];
  const ids = peers.map((peer) => peer.ticker);
  const read = async (metrics: string[], period: 'ltm' | 'quarterly') =>
    host.all('factset_get_fundamentals', { ids, metrics, period, currency: 'LOCAL', limit: 1000 });
  const rows = [
    ...(await read(['FF_SALES', 'FF_EBITDA_OPER', 'FF_EPS_DIL'], 'ltm')),
    ...(await read(['FF_COM_SHS_OUT', 'FF_DEBT', 'FF_PFD_STK', 'FF_MIN_INT_ACCUM', 'FF_CASH_ST'], 'quarterly')),
    ...(await host.all('factset_get_prices', { ids, from: '2026-11-19', adjust: 'split', currency: 'LOCAL' })),
  ];
  const figureOf = (id: string, metric: string) => rows.find((row) => row.id === id && row.metric === metric)?.value;
  const found = ids.map((id) => ({
    price: figureOf(id, 'price'),
    shares: figureOf(id, 'FF_COM_SHS_OUT'),
    debt: figureOf(id, 'FF_DEBT'),
    preferred: figureOf(id, 'FF_PFD_STK'),
    minority: figureOf(id, 'FF_MIN_INT_ACCUM'),
    cash: figureOf(id, 'FF_CASH_ST'),
    sales: figureOf(id, 'FF_SALES'),
    ebitda: figureOf(id, 'FF_EBITDA_OPER'),
    eps: figureOf(id, 'FF_EPS_DIL'),
  }));
  expect(found).toEqual(
    peers.map(({ price, shares, debt, preferred, minority, cash, sales, ebitda, eps }) => ({
      price,
      shares,
      debt,
      preferred,
      minority,
      cash,
      sales,
      ebitda,
      eps,
    })),
  );
});
