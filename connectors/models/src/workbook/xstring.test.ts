import ExcelJS from 'exceljs';
import { expect, it } from 'vitest';
import { buildWorkbook } from './build.ts';
import { cellText } from './xstring.ts';

it.each([
  ['run_x0041_id', 'run_x005F_x0041_id'],
  ['_x0041_', '_x005F_x0041_'],
  ['_x005F_x0041_', '_x005F_x005F_x005F_x0041_'],
  ['_x0041_x0042_', '_x005F_x0041_x005F_x0042_'],
  ['_x00e9_', '_x005F_x00e9_'],
  ['a\r\nb', 'a_x000D_\nb'],
  ['a\u0000\u000b\u001f\u007fb', 'a_x0000__x000B__x001F__x007F_b'],
  ['half \ud83d, whole \ud83d\ude00', 'half _xD83D_, whole \ud83d\ude00'],
  ['a\ufffe\uffffb', 'a_xFFFE__xFFFF_b'],
  ['  a\tb\nc\u0085  ', '  a\tb\nc\u0085  '],
  ['_X0041_', '_X0041_'],
  ['_x41_', '_x41_'],
  ['_xGGGG_', '_xGGGG_'],
  ['x0041_', 'x0041_'],
  ['Q4_x_2026', 'Q4_x_2026'],
  ["D'Alsace & <Söhne>", "D'Alsace & <Söhne>"],
])('%j is stored as %j', (text, stored) => expect(cellText(text)).toBe(stored));

const company = (name: string) => ({
  ...{ currency: 'EUR', price: 10, shares: 100, netDebt: 5, minorityInterest: 0, preferred: 0, netIncome: null },
  ...{ revenue: 500, ebitda: 90, period: 'LTM', asOf: '2026-11-19', source: 'Filing _x000A_ 10-K' },
  id: name,
  name,
});

it('every text of a workbook is stored so, names, sources and what formulas show', async () => {
  const companies = ['_x0041_', 'Plain'].map(company);
  const { bytes } = await buildWorkbook({ title: '_x0042_', companies, outliers: { method: 'iqr', factor: 1.5 } });
  const read = new ExcelJS.Workbook();
  await read.xlsx.load(bytes.buffer as ArrayBuffer);
  const texts: string[] = [];
  read.eachSheet((sheet) =>
    sheet.eachRow((row) => row.eachCell((cell) => texts.push(String(cell.result ?? cell.value)))),
  );
  // The reader takes `_x0041_` for an A where it is not escaped.
  expect(texts.filter((text) => text === 'A' || text === 'B' || text.includes('\n'))).toEqual([]);
  expect(texts.filter((text) => text === '_x0041_').length).toBeGreaterThan(1);
  expect(texts).toContain('_x0042_');
  expect(texts).toContain('Filing _x000A_ 10-K');
});

it('a text that is longer than a cell is refused', () => {
  expect(() => cellText('a'.repeat(32_768))).toThrow('has 32768 characters; a cell holds 32767');
});
