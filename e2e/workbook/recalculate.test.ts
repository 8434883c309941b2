import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ExcelJS from 'exceljs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Company, comps, impliedValues } from '../../connectors/models/src/multiples.ts';
import { buildWorkbook, type WorkbookInput } from '../../connectors/models/src/workbook/build.ts';
import { FIRST_VALUE } from '../../connectors/models/src/workbook/valuation.ts';
import { COMPS_STORY } from '../../packages/demo-data/src/market/stories.ts';

const run = promisify(execFile);
const IQR = { method: 'iqr', factor: 1.5 } as const;

const base = { minorityInterest: 0, preferred: 0, period: 'CY2026E', asOf: '2026-11-20', source: 'fictional' };
const companies: Company[] = [
  {
    ...base,
    id: 'AAA-US',
    name: 'Alder',
    currency: 'USD',
    price: 61.2,
    shares: 120.5,
    netDebt: -340.2,
    revenue: 2210.4,
    ebitda: 486.1,
    netIncome: 301.7,
  },
  {
    ...base,
    id: 'BBB-DE',
    name: 'Birke',
    currency: 'EUR',
    price: 33.33,
    shares: 410,
    netDebt: 2204,
    minorityInterest: 88.5,
    revenue: 6120,
    ebitda: 1011.3,
    netIncome: 544.4,
  },
  {
    ...base,
    id: 'CCC-GB',
    name: 'Cedar',
    currency: 'GBP',
    price: 7.45,
    shares: 902.2,
    netDebt: 610,
    preferred: 45,
    revenue: 3150.9,
    ebitda: 610,
    netIncome: 320.05,
  },
  {
    ...base,
    id: 'DDD-JP',
    name: 'Dogwood',
    currency: 'JPY',
    price: 4120,
    shares: 55,
    netDebt: 12000,
    revenue: 98000,
    ebitda: 15700,
    netIncome: 8100,
  },
  {
    ...base,
    id: 'EEE-US',
    name: 'Elm',
    currency: 'USD',
    price: 12.1,
    shares: 80,
    netDebt: 150,
    revenue: 240,
    ebitda: -31,
    netIncome: -64,
  },
  {
    ...base,
    id: 'FFF-US',
    name: 'Fir',
    currency: 'USD',
    price: 240,
    shares: 64,
    netDebt: 0,
    revenue: 410,
    ebitda: 95,
    netIncome: 12,
  },
  {
    ...base,
    id: 'GGG-US',
    name: 'Gum',
    currency: 'USD',
    price: 44,
    shares: 100,
    netDebt: 210,
    revenue: 1500,
    ebitda: 330,
    netIncome: null,
  },
];
const target = {
  name: 'Hazel',
  currency: 'USD',
  revenue: 800,
  ebitda: 160,
  netIncome: 90,
  netDebt: 120,
  minorityInterest: 0,
  preferred: 0,
  shares: 42,
};

