import type { Workbook } from 'exceljs';
import type { Company } from '../multiples.ts';
import type { Place, WorkbookInput } from './build.ts';
import { type Column, heading, input, MONEY, PRICE, ruled, SHARES } from './cells.ts';

/** Points; a file with more is taken for a damaged one. */
const MAX_ROW_HEIGHT = 409;

interface InputColumn extends Column {
  of(company: Company): number | string | null | undefined;
  format?: string;
}

const COLUMNS: readonly InputColumn[] = [
  { name: 'Company', width: 30, words: true, of: ({ name }) => name },
  { name: 'Id', width: 11, words: true, of: ({ id }) => id },
  { name: 'Currency', width: 9, words: true, of: ({ currency }) => currency },
  { name: 'Price', width: 10, of: ({ price }) => price, format: PRICE },
  { name: 'Shares', width: 10, of: ({ shares }) => shares, format: SHARES },
  { name: 'Net debt', width: 11, of: ({ netDebt }) => netDebt, format: MONEY },
  { name: 'Minority interest', width: 10, of: ({ minorityInterest }) => minorityInterest, format: MONEY },
  { name: 'Preferred', width: 10, of: ({ preferred }) => preferred, format: MONEY },
  { name: 'Revenue', width: 11, of: ({ revenue }) => revenue, format: MONEY },
  { name: 'EBITDA', width: 10, of: ({ ebitda }) => ebitda, format: MONEY },
  { name: 'Net income', width: 10, of: ({ netIncome }) => netIncome, format: MONEY },
  { name: 'EPS, diluted', width: 10, of: ({ eps }) => eps, format: PRICE },
  { name: 'Period', width: 10, words: true, of: ({ period }) => period },
  { name: 'Period end', width: 11, words: true, of: ({ periodEnd }) => periodEnd },
  { name: 'Price as of', width: 11, words: true, of: ({ asOf }) => asOf },
  { name: 'Source', width: 42, words: true, of: ({ source }) => source },
];

/** Column of an input on its sheet. */
export const INPUT = {
  name: 'A',
  id: 'B',
  currency: 'C',
  price: 'D',
  shares: 'E',
  netDebt: 'F',
  minorityInterest: 'G',
  preferred: 'H',
  revenue: 'I',
  ebitda: 'J',
  netIncome: 'K',
  eps: 'L',
  period: 'M',
  periodEnd: 'N',
  asOf: 'O',
} as const;

/** The one sheet with typed values; each row names its source. */
export function writeInputs(workbook: Workbook, { title, companies }: WorkbookInput, place: Place): void {
  const sheet = workbook.addWorksheet('Inputs');
  const subtitle =
    'Inputs. Money and shares in millions, price and EPS for one share, each in the company’s currency. Blue is typed in; all else is calculated.';
  heading(sheet, title, subtitle, COLUMNS);
  for (const [index, company] of companies.entries()) {
    const row = sheet.getRow(place.first + index);
    for (const [column, { of, format }] of COLUMNS.entries()) {
      const cell = row.getCell(column + 1);
      input(cell, of(company) ?? null, format);
      cell.alignment = { vertical: 'top', wrapText: column === COLUMNS.length - 1 };
    }
    // about 40 signs of the source fit on one line
    const lines = company.source.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 40)), 0);
    row.height = Math.min(MAX_ROW_HEIGHT, 13.5 * lines);
  }
  ruled(sheet, place.first, place.last, COLUMNS.length);
}
