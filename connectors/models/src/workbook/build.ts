import ExcelJS from 'exceljs';
import { checkTarget } from '../check-comparable.ts';
import { type Company, comps, impliedValues, type Target } from '../multiples.ts';
import type { OutlierRule } from '../statistics.ts';
import { writeChecks } from './checks.ts';
import { writeComps } from './comps.ts';
import { writeInputs } from './inputs.ts';
import { writeStatistics } from './statistics.ts';
import { writeSummary } from './summary.ts';
import { writeValuation } from './valuation.ts';
import { cellText } from './xstring.ts';

export interface WorkbookInput {
  title: string;
  companies: readonly Company[];
  outliers: OutlierRule;
  target?: WorkbookTarget | undefined;
}

export interface WorkbookTarget extends Target {
  name: string;
  asOf?: string | undefined;
  source?: string | undefined;
}

export interface BuiltWorkbook {
  bytes: Uint8Array;
  sheets: string[];
  formulas: number;
}

/**
 * The comps workbook: a page to print, inputs with their sources, everything else formulas over them, and a sheet of
 * checks that compares the formulas with what the code computed.
 *
 * @throws RK_INVALID_REQUEST as {@link comps} does
 */
export async function buildWorkbook(request: WorkbookInput): Promise<BuiltWorkbook> {
  const result = comps(request.companies, request.outliers);
  if (request.target) checkTarget(request.companies, request.target);
  const workbook = new ExcelJS.Workbook();
  workbook.creator = 'Rolekit';
  // spreadsheets then calculate when they open it, whatever the cached values say
  workbook.calcProperties.fullCalcOnLoad = true;
  const place = { first: 5, last: 4 + request.companies.length };
  // the page to read comes first; its formulas need what the other sheets hold
  const summary = workbook.addWorksheet('Summary');
  writeInputs(workbook, request, place);
  writeComps(workbook, request, result, place);
  writeStatistics(workbook, request, result, place);
  const implied = request.target && impliedValues(request.target, result.statistics);
  if (request.target && implied) writeValuation(workbook, request.target, implied);
  writeChecks(workbook, request, result, implied ?? [], place);
  writeSummary(summary, request, result, implied ?? [], place);
  let formulas = 0;
  workbook.eachSheet((sheet) =>
    sheet.eachRow((row) =>
      row.eachCell((cell) => {
        if (cell.formula) formulas++;
        cell.font = { size: 10, ...cell.font, name: 'Arial' };
        indentWords(cell);
        storeText(cell);
      }),
    ),
  );
  const bytes = new Uint8Array(await workbook.xlsx.writeBuffer());
  return { bytes, sheets: workbook.worksheets.map(({ name }) => name), formulas };
}

/** Words stand off the numbers left of them. */
function indentWords(cell: ExcelJS.Cell): void {
  const shown = cell.formula ? cell.result : cell.value;
  if (typeof shown !== 'string' || cell.address.startsWith('A') || cell.alignment?.horizontal) return;
  cell.alignment = { ...cell.alignment, horizontal: 'left', indent: 1 };
}

/** Texts as the file format stores them, typed in or shown by a formula. */
function storeText(cell: ExcelJS.Cell): void {
  if (typeof cell.value === 'string') cell.value = cellText(cell.value);
  else if (cell.formula && typeof cell.result === 'string')
    cell.value = { formula: cell.formula, result: cellText(cell.result) };
}

/** Rows that the companies take, the same on every sheet. */
export interface Place {
  first: number;
  last: number;
}
