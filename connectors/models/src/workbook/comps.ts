import type { Workbook } from 'exceljs';
import { type Comps, MULTIPLES } from '../multiples.ts';
import type { Place, WorkbookInput } from './build.ts';
import { formula, heading, MONEY, MULTIPLE, multipleFormula, ruled } from './cells.ts';
import { INPUT } from './inputs.ts';

/** Column of a multiple on the sheet `Comps`, as computed and as included. */
export const COLUMNS = { evRevenue: ['F', 'I'], evEbitda: ['G', 'J'], pe: ['H', 'K'] } as const;
/** Column of a multiple on the sheet `Statistics`. */
export const STATISTICS_COLUMN = { evRevenue: 'B', evEbitda: 'C', pe: 'D' } as const;

export function writeComps(
  workbook: Workbook,
  { title, companies: given }: WorkbookInput,
  { companies, statistics }: Comps,
  place: Place,
): void {
  const sheet = workbook.addWorksheet('Comps');
  const withEps = given[0]?.eps !== undefined;
  heading(
    sheet,
    title,
    `Multiples. P / E is ${withEps ? 'price / diluted EPS' : 'equity value / net income'}. n.m.: the denominator is missing or not positive. The last three columns are what the statistics include.`,
    [
      { name: 'Company', width: 30, words: true },
      { name: 'Id', width: 11, words: true },
      { name: 'Currency', width: 10, words: true },
      { name: 'Equity value', width: 13 },
      { name: 'Enterprise value', width: 13 },
      { name: 'EV / Revenue', width: 11 },
      { name: 'EV / EBITDA', width: 11 },
      { name: 'P / E', width: 11 },
      { name: 'EV / Revenue included', width: 13 },
      { name: 'EV / EBITDA included', width: 13 },
      { name: 'P / E included', width: 13 },
    ],
  );
  for (const [index, company] of companies.entries()) {
    const at = place.first + index;
    const cell = (column: string) => sheet.getCell(`${column}${at}`);
    const from = (column: keyof typeof INPUT) => `Inputs!${INPUT[column]}${at}`;
    formula(cell('A'), from('name'), company.name);
    formula(cell('B'), from('id'), company.id);
    formula(cell('C'), from('currency'), company.currency);
    formula(cell('D'), `${from('price')}*${from('shares')}`, company.equityValue, MONEY);
    const claims = `${from('netDebt')}+${from('minorityInterest')}+${from('preferred')}`;
    formula(cell('E'), `D${at}+${claims}`, company.enterpriseValue, MONEY);
    const fractions = {
      evRevenue: [`E${at}`, from('revenue')],
      evEbitda: [`E${at}`, from('ebitda')],
      pe: withEps ? [from('price'), from('eps')] : [`D${at}`, from('netIncome')],
    } as const;
    for (const multiple of MULTIPLES) {
      const [all, included] = COLUMNS[multiple];
      const [above, below] = fractions[multiple];
      formula(cell(all), multipleFormula(above, below), company[multiple] ?? 'n.m.', MULTIPLE);
      const bounds = STATISTICS_COLUMN[multiple];
      const isIn = statistics[multiple].included.includes(company.id);
      formula(
        cell(included),
        `IF(ISNUMBER(${all}${at}),IF(AND(${all}${at}>=Statistics!${bounds}$9,${all}${at}<=Statistics!${bounds}$10),${all}${at},"outlier"),"n.m.")`,
        company[multiple] === null ? 'n.m.' : isIn ? company[multiple] : 'outlier',
        MULTIPLE,
      );
    }
  }
  ruled(sheet, place.first, place.last, 11);
}
