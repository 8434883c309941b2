import type { Workbook } from 'exceljs';
import { type Comps, type ImpliedValue, MULTIPLES } from '../multiples.ts';
import type { Place, WorkbookInput } from './build.ts';
import { formula, heading } from './cells.ts';
import { STATISTICS_COLUMN } from './comps.ts';
import { ROWS } from './statistics.ts';
import { FIRST_VALUE } from './valuation.ts';

/** Compares the workbook's formulas with the code's results, and what should agree among the inputs. */
export function writeChecks(
  workbook: Workbook,
  { title }: WorkbookInput,
  { statistics, companies }: Comps,
  implied: readonly ImpliedValue[],
  place: Place,
): void {
  const sheet = workbook.addWorksheet('Checks');
  heading(
    sheet,
    title,
    'Every line must say OK. "Code" is what the server computed on its own when it wrote this file.',
    [
      { name: 'Check', width: 44 },
      { name: 'Formula', width: 16 },
      { name: 'Code', width: 16 },
      { name: 'Status', width: 10 },
    ],
  );
  let at = 6;
  const compare = (label: string, reference: string, code: number | string) => {
    sheet.getCell(`A${at}`).value = label;
    formula(sheet.getCell(`B${at}`), reference, code);
    sheet.getCell(`C${at}`).value = code;
    formula(
      sheet.getCell(`D${at}`),
      `IF(AND(ISNUMBER(B${at}),ISNUMBER(C${at})),IF(ABS(B${at}-C${at})<0.005,"OK","CHECK"),IF(B${at}=C${at},"OK","CHECK"))`,
      'OK',
    );
    at++;
  };
  const same = (label: string, column: string) => {
    const range = `Inputs!${column}${place.first}:${column}${place.last}`;
    sheet.getCell(`A${at}`).value = label;
    formula(sheet.getCell(`B${at}`), `SUMPRODUCT(--(${range}=Inputs!${column}${place.first}))`, companies.length);
    sheet.getCell(`C${at}`).value = companies.length;
    formula(sheet.getCell(`D${at}`), `IF(B${at}=C${at},"OK","CHECK")`, 'OK');
    at++;
  };
  same('Companies with the period of the first', 'L');
  for (const multiple of MULTIPLES) {
    const column = STATISTICS_COLUMN[multiple];
    for (const figure of ['count', 'mean', 'median', 'p25', 'p75', 'min', 'max'] as const) {
      compare(`${multiple}: ${figure}`, `Statistics!${column}${ROWS[figure]}`, statistics[multiple][figure] ?? 'n.m.');
    }
  }
  for (const [index, company] of companies.entries()) {
    compare(`${company.id}: enterprise value`, `ROUND(Comps!E${place.first + index},2)`, company.enterpriseValue);
  }
  for (const [index, value] of implied.entries()) {
    compare(
      `${value.multiple} at ${value.at}: per share`,
      `ROUND(Valuation!F${FIRST_VALUE + index},2)`,
      value.perShare,
    );
  }
  sheet.getCell('A5').value = 'All checks';
  formula(sheet.getCell('D5'), `IF(COUNTIF(D6:D${at - 1},"OK")=ROWS(D6:D${at - 1}),"OK","CHECK")`, 'OK');
  sheet.getRow(5).font = { bold: true };
}
