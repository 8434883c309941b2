import { defineTool, RolekitError, type ToolCall } from '@rolekit/sdk';
import { z } from 'zod';
import { inBatches } from '../batches.ts';
import { type Item, itemsFor } from '../catalogue.ts';
import { type FactSetClient, FUNDAMENTALS_API } from '../client.ts';
import { collect } from '../collect.ts';
import { connection } from '../connection.ts';
import { allowMixedFiscalYears, currency, date, ids, metrics, until, vendorCurrency } from '../inputs.ts';
import { awaitJob, jobOfCursor, startJob } from '../job.ts';
import { fiscalPeriodOf, type PeriodType, present, sourceOf, VALUE_ROW, type ValueRow, valueColumns } from '../rows.ts';
import { FUNDAMENTALS, type WireFundamental } from '../wire.ts';

/** FactSet's limit of ids for an answer at once, and of a batch job. */
const AT_ONCE = 250;
const IN_A_JOB = 5000;
/** From here on a job is kinder than many requests. */
const MOST_IN_REQUESTS = 1000;

const PERIODICITY = { annual: 'ANN', quarterly: 'QTR', semiannual: 'SEMI', ltm: 'LTM', ytd: 'YTD' } as const;
type FundamentalPeriod = keyof typeof PERIODICITY;
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

export const fundamentalsTool = defineTool({
  connection,
  name: 'factset_get_fundamentals',
  title: 'Get FactSet fundamentals',
  access: 'read',
  description:
    'Reported figures (income, balance sheet, cash flow, ratios, shares). value × scale = whole units of unit and currency. ' +
    'Rows whose status is not ok come first. Above 1,000 ids a batch job runs; a timeout gives a cursor to go on.',
  input,
  items: VALUE_ROW,
  defaultLimit: 200,
  maxLimit: 1000,
  examples: [
    {
      title: 'Sales and EBITDA of the last twelve months',
      input: { ids: ['NVRA-US'], metrics: ['FF_SALES', 'FF_EBITDA_OPER'], period: 'ltm' },
    },
  ],
  async handler(call) {
    const { input, connection: client, signal, cursor } = call;
    if (input.version === 'both' && input.ids.length > MOST_IN_REQUESTS) throw tooManyForBoth();
    const items = itemsFor(await client.fundamentalItems(signal), input.metrics, 'fundamentals');
    const byMetric = new Map(items.map((item) => [item.metric, item]));
    // there is no restated year to date
    const versions: Version[] =
      input.period === 'ytd'
        ? ['original']
        : input.version === 'both'
          ? ['original', 'latest']
          : [input.version ?? 'latest'];
    const page = await collect<WireFundamental & { version: Version }>({
      client,
      ids: input.ids,
      signal,
      currency: input.currency,
      allowMixedFiscalYears: input.allowMixedFiscalYears,
      metrics: items.map((item) => item.metric),
      fetch: (known) => fetchVersions(call, versions, known, [...byMetric.keys()], cursor),
      toRow: (row, base) => toRow(row, base, byMetric.get(row.metric ?? ''), input.period),
    });
    if (input.period === 'ytd' && input.version !== 'original')
      page.notes?.push('FactSet has year-to-date values as first published only.');
    return page;
  },
});

type Call = ToolCall<Input, FactSetClient>;

/** A cursor stands for one batch job. */
function tooManyForBoth(): RolekitError {
  return new RolekitError('RK_TOO_LARGE', {
    reason: `Both versions of more than ${MOST_IN_REQUESTS} ids would need two batch jobs.`,
    hint: 'Ask for `latest` and for `original` in a call of its own each.',
  });
}

async function fetchVersions(
  call: Call,
  versions: readonly Version[],
  known: string[],
  items: string[],
  cursor: string | undefined,
) {
  const rows: (WireFundamental & { version: Version })[] = [];
  for (const version of versions) {
    const request = requestOf(call.input, version, items);
    const found =
      known.length > MOST_IN_REQUESTS ? await inJob(call, request, known, cursor) : await atOnce(call, request, known);
    rows.push(...found.map((row) => ({ ...row, version })));
  }
  return rows;
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

function atOnce(
  { connection: client, signal, progress }: Call,
  request: Record<string, unknown>,
  known: string[],
): Promise<WireFundamental[]> {
  return inBatches(known, { most: AT_ONCE, signal, progress }, async (ids) => {
    const { data } = await client.post(
      FUNDAMENTALS,
      `${FUNDAMENTALS_API}/fundamentals`,
      { data: { ids, ...request } },
      signal,
    );
    return data;
  });
}

async function inJob(
  call: Call,
  request: Record<string, unknown>,
  known: string[],
  cursor: string | undefined,
): Promise<WireFundamental[]> {
  const job = { client: call.connection, api: FUNDAMENTALS_API, signal: call.signal, progress: call.progress };
  const id =
    cursor === undefined
      ? await startJob(job, `${FUNDAMENTALS_API}/fundamentals`, { data: { ids: known, ...request, batch: 'Y' } })
      : jobOfCursor(cursor);
  return (await awaitJob(job, id, FUNDAMENTALS)).data;
}

function toRow(
  row: WireFundamental & { version: Version },
  base: { id: string; name?: string },
  item: Item | undefined,
  period: FundamentalPeriod,
): ValueRow | undefined {
  if (!item || row.value === null || row.value === undefined) return undefined;
  const periodType: PeriodType = period;
  return {
    ...base,
    status: 'ok',
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
    source: sourceOf(row.fsymId, 'factset-fundamentals'),
  };
}