/** The workbook after LibreOffice has thrown away our values and calculated its own. */
async function recalculate(request: WorkbookInput): Promise<(sheet: string, cell: string) => unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'rolekit-workbook-'));
  const { bytes } = await buildWorkbook(request);
  const ours = new ExcelJS.Workbook();
  await ours.xlsx.load(bytes.buffer as ArrayBuffer);
  ours.eachSheet((sheet) =>
    sheet.eachRow((row) =>
      row.eachCell((cell) => {
        if (cell.formula) cell.value = { formula: cell.formula };
      }),
    ),
  );
  await writeFile(join(folder, 'comps.xlsx'), new Uint8Array(await ours.xlsx.writeBuffer()));
  await run(
    'soffice',
    [
      '--headless',
      `-env:UserInstallation=file://${folder}/profile`,
      '--convert-to',
      'xlsx:Calc MS Excel 2007 XML',
      '--outdir',
      join(folder, 'out'),
      join(folder, 'comps.xlsx'),
    ],
    { timeout: 120_000 },
  );
  const recalculated = await new ExcelJS.Workbook().xlsx.readFile(join(folder, 'out', 'comps.xlsx'));
  await rm(folder, { recursive: true, force: true });
  recalculated.eachSheet((sheet) =>
    sheet.eachRow((row) =>
      row.eachCell((cell) => expect(cell.text, `${sheet.name}!${cell.address}`).not.toMatch(/^#|^Err:/)),
    ),
  );
  return (sheet, cell) => recalculated.getWorksheet(sheet)?.getCell(cell).result;
}

describe('the comps workbook, calculated by LibreOffice', () => {
  const result = comps(companies, IQR);
  let value: Awaited<ReturnType<typeof recalculate>>;
  beforeAll(async () => {
    value = await recalculate({ title: 'Peers of Hazel', companies, outliers: IQR, target });
  }, 180_000);

  it('has the multiples of the code in each cell', () => {
    for (const [index, company] of result.companies.entries()) {
      const row = 5 + index;
      expect(value('Comps', `D${row}`)).toBeCloseTo(company.equityValue, 2);
      expect(value('Comps', `E${row}`)).toBeCloseTo(company.enterpriseValue, 2);
      expect([value('Comps', `F${row}`), value('Comps', `G${row}`), value('Comps', `H${row}`)]).toEqual([
        company.evRevenue ?? 'n.m.',
        company.evEbitda ?? 'n.m.',
        company.pe ?? 'n.m.',
      ]);
    }
  });

  it('has the statistics of the code in each cell', () => {
    for (const [multiple, column] of [
      ['evRevenue', 'B'],
      ['evEbitda', 'C'],
      ['pe', 'D'],
    ] as const) {
      const { count, mean, median, p25, p75, min, max } = result.statistics[multiple];
      const cells = [11, 12, 13, 14, 15, 16, 17].map((row) => value('Statistics', `${column}${row}`));
      expect(cells).toEqual([count, mean, median, p25, p75, min, max]);
    }
  });

  it('leaves out the outlier and what is not meaningful, and says which', () => {
    expect(result.statistics.pe.excluded.map(({ id }) => id)).toEqual(['EEE-US', 'GGG-US', 'FFF-US']);
    expect(value('Comps', 'K10')).toBe('outlier');
    expect(value('Comps', 'K9')).toBe('n.m.');
  });

  it('values the target as the code does', () => {
    const implied = impliedValues(target, result.statistics);
    expect(implied).toHaveLength(9);
    for (const [index, impliedValue] of implied.entries()) {
      expect(value('Valuation', `D${FIRST_VALUE + index}`)).toBeCloseTo(impliedValue.enterpriseValue, 2);
      expect(value('Valuation', `F${FIRST_VALUE + index}`)).toBeCloseTo(impliedValue.perShare ?? Number.NaN, 2);
    }
  });

  it('passes its own checks', () => {
    expect(value('Checks', 'D5')).toBe('OK');
  });
});

describe('a target whose debt is more than it is worth, calculated by LibreOffice', () => {
  const deep = { ...target, name: 'Sunk', netDebt: 2500, price: 3, asOf: '2026-11-18' };
  const result = comps(companies, IQR);
  const implied = impliedValues(deep, result.statistics);
  let value: Awaited<ReturnType<typeof recalculate>>;
  beforeAll(async () => {
    const unsaid = companies.map((company) => ({ ...company, preferred: undefined }));
    value = await recalculate({ title: 'Peers of Sunk', companies: unsaid, outliers: IQR, target: deep });
  }, 180_000);

  it('has n.m. for each value per share, never a negative one, and passes its own checks', () => {
    const shares = implied.map((_, index) => value('Valuation', `F${FIRST_VALUE + index}`));
    const gaps = implied.map((_, index) => value('Valuation', `G${FIRST_VALUE + index}`));
    // EV/EBITDA of at most 13.1x × 160 is less than the debt of 2,500; P/E values the equity, whatever the debt is
    expect(shares.slice(3, 6)).toEqual(['n.m.', 'n.m.', 'n.m.']);
    expect(gaps.slice(3, 6)).toEqual(['n.m.', 'n.m.', 'n.m.']);
    expect(shares.filter((share) => typeof share === 'number' && share <= 0)).toEqual([]);
    expect(value('Checks', 'D5')).toBe('OK');
  });

  it('has the gap to the price as a cell that shows percent: a hundredth of what the tool says', () => {
    for (const [index, { againstPricePercent }] of implied.entries()) {
      if (againstPricePercent === null) continue;
      expect(value('Valuation', `G${FIRST_VALUE + index}`)).toBeCloseTo(againstPricePercent / 100, 3);
    }
  });
});

describe('the comps of Novera Systems, calculated by LibreOffice', () => {
  const story = (inputs: (typeof COMPS_STORY.peers)[number] | typeof COMPS_STORY.target) => ({
    id: inputs.ticker,
    name: inputs.ticker,
    currency: inputs.currency,
    price: inputs.price,
    shares: inputs.shares,
    netDebt: inputs.debt - inputs.cash,
    minorityInterest: inputs.minority,
    preferred: inputs.preferred,
    revenue: inputs.sales,
    ebitda: inputs.ebitda,
    netIncome: null,
    eps: inputs.eps,
    period: 'LTM',
    periodEnd: inputs.periodEnd,
    asOf: inputs.priceDate,
    source: 'the fictional market',
  });
  let value: Awaited<ReturnType<typeof recalculate>>;
  beforeAll(async () => {
    value = await recalculate({
      title: 'Novera Systems: trading comps',
      companies: COMPS_STORY.peers.map(story),
      outliers: IQR,
      target: story(COMPS_STORY.target),
    });
  }, 180_000);

  it('prints the medians without the outlier, and the target against them', () => {
    const row = (at: number) => ['H', 'I', 'J'].map((column) => value('Summary', `${column}${at}`));
    expect(row(19)).toEqual([4.8804, 18.6973, 34.2514]);
    expect(row(22)).toEqual(['9 of 10', '8 of 10', '8 of 10']);
    expect(row(24)).toEqual([5.6001, 19.719, 32.662]);
    expect(row(29)).toEqual([expect.closeTo(281.84, 2), expect.closeTo(309.72, 2), expect.closeTo(377.48, 2)]);
  });

  it('prints what the statistics leave out', () => {
    expect(value('Summary', 'K8')).toBe('EV / Revenue: outlier; EV / EBITDA: outlier; P / E: outlier');
    expect(value('Summary', 'K12')).toBe('EV / EBITDA: n.m.; P / E: n.m.');
    expect(value('Summary', 'K1')).toBe('Checks: OK');
  });
});
