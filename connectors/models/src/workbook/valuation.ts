import type { Workbook } from 'exceljs';
import { type ImpliedValue, MULTIPLES, type Target } from '../multiples.ts';
import { formula, heading, input, MONEY, MULTIPLE, PRICE } from './cells.ts';
import { STATISTICS_COLUMN } from './comps.ts';
import { ROWS } from './statistics.ts';

const TITLES = { evRevenue: 'EV / Revenue', evEbitda: 'EV / EBITDA', pe: 'P / E' } as const;
const METRIC_ROW = { evRevenue: 5, evEbitda: 6, pe: 7 } as const;
export const FIRST_VALUE = 14;

export function writeValuation(
  workbook: Workbook,
  target: Target & { name: string },
  implied: readonly ImpliedValue[],
): void {
  const sheet = workbook.addWorksheet('Valuation');
  heading(
    sheet,
    `${target.name}: implied value`,
    `${target.currency}, millions; value per share in ${target.currency}.`,
    [
      { name: 'Target', width: 26 },
      { name: 'Value', width: 14 },
    ],
  );
  const facts: [string, number | null][] = [
    ['Revenue', target.revenue],
    ['EBITDA', target.ebitda],
    ['Net income', target.netIncome],
    ['Net debt', target.netDebt],
    ['Minority interest', target.minorityInterest],
    ['Preferred', target.preferred],
    ['Diluted shares', target.shares],
  ];
  for (const [index, [label, value]] of facts.entries()) {
    sheet.getCell(`A${5 + index}`).value = label;
    input(sheet.getCell(`B${5 + index}`), value);
    sheet.getCell(`B${5 + index}`).numFmt = MONEY;
  }
  const header = sheet.getRow(FIRST_VALUE - 1);
  for (const [index, name] of [
    'Multiple',
    'At',
    'Applied',
    'Enterprise value',
    'Equity value',
    'Per share',
  ].entries()) {
    header.getCell(index + 1).value = name;
    header.getCell(index + 1).font = { bold: true };
    sheet.getColumn(index + 1).width = index === 0 ? 26 : 16;
  }
  for (const [index, value] of implied.entries()) {
    const at = FIRST_VALUE + index;
    const metric = `$B$${METRIC_ROW[value.multiple]}`;
    const claims = '($B$8+$B$9+$B$10)';
    sheet.getCell(`A${at}`).value = TITLES[value.multiple];
    sheet.getCell(`B${at}`).value = value.at;
    formula(sheet.getCell(`C${at}`), `Statistics!${STATISTICS_COLUMN[value.multiple]}${ROWS[value.at]}`, value.applied);
    formula(
      sheet.getCell(`D${at}`),
      value.multiple === 'pe' ? `C${at}*${metric}+${claims}` : `C${at}*${metric}`,
      value.enterpriseValue,
    );
    formula(sheet.getCell(`E${at}`), `D${at}-${claims}`, value.equityValue);
    formula(sheet.getCell(`F${at}`), `E${at}/$B$11`, value.perShare);
    sheet.getCell(`C${at}`).numFmt = MULTIPLE;
    for (const column of ['D', 'E']) sheet.getCell(`${column}${at}`).numFmt = MONEY;
    sheet.getCell(`F${at}`).numFmt = PRICE;
  }
  const left = MULTIPLES.filter((multiple) => implied.every((one) => one.multiple !== multiple)).map(
    (multiple) => TITLES[multiple],
  );
  if (left.length > 0)
    sheet.getCell(`A${FIRST_VALUE + implied.length + 1}`).value =
      `Left out, because the metric or the statistic is not meaningful: ${left.join(', ')}.`;
}
