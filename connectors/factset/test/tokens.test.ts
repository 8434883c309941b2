import { COMPS_STORY } from '@rolekit/demo-data';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, it } from 'vitest';
import { openSandbox } from './sandbox-host.ts';

const { host } = await openSandbox();

const ids = [COMPS_STORY.target, ...COMPS_STORY.peers].map(({ ticker }) => ticker);
const METRICS = [
  'FF_SALES',
  'FF_EBITDA_OPER',
  'FF_EPS_DIL',
  'FF_COM_SHS_OUT',
  'FF_DEBT',
  'FF_CASH_ST',
  'FF_PFD_STK',
  'FF_MIN_INT_ACCUM',
  'FF_NET_DEBT',
];

// a host gives the model the text or the structure
it('eleven companies by nine metrics cost a model at most 2,500 tokens, whichever form its host shows', async () => {
  const { text, structured } = await host.call('factset_get_fundamentals', {
    ids,
    metrics: METRICS,
    period: 'ltm',
    currency: 'LOCAL',
    limit: 500,
  });
  expect(structured.page).toMatchObject({ returned: 11, total: 11, truncated: false });
  expect(countTokens(text)).toBeLessThanOrEqual(2500);
  expect(countTokens(JSON.stringify(structured))).toBeLessThanOrEqual(2500);
});

it('prices of sixty days say name, source and currency of a company once', async () => {
  const { text } = await host.call('factset_get_prices', {
    ids: ids.slice(0, 4),
    from: '2026-08-27',
    to: '2026-11-19',
    adjust: 'split',
  });
  for (const said of ['Novera Systems Inc.', 'Halden Systems Inc.', 'currency USD', 'periodType day'])
    expect(text.split(said)).toHaveLength(2);
});
