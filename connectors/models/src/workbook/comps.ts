import type { Workbook } from 'exceljs';
import { type Comps, MULTIPLES } from '../multiples.ts';
import type { Place, WorkbookInput } from './build.ts';
import { formula, heading, MONEY, MULTIPLE } from './cells.ts';

/** Column of a multiple on the sheet `Comps`, as computed and as included. */
export const COLUMNS = { evRevenue: ['F', 'I'], evEbitda: ['G', 'J'], pe: ['H', 'K'] } as const;
/** Column of a multiple on the sheet `Statistics`. */
export const STATISTICS_COLUMN = { evRevenue: 'B', evEbitda: 'C', pe: 'D' } as const;
const METRIC = { evRevenue: 'I', evEbitda: 'J', pe: 'K' } as const;

export function writeComps(
  workbook: Workbook,
  { title }: WorkbookInput,
  { companies, statistics }: Comps,
  place: Place,
): void {
  const sheet = workbook.addWorksheet('Comps');
  heading(
    sheet,
    title,
    'Multiples. "n.m.": not meaningful (denominator missing or not positive). The last three columns are what the statistics include.',
    [
      { name: 'Id', width: 14 },
      { name: 'Company', width: 28 },
      { name: 'Currency', width: 9 },
      { name: 'Equity value', width: 14 },
      { name: 'Enterprise value', width: 14 },
      { name: 'EV / Revenue', width: 12 },
      { name: 'EV / EBITDA', width: 12 },
      { name: 'P / E', width: 12 },
      { name: 'EV / Revenue included', width: 12 },
      { name: 'EV / EBITDA included', width: 12 },
      { name: 'P / E included', width: 12 },
    ],
  );
  for (const [index, company] of companies.entries()) {
    const at = place.first + index;
    const cell = (column: string) => sheet.getCell(`${column}${at}`);
    formula(cell('A'), `Inputs!A${at}`, company.id);
    formula(cell('B'), `Inputs!B${at}`, company.name);
    formula(cell('C'), `Inputs!C${at}`, company.currency);
    formula(cell('D'), `Inputs!D${at}*Inputs!E${at}`, company.equityValue);
    formula(cell('E'), `D${at}+Inputs!F${at}+Inputs!G${at}+Inputs!H${at}`, company.enterpriseValue);
    cell('D').numFmt = MONEY;
    cell('E').numFmt = MONEY;
    for (const multiple of MULTIPLES) {
      const [all, included] = COLUMNS[multiple];
      const numerator = `${multiple === 'pe' ? 'D' : 'E'}${at}`;
      const metric = `Inputs!${METRIC[multiple]}${at}`;
      formula(
        cell(all),
        `IF(ISNUMBER(${metric}),IF(AND(${metric}>0,${numerator}>0),ROUND(${numerator}/${metric},4),"n.m."),"n.m.")`,
        company[multiple] ?? 'n.m.',
      );
      const bounds = STATISTICS_COLUMN[multiple];
      const isIn = statistics[multiple].included.includes(company.id);
      formula(
        cell(included),
        `IF(ISNUMBER(${all}${at}),IF(AND(${all}${at}>=Statistics!${bounds}$9,${all}${at}<=Statistics!${bounds}$10),${all}${at},"outlier"),"n.m.")`,
        company[multiple] === null ? 'n.m.' : isIn ? company[multiple] : 'outlier',
      );
      for (const column of [all, included]) {
        cell(column).numFmt = MULTIPLE;
        cell(column).alignment = { horizontal: 'right' };
      }
    }
  }
}
