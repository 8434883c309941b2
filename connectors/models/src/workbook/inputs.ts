import type { Workbook } from 'exceljs';
import type { Place, WorkbookInput } from './build.ts';
import { heading, input, MONEY, PRICE } from './cells.ts';

/** The one sheet with typed values; each row names its source. */
export function writeInputs(workbook: Workbook, { title, companies }: WorkbookInput, place: Place): void {
  const sheet = workbook.addWorksheet('Inputs');
  heading(
    sheet,
    title,
    'Inputs. Money and shares in millions, price for one share. Blue is typed in; all else is calculated from here.',
    [
      { name: 'Id', width: 14 },
      { name: 'Company', width: 28 },
      { name: 'Currency', width: 9 },
      { name: 'Price', width: 11 },
      { name: 'Diluted shares', width: 12 },
      { name: 'Net debt', width: 12 },
      { name: 'Minority interest', width: 12 },
      { name: 'Preferred', width: 12 },
      { name: 'Revenue', width: 12 },
      { name: 'EBITDA', width: 12 },
      { name: 'Net income', width: 12 },
      { name: 'Period', width: 11 },
      { name: 'Price as of', width: 12 },
      { name: 'Source', width: 44 },
    ],
  );
  for (const [index, company] of companies.entries()) {
    const row = sheet.getRow(place.first + index);
    const {
      id,
      name,
      currency,
      price,
      shares,
      netDebt,
      minorityInterest,
      preferred,
      revenue,
      ebitda,
      netIncome,
      period,
      asOf,
      source,
    } = company;
    const values = [
      id,
      name,
      currency,
      price,
      shares,
      netDebt,
      minorityInterest,
      preferred,
      revenue,
      ebitda,
      netIncome,
      period,
      asOf,
      source,
    ];
    for (const [column, value] of values.entries()) {
      const cell = row.getCell(column + 1);
      input(cell, value);
      if (column === 3) cell.numFmt = PRICE;
      else if (typeof value === 'number') cell.numFmt = MONEY;
    }
  }
}
