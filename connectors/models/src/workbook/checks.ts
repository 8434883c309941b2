import type { Workbook } from 'exceljs';
import { type Comps, type ImpliedValue, MULTIPLES } from '../multiples.ts';
import type { Place, WorkbookInput } from './build.ts';
import { emphasised, formula, heading, ruled, TITLES } from './cells.ts';
import { STATISTICS_COLUMN } from './comps.ts';
import { INPUT } from './inputs.ts';
import { ROWS } from './statistics.ts';
import { FIRST_VALUE } from './valuation.ts';

const FIGURES = {
  count: 'count',
  mean: 'mean',
  median: 'median',
  p25: 'lower quartile',
  p75: 'upper quartile',
  min: 'minimum',
  max: 'maximum',
} as const;
const ANY = '#,##0.00##;(#,##0.00##)';

/** Compares the workbook's formulas with the code's results, and what should agree among the inputs. */
export function writeChecks(
  workbook: Workbook,
  { title, companies: given }: WorkbookInput,
  { statistics, companies }: Comps,
  implied: readonly ImpliedValue[],
  place: Place,
): void {
  const sheet = workbook.addWorksheet('Checks');
  heading(
    sheet,
    title,
    'Every line must say OK. "Expected" is what the server computed on its own when it wrote this file.',
    [
      { name: 'Check', width: 46, words: true },
      { name: 'In this workbook', width: 18 },
      { name: 'Expected', width: 18 },
      { name: 'Status', width: 12 },
    ],
  );
  let at = 6;
  let failed = 0;
  const write = (label: string, reference: string, found: number | string, expected: number | string) => {
    sheet.getCell(`A${at}`).value = label;
    const format = label.includes('Companies') || label.endsWith('count') ? '0' : ANY;
    formula(sheet.getCell(`B${at}`), reference, found, format);
    sheet.getCell(`C${at}`).value = expected;
    sheet.getCell(`C${at}`).numFmt = format;
    sheet.getCell(`C${at}`).alignment = { horizontal: 'right' };
    const near = `IF(AND(ISNUMBER(B${at}),ISNUMBER(C${at})),ABS(B${at}-C${at})<0.005,B${at}=C${at})`;
    if (found !== expected) failed++;
    formula(sheet.getCell(`D${at}`), `IF(${near},"OK","CHECK")`, found === expected ? 'OK' : 'CHECK');
    at++;
  };
  const compare = (label: string, reference: string, code: number | string) => write(label, reference, code, code);
  const same = (label: string, key: 'period' | 'asOf') => {
    const range = `Inputs!${INPUT[key]}${place.first}:${INPUT[key]}${place.last}`;
    const found = given.filter((company) => company[key] === given[0]?.[key]).length;
    write(label, `SUMPRODUCT(--(${range}=Inputs!${INPUT[key]}${place.first}))`, found, given.length);
  };
  same('Companies with the period of the first', 'period');
  same('Companies priced on the day of the first', 'asOf');
  for (const multiple of MULTIPLES) {
    const column = STATISTICS_COLUMN[multiple];
    for (const [figure, label] of Object.entries(FIGURES) as [keyof typeof FIGURES, string][]) {
      const expected = statistics[multiple][figure] ?? 'n.m.';
      compare(`${TITLES[multiple]}: ${label}`, `Statistics!${column}${ROWS[figure]}`, expected);
    }
  }
  for (const [index, company] of companies.entries()) {
    compare(`${company.id}: enterprise value`, `ROUND(Comps!E${place.first + index},2)`, company.enterpriseValue);
  }
  for (const [index, value] of implied.entries()) {
    const label = `${TITLES[value.multiple]} at the ${FIGURES[value.at]}: value per share`;
    const cell = `Valuation!F${FIRST_VALUE + index}`;
    compare(label, `IF(ISNUMBER(${cell}),ROUND(${cell},2),${cell})`, value.perShare ?? 'n.m.');
  }
  sheet.getCell('A5').value = 'All checks';
  formula(
    sheet.getCell('D5'),
    `IF(COUNTIF(D6:D${at - 1},"OK")=ROWS(D6:D${at - 1}),"OK","CHECK")`,
    failed === 0 ? 'OK' : 'CHECK',
  );
  ruled(sheet, 5, at - 1, 4);
  emphasised(sheet, 5, 4);
  for (let row = 5; row < at; row++) sheet.getCell(`D${row}`).alignment = { horizontal: 'right' };
  sheet.addConditionalFormatting({
    ref: `D5:D${at - 1}`,
    rules: [
      {
        type: 'expression',
        priority: 1,
        formulae: ['D5<>"OK"'],
        style: { font: { bold: true, color: { argb: 'FFC00000' } } },
      },
    ],
  });
}
