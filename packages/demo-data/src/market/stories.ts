/**
 * What a right answer must contain for the banking jobs on the fictional market. The README tells each story; a test
 * recomputes every number from the data. Amounts in millions of the company's currency unless said otherwise.
 */

export { COMPS_STORY } from './comps-story.ts';

/** The same set on calendar year 2026: fiscal years that end in other months are blended in twelfths. */
export const CALENDAR_STORY = {
  year: 2026,
  asOf: '2026-11-19',
  rule: 'a year that ends in month m gives m twelfths of fiscal year 2026 and 12 - m of 2027; reported years as known today, others at the mean of the consensus',
  target: {
    ticker: 'NVRA-US',
    year: 2026,
    sales: 1803.17,
    ebitda: 519.94,
    eps: 10.39,
    evToSales: 5.47,
    evToEbitda: 18.98,
    priceToEarnings: 31.25,
  },
  peers: [
    {
      ticker: 'HLDN-US',
      year: 2026,
      sales: 2061.46,
      ebitda: 533.03,
      eps: 6.29,
      evToSales: 5.82,
      evToEbitda: 22.52,
      priceToEarnings: 37.52,
    },
    {
      ticker: 'OBSC-US',
      year: 2026,
      sales: 4570.41,
      ebitda: 1057.09,
      eps: 7.2,
      evToSales: 4.08,
      evToEbitda: 17.65,
      priceToEarnings: 30.72,
    },
    {
      ticker: 'TSVN-US',
      year: 2026,
      sales: 726.24,
      ebitda: 211.77,
      eps: 6.46,
      evToSales: 6.66,
      evToEbitda: 22.83,
      priceToEarnings: 36.43,
    },
    {
      ticker: 'KLVR-US',
      year: 2026,
      sales: 1850.18,
      ebitda: 619.2,
      eps: 1.09,
      evToSales: 56.3,
      evToEbitda: 168.24,
      priceToEarnings: 228.39,
    },
    {
      ticker: 'PLWA-US',
      year: 2026,
      sales: 541.6,
      ebitda: 174.72,
      eps: 3.95,
      evToSales: 4.65,
      evToEbitda: 14.42,
      priceToEarnings: 23.78,
    },
    {
      ticker: 'LNFD-US',
      year: 2026,
      sales: 2193.4,
      ebitda: 507.67,
      eps: 2.49,
      evToSales: 4.18,
      evToEbitda: 18.04,
      priceToEarnings: 34.15,
    },
    {
      ticker: 'SBLC-US',
      year: 2026,
      sales: 749.94,
      ebitda: 244.43,
      eps: 4.11,
      evToSales: 5.1,
      evToEbitda: 15.64,
      priceToEarnings: 29.19,
    },
    {
      ticker: 'MRWG-US',
      year: 2026,
      sales: 1167.5,
      ebitda: -222.39,
      eps: -8.53,
      evToSales: 3.92,
      evToEbitda: null,
      priceToEarnings: null,
    },
    {
      ticker: 'AUSK-DE',
      year: 2026,
      sales: 2045.42,
      ebitda: 559.38,
      eps: 7.43,
      evToSales: 7.23,
      evToEbitda: 26.44,
      priceToEarnings: 44.84,
    },
    {
      ticker: 'DNMR-GB',
      year: 2026,
      sales: 1445.29,
      ebitda: 380.7,
      eps: 2.02,
      evToSales: 4.23,
      evToEbitda: 16.05,
      priceToEarnings: 27.37,
    },
  ],
  medians: { evToSales: 4.88, evToEbitda: 18.04, priceToEarnings: 34.15 },
} as const;

/** "Which figures of Linfield Logic changed?": two quarters and a year, restated on 2026-09-08. */
export const RESTATEMENT_STORY = {
  ticker: 'LNFD-US',
  announced: '2026-09-08',
  quarters: [
    {
      end: '2025-12-31',
      original: { sales: 537.274, ebitda: 133.89, netIncome: 85.259, epsDiluted: 0.66 },
      latest: { sales: 523.074, ebitda: 119.69, netIncome: 74.183, epsDiluted: 0.58 },
    },
    {
      end: '2026-03-31',
      original: { sales: 517.245, ebitda: 124.497, netIncome: 78.057, epsDiluted: 0.61 },
      latest: { sales: 507.645, ebitda: 114.897, netIncome: 70.569, epsDiluted: 0.55 },
    },
  ],
  year: {
    fiscalYear: 2025,
    original: { sales: 1973.685, ebitda: 462.765, netIncome: 283.411, epsDiluted: 2.2 },
    latest: { sales: 1959.485, ebitda: 448.565, netIncome: 272.335, epsDiluted: 2.11 },
  },
  /** Multiples of the last twelve months on the figures as first published: cheaper than the company is. */
  originalMultiples: {
    sales: 2153.758,
    ebitda: 510.603,
    eps: 2.51,
    evToSales: 4.25,
    evToEbitda: 17.94,
    priceToEarnings: 33.88,
  },
} as const;

/** A split of four for one: unadjusted prices fall by three quarters on the ex-date, adjusted ones do not. */
export const SPLIT_STORY = {
  ticker: 'BRKC-US',
  effective: '2025-06-16',
  ratio: 4,
  before: { date: '2025-06-13', adjusted: 27.71, unadjusted: 110.84 },
  after: { date: '2025-06-16', adjusted: 27.95, unadjusted: 27.95 },
} as const;

/** A year end moved from June to December: two periods are called 2024, one of them has 184 days. */
export const YEAR_END_STORY = {
  ticker: 'RDGA-US',
  periods: [
    { fiscalYear: 2021, end: '2021-06-30', days: 365, sales: 543.935 },
    { fiscalYear: 2022, end: '2022-06-30', days: 365, sales: 587.138 },
    { fiscalYear: 2023, end: '2023-06-30', days: 365, sales: 625.992 },
    { fiscalYear: 2024, end: '2024-06-30', days: 366, sales: 665.393 },
    { fiscalYear: 2024, end: '2024-12-31', days: 184, sales: 337.821 },
    { fiscalYear: 2025, end: '2025-12-31', days: 365, sales: 727.561 },
  ],
} as const;

/** One name or ticker, two companies: an answer has to ask. */
export const AMBIGUOUS_STORY = {
  Halden: ['HLDN-US', 'HLDN-GB'],
  HLDN: ['HLDN-US', 'HLDN-GB'],
  Corvex: ['CVXA-US', 'CVXM-US'],
} as const;

/** How the consensus for Novera Systems' fiscal year 2026 moved within a year. */
export const REVISION_STORY = {
  ticker: 'NVRA-US',
  fiscalYear: 2026,
  means: [
    { asOf: '2025-11-19', sales: 1806.409, ebitda: 523.048, eps: 10.46 },
    { asOf: '2026-02-19', sales: 1803.176, ebitda: 519.944, eps: 10.4 },
    { asOf: '2026-05-19', sales: 1803.111, ebitda: 519.882, eps: 10.39 },
    { asOf: '2026-08-19', sales: 1803.964, ebitda: 520.701, eps: 10.41 },
    { asOf: '2026-11-19', sales: 1803.17, ebitda: 519.938, eps: 10.39 },
  ],
} as const;
