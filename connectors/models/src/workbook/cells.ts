import type { Cell, Worksheet } from 'exceljs';

/** A formula with the value that it has now, so that readers which do not calculate show it too. */
export function formula(cell: Cell, text: string, result: number | string | null): void {
  cell.value = { formula: text, ...(result === null ? {} : { result }) };
  cell.font = { color: { argb: 'FF000000' } };
}

/** Something typed in: blue, as analysts expect of an input. */
export function input(cell: Cell, value: number | string | null): void {
  cell.value = value;
  cell.font = { color: { argb: 'FF0000FF' } };
}

/** Title, subtitle and a header row; returns the number of the first row of data. */
export function heading(
  sheet: Worksheet,
  title: string,
  subtitle: string,
  columns: readonly { name: string; width: number }[],
): number {
  sheet.getCell('A1').value = title;
  sheet.getCell('A1').font = { bold: true, size: 14 };
  sheet.getCell('A2').value = subtitle;
  sheet.getCell('A2').font = { italic: true, color: { argb: 'FF595959' } };
  const row = sheet.getRow(4);
  for (const [index, { name, width }] of columns.entries()) {
    const cell = row.getCell(index + 1);
    cell.value = name;
    cell.font = { bold: true, color: { argb: 'FFFFFFFF' } };
    cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FF1F4E3D' } };
    cell.alignment = { wrapText: true, vertical: 'middle', horizontal: index === 0 ? 'left' : 'center' };
    sheet.getColumn(index + 1).width = width;
  }
  row.height = 32;
  sheet.pageSetup = { orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 };
  sheet.views = [{ state: 'frozen', xSplit: 2, ySplit: 4, showGridLines: false }];
  return 5;
}

export const MONEY = '#,##0.0;(#,##0.0);"–"';
export const MULTIPLE = '0.00"x"';
export const PRICE = '#,##0.00';
