import ExcelJS from 'exceljs';
import { type Company, comps, impliedValues, type Target } from '../multiples.ts';
import type { OutlierRule } from '../statistics.ts';
import { writeChecks } from './checks.ts';
import { writeComps } from './comps.ts';
import { writeInputs } from './inputs.ts';
import { writeStatistics } from './statistics.ts';
import { writeValuation } from './valuation.ts';

export interface WorkbookInput {
  title: string;
  companies: readonly Company[];
  outliers: OutlierRule;
  target?: (Target & { name: string }) | undefined;
}

export interface BuiltWorkbook {
  bytes: Uint8Array;
  sheets: string[];
  formulas: number;
}

/**
 * The comps workbook: inputs with their sources, everything else formulas over them, and a sheet of checks that compares
 * the formulas with what the code computed.
 *
 * @throws RK_INVALID_REQUEST as {@link comps} does
 */
export async function buildWorkbook(request: WorkbookInput): Promise<BuiltWorkbook> {
  const result = comps(request.companies, request.outliers);
  const workbook = new ExcelJS.Workbook();
  workbook.creator = 'Rolekit';
  // spreadsheets then calculate when they open it, whatever the cached values say
  workbook.calcProperties.fullCalcOnLoad = true;
  const place = { first: 5, last: 4 + request.companies.length };
  writeInputs(workbook, request, place);
  writeComps(workbook, request, result, place);
  writeStatistics(workbook, request, result, place);
  const implied = request.target && impliedValues(request.target, result.statistics);
  if (request.target && implied) writeValuation(workbook, request.target, implied);
  writeChecks(workbook, request, result, implied ?? [], place);
  let formulas = 0;
  workbook.eachSheet((sheet) =>
    sheet.eachRow((row) =>
      row.eachCell((cell) => {
        if (cell.formula) formulas++;
        cell.font = { size: 10, ...cell.font, name: 'Arial' };
      }),
    ),
  );
  const bytes = new Uint8Array(await workbook.xlsx.writeBuffer());
  return { bytes, sheets: workbook.worksheets.map(({ name }) => name), formulas };
}

/** Rows that the companies take, the same on every sheet. */
export interface Place {
  first: number;
  last: number;
}
