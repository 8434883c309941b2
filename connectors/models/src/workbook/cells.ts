import type { Cell, Worksheet } from 'exceljs';
import { type Multiple, NEAR_ZERO } from '../multiples.ts';

export const MONEY = '#,##0.0;(#,##0.0);"–"';
export const MULTIPLE = '0.00"x"';
export const SHARES = '#,##0.000';
export const PRICE = '#,##0.00;(#,##0.00)';
export const SHARE = '0.0%;(0.0%)';

/** What people call a multiple. */
export const TITLES: Record<Multiple, string> = { evRevenue: 'EV / Revenue', evEbitda: 'EV / EBITDA', pe: 'P / E' };

const GREEN = 'FF1F4E3D';
const PALE = 'FFE3EFE8';
const GREY = 'FF595959';

export interface Column {
  name: string;
  width: number;
  /** Words stand left, numbers right. */
  words?: true;
}

/** A formula with the value that it has now, so that readers which do not calculate show it too. */
export function formula(cell: Cell, text: string, result: number | string | null, format?: string): void {
  cell.value = { formula: text, ...(result === null ? {} : { result }) };
  cell.font = { color: { argb: 'FF000000' } };
  if (format) {
    cell.numFmt = format;
    cell.alignment = { horizontal: 'right' };
  }
}

/** A multiple as a formula, by the rules of the code: n.m. where the denominator or the value is not positive. */
export function multipleFormula(above: string, below: string): string {
  return `IF(ISNUMBER(${below}),IF(AND(${below}>0,${above}>0),IF(${above}/${below}>=${NEAR_ZERO},ROUND(${above}/${below},4),"n.m."),"n.m."),"n.m.")`;
}

/** Something typed in: blue, as analysts expect of an input. */
export function input(cell: Cell, value: number | string | null, format?: string): void {
  cell.value = value;
  cell.font = { color: { argb: 'FF0000FF' } };
  if (format) cell.numFmt = format;
}

/** A remark in grey. */
export function remark(cell: Cell, text: string): void {
  cell.value = text;
  cell.font = { italic: true, size: 9, color: { argb: GREY } };
}

/** Title, subtitle and a header row; the first row of data is the fifth. */
export function heading(sheet: Worksheet, title: string, subtitle: string, columns: readonly Column[]): void {
  sheet.getCell('A1').value = title;
  sheet.getCell('A1').font = { bold: true, size: 14 };
  remark(sheet.getCell('A2'), subtitle);
  header(sheet, 4, columns);
  for (const [index, { width }] of columns.entries()) sheet.getColumn(index + 1).width = width;
  sheet.pageSetup = {
    paperSize: 9,
    orientation: 'landscape',
    fitToPage: true,
    fitToWidth: 1,
    fitToHeight: 0,
    printTitlesRow: '1:4',
    margins: { left: 0.5, right: 0.5, top: 0.6, bottom: 0.6, header: 0.3, footer: 0.3 },
  };
  sheet.headerFooter.oddFooter = '&L&8&A&R&8Page &P of &N';
  sheet.views = [{ state: 'frozen', xSplit: 1, ySplit: 4, showGridLines: false }];
}

export function header(sheet: Worksheet, at: number, columns: readonly Pick<Column, 'name' | 'words'>[]): void {
  const row = sheet.getRow(at);
  for (const [index, { name, words }] of columns.entries()) {
    const cell = row.getCell(index + 1);
    cell.value = name;
    cell.font = { bold: true, color: { argb: 'FFFFFFFF' } };
    cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: GREEN } };
    cell.alignment = { wrapText: true, vertical: 'middle', horizontal: words ? 'left' : 'right' };
    if (words && index > 0) cell.alignment.indent = 1;
  }
  row.height = 30;
}

/** A hair line below each row, so that the eye keeps to it. */
export function ruled(sheet: Worksheet, first: number, last: number, columns: number): void {
  for (let at = first; at <= last; at++) {
    for (let column = 1; column <= columns; column++) {
      sheet.getRow(at).getCell(column).border = { bottom: { style: 'hair', color: { argb: 'FFBFBFBF' } } };
    }
  }
}

/** The row that a reader looks for. */
export function emphasised(sheet: Worksheet, at: number, columns: number): void {
  for (let column = 1; column <= columns; column++) {
    const cell = sheet.getRow(at).getCell(column);
    cell.font = { ...cell.font, bold: true };
    cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: PALE } };
  }
}
