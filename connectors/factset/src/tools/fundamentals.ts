import { RolekitError } from '@rolekit/sdk';
import { z } from 'zod';
import { inJob } from '../batch-job.ts';
import { type Item, itemsFor } from '../catalogue.ts';
import { type FactSetClient, FUNDAMENTALS_API } from '../client.ts';
import { asking, collect } from '../collect-rows.ts';
import { factset } from '../connection.ts';
import { allowMixedFiscalYears, currency, date, ids, metrics, until, vendorCurrency } from '../inputs.ts';
import { fiscalPeriodOf, PERIOD, type PeriodType, present, VALUE_ROW, valueColumns } from '../rows.ts';
import { FUNDAMENTALS, type WireFundamental } from '../wire.ts';

/** FactSet's limit of ids for an answer at once, and of a batch job. */
const AT_ONCE = 250;
const IN_A_JOB = 5000;
/** From here on a job is kinder than many requests. */
const MAX_IDS_PER_REQUEST = 1000;

const PERIODICITY = { annual: 'ANN', quarterly: 'QTR', semiannual: 'SEMI', ltm: 'LTM', ytd: 'YTD' } as const;
type Version = 'latest' | 'original';

const input = z.object({
  ids: ids(IN_A_JOB),
  metrics: metrics('FF_SALES, FF_EBITDA_OPER, …'),
  period: z.enum(['annual', 'quarterly', 'semiannual', 'ltm', 'ytd']).describe('ltm: last twelve months.'),
  from: date('Default: the last period.'),
  to: until,
  version: z
    .enum(['latest', 'original', 'both'])
    .optional()
    .describe('latest (default): restated; original: as first published.'),
  finalOnly: z.boolean().optional().describe('No preliminary values.'),
  currency,
  allowMixedFiscalYears,
});
type Input = z.output<typeof input>;

export const fundamentalsTool = factset.list({
  name: 'factset_get_fundamentals',
  title: 'Get FactSet fundamentals',
  description:
    'Reported figures (income, balance sheet, cash flow, ratios, shares). value × scale = whole units of unit and currency. ' +
    'Ids without values come first; a mark leads to its footnote.',
  input,
  items: VALUE_ROW,
  metrics: { by: PERIOD },
  defaultLimit: 200,
  maxLimit: 1000,
  examples: [
    {
      title: 'Sales and EBITDA of the last twelve months',
      input: { ids: ['NVRA-US'], metrics: ['FF_SALES', 'FF_EBITDA_OPER'], period: 'ltm' },
    },
  ],
  async handler(input, client, { cursor }) {
    if (input.version === 'both' && input.ids.length > MAX_IDS_PER_REQUEST) throw tooManyForBoth();
    const items = itemsFor(await client.fundamentalItems(), input.metrics, 'fundamentals');
    const byMetric = new Map(items.map((item) => [item.metric, item]));
    // there is no restated year to date
    const versions: Version[] =
      input.period === 'ytd'
        ? ['original']
        : input.version === 'both'
          ? ['original', 'latest']
          : [input.version ?? 'latest'];
    const page = await collect<VersionedRow>(client, input, {
      metrics: items.map((item) => item.metric),
      dataset: 'factset-fundamentals',
      async fetch(known) {
        const rows: VersionedRow[] = [];
        for (const version of versions) {
          const request = requestOf(input, version, [...byMetric.keys()]);
          const found =
            known.length > MAX_IDS_PER_REQUEST
              ? await inOne(client, cursor, request, known)
              : await inSome(client, request, known);
          rows.push(...found.map((row) => ({ ...row, version })));
        }
        return rows;
      },
      toRow: (row) => toRow(row, byMetric.get(row.metric ?? ''), input.period),
    });
    if (input.period === 'ytd' && input.version !== 'original')
      page.notes?.push('FactSet has year-to-date values as first published only.');
    return page;
  },
});

type VersionedRow = WireFundamental & { version: Version };

/** A cursor stands for one batch job. */
function tooManyForBoth(): RolekitError {
  return new RolekitError('RK_TOO_LARGE', {
    reason: `Both versions of more than ${MAX_IDS_PER_REQUEST} ids would need two batch jobs.`,
    hint: 'Ask for `latest` and for `original` in a call of its own each.',
  });
}

function requestOf(input: Input, version: Version, metrics: string[]): Record<string, unknown> {
  const code = PERIODICITY[input.period];
  return {
    metrics,
    periodicity: version === 'latest' ? `${code}_R` : code,
    ...(input.from === undefined && input.to === undefined
      ? {}
      : { fiscalPeriod: present({ start: input.from, end: input.to }) }),
    ...vendorCurrency(input.currency, 'LOCAL'),
    updateType: input.finalOnly ? 'RF' : 'RP',
  };
}

const PATH = `${FUNDAMENTALS_API}/fundamentals`;

function inSome(client: FactSetClient, request: Record<string, unknown>, known: string[]): Promise<WireFundamental[]> {
  return asking(client, FUNDAMENTALS, PATH, AT_ONCE, (ids) => ({ data: { ids, ...request } }))(known);
}

async function inOne(
  client: FactSetClient,
  cursor: string | undefined,
  request: Record<string, unknown>,
  ids: string[],
) {
  const json = { data: { ids, ...request, batch: 'Y' } };
  return (await inJob(client, cursor, FUNDAMENTALS, FUNDAMENTALS_API, { path: PATH, json })).data;
}

/** The columns of a vendor's row. */
function toRow(row: VersionedRow, item: Item | undefined, periodType: PeriodType) {
  if (!item || row.value === null || row.value === undefined) return undefined;
  return {
    ...valueColumns(item, row.value, row.currency),
    periodType,
    ...present({
      periodEnd: row.fiscalEndDate,
      periodDays: row.fiscalPeriodLength,
      fiscalYear: row.fiscalYear,
      fiscalPeriod: fiscalPeriodOf(periodType, row.fiscalPeriod, row.fiscalPeriodLength),
      reportDate: row.epsReportDate,
    }),
    updateType: row.version,
    ...present({ reportStatus: row.updateType?.toLowerCase() }),
  };
}
