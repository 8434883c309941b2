import { demoMarket } from '@rolekit/demo-data';
import { describe, expect, it } from 'vitest';
import { openSandbox } from './sandbox-host.ts';

const { host } = await openSandbox();

const HALDENS = [
  { id: 'HLDN-US', name: 'Halden Systems Inc.' },
  { id: 'HLDN-GB', name: 'Halden Systems plc' },
];

describe('factset_resolve_ids', () => {
  it('answers candidates for a name and for a ticker that two companies have', async () => {
    const { items, notes } = await host.list('factset_resolve_ids', {
      ids: ['Halden', 'HLDN', 'Halden Systems', 'Corvex'],
    });
    expect(items.map(({ id, status, candidates }) => ({ id, status, candidates }))).toEqual([
      { id: 'Halden', status: 'ambiguous', candidates: HALDENS },
      { id: 'HLDN', status: 'ambiguous', candidates: HALDENS },
      { id: 'Halden Systems', status: 'ambiguous', candidates: HALDENS },
      {
        id: 'Corvex',
        status: 'ambiguous',
        candidates: [
          { id: 'CVXA-US', name: 'Corvex Automation Inc.' },
          { id: 'CVXM-US', name: 'Corvex Medical Inc.' },
        ],
      },
    ]);
    expect(notes[0]).toBe(
      'Not all of the 4 ids have values (ambiguous: Halden, HLDN, Halden Systems, Corvex); see their rows.',
    );
  });

  it('says which ids do not exist', async () => {
    const { items } = await host.list('factset_resolve_ids', { ids: ['QQQQ-US', 'BBBBBB-R', 'Acme of Nowhere'] });
    expect(items.map((row) => row.status)).toEqual(['not_found', 'not_found', 'not_found']);
  });

  it('takes every kind of id, in any case, and a name that only one company has', async () => {
    const { company } = demoMarket().find('NVRA-US') ?? {};
    const ids = ['nvra-us', company?.fsymId ?? '', company?.securityId ?? '', company?.isin ?? '', 'Novera Systems'];
    const { items } = await host.list('factset_resolve_ids', { ids });
    expect(items.map(({ status, ticker, name }) => [status, ticker, name])).toEqual(
      ids.map(() => ['ok', 'NVRA-US', 'Novera Systems Inc.']),
    );
    expect(items[4]?.message).toBe('Novera Systems was taken for NVRA-US (Novera Systems Inc.), the only match.');
  });

  it('asks for one id once', async () => {
    const { items } = await host.list('factset_resolve_ids', { ids: ['OBSC-US', 'obsc-us', ' OBSC-US '] });
    expect(items).toHaveLength(1);
  });
});

describe('factset_search_ids', () => {
  it('answers nothing for a text that fits nothing', async () => {
    expect((await host.list('factset_search_ids', { text: 'zzzzzz' })).items).toEqual([]);
  });

  it('lists all that fit, and does not choose', async () => {
    const { items, notes } = await host.list('factset_search_ids', { text: 'corvex' });
    expect(items.map((row) => row.id)).toEqual(['CVXA-US', 'CVXM-US']);
    expect(notes).toEqual(['2 companies fit; this is not a ranking of what is meant.']);
  });
});

describe('a list with wrong and ambiguous ids', () => {
  it('gives the values of the others, and the wrong ones first, each with what to do', async () => {
    const { items, notes } = await host.list('factset_get_fundamentals', {
      ids: ['NVRA-US', 'HLDN', 'QQQQ-US', 'OBSC-US'],
      metrics: ['FF_SALES', 'FF_LOAN_LOSS_PROV'],
      period: 'ltm',
    });
    expect(items.map(({ id, status, metric, value }) => [id, status, metric, value])).toEqual([
      ['HLDN', 'ambiguous', undefined, undefined],
      ['QQQQ-US', 'not_found', undefined, undefined],
      ['NVRA-US', 'ok', 'FF_SALES', 1761.922],
      ['NVRA-US', 'no_data', 'FF_LOAN_LOSS_PROV', undefined],
      ['OBSC-US', 'ok', 'FF_SALES', 4407.352],
      ['OBSC-US', 'no_data', 'FF_LOAN_LOSS_PROV', undefined],
    ]);
    expect(items[0]?.candidates).toEqual(HALDENS);
    expect(notes[0]).toBe(
      'Not all of the 4 ids have values (ambiguous: HLDN; not_found: QQQQ-US; no_data: NVRA-US, OBSC-US); see their rows.',
    );
  });

  it('gives the values of one company to each of the ids that mean it', async () => {
    const { items } = await host.list('factset_get_fundamentals', {
      ids: ['NVRA-US', 'Novera Systems'],
      metrics: ['FF_SALES'],
      period: 'ltm',
    });
    expect(items.map(({ id, status, value }) => [id, status, value])).toEqual([
      ['NVRA-US', 'ok', 1761.922],
      ['Novera Systems', 'ok', 1761.922],
    ]);
    const splits = await host.list('factset_list_corporate_actions', {
      ids: ['BRKC-US', 'Brackenridge Controls'],
      category: 'splits',
    });
    expect(splits.items).toHaveLength(2);
  });

  it('never asks FactSet for a bare ticker, which FactSet would take for the American one', async () => {
    const { items } = await host.list('factset_get_prices', { ids: ['HLDN'], from: '2026-11-19', adjust: 'split' });
    expect(items.map((row) => row.status)).toEqual(['ambiguous']);
  });
});

describe('factset_list_metrics', () => {
  it('finds metrics by words and says their unit and scale', async () => {
    const { items } = await host.list('factset_list_metrics', { text: 'net debt' });
    expect(items).toEqual([
      { metric: 'FF_NET_DEBT', name: 'Net Debt', category: 'BALANCE_SHEET', unit: 'currency', scale: 1_000_000 },
    ]);
  });

  it('tells shares, percentages and per-share values from amounts', async () => {
    const units = async (text: string) =>
      (await host.list('factset_list_metrics', { text })).items.map(({ metric, unit, scale }) => [metric, unit, scale]);
    expect(await units('FF_EPS_DIL')).toEqual([['FF_EPS_DIL', 'currency/share', 1]]);
    expect(await units('outstanding')).toEqual([['FF_COM_SHS_OUT', 'shares', 1_000_000]]);
    expect(await units('gross margin')).toEqual([['FF_GROSS_MGN', 'percent', 1]]);
  });

  it('suggests the nearest metric for one that does not exist', async () => {
    const error = await host.error('factset_get_fundamentals', {
      ids: ['NVRA-US'],
      metrics: ['FF_SALE', 'FF_DEBT'],
      period: 'ltm',
    });
    expect(error).toMatchObject({ kind: 'invalid_request', message: 'FactSet fundamentals has no metric `FF_SALE`.' });
    expect(error.next).toContain('Did you mean `FF_SALES`?');
  });
});
