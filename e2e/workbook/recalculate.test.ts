import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ExcelJS from 'exceljs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Company, comps, impliedValues } from '../../connectors/models/src/multiples.ts';
import { buildWorkbook } from '../../connectors/models/src/workbook/build.ts';

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
let recalculated: ExcelJS.Workbook;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rolekit-workbook-'));
  const { bytes } = await buildWorkbook({ title: 'Peers of Hazel', companies, outliers: IQR, target });
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
  recalculated = await new ExcelJS.Workbook().xlsx.readFile(join(folder, 'out', 'comps.xlsx'));
}, 180_000);

function value(sheet: string, cell: string): unknown {
  return recalculated.getWorksheet(sheet)?.getCell(cell).result;
}

describe('the comps workbook, calculated by LibreOffice', () => {
  const result = comps(companies, IQR);

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
    for (const [index, one] of implied.entries()) {
      expect(value('Valuation', `D${14 + index}`)).toBeCloseTo(one.enterpriseValue, 2);
      expect(value('Valuation', `F${14 + index}`)).toBeCloseTo(one.perShare, 2);
    }
  });

  it('passes its own checks, and no cell is an error', () => {
    expect(value('Checks', 'D5')).toBe('OK');
    recalculated.eachSheet((sheet) =>
      sheet.eachRow((row) =>
        row.eachCell((cell) => expect(cell.text, `${sheet.name}!${cell.address}`).not.toMatch(/^#|^Err:/)),
      ),
    );
  });
});
