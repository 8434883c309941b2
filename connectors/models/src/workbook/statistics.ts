import type { Workbook } from 'exceljs';
import { type Comps, MULTIPLES } from '../multiples.ts';
import { FEWEST_FOR_OUTLIERS, quantile } from '../statistics.ts';
import type { Place, WorkbookInput } from './build.ts';
import { formula, heading, input, MULTIPLE } from './cells.ts';
import { COLUMNS, STATISTICS_COLUMN } from './comps.ts';

/** Rows of the figures that other sheets refer to. */
export const ROWS = { count: 11, mean: 12, median: 13, p25: 14, p75: 15, min: 16, max: 17 } as const;
const WIDE = 1e99;

export function writeStatistics(
  workbook: Workbook,
  { title, outliers }: WorkbookInput,
  { companies, statistics }: Comps,
  place: Place,
): void {
  const sheet = workbook.addWorksheet('Statistics');
  heading(
    sheet,
    title,
    `Outliers are beyond ${outliers.factor} interquartile ranges outside the quartiles, where at least ${FEWEST_FOR_OUTLIERS} values are meaningful.`,
    [
      { name: 'Figure', width: 30 },
      { name: 'EV / Revenue', width: 14 },
      { name: 'EV / EBITDA', width: 14 },
      { name: 'P / E', width: 14 },
    ],
  );
  const labels = [
    'Lower quartile of all',
    'Upper quartile of all',
    'Meaningful values',
    'Outlier factor',
    'Lowest included',
    'Highest included',
    'Count',
    'Mean',
    'Median',
    'Lower quartile',
    'Upper quartile',
    'Minimum',
    'Maximum',
  ];
  for (const [index, label] of labels.entries()) sheet.getCell(`A${5 + index}`).value = label;
  for (const multiple of MULTIPLES) {
    const column = STATISTICS_COLUMN[multiple];
    const [all, included] = COLUMNS[multiple].map((one) => `Comps!${one}${place.first}:${one}${place.last}`);
    const of = statistics[multiple];
    const values = companies.flatMap((company) => company[multiple] ?? []).toSorted((a, b) => a - b);
    const cell = (row: number) => sheet.getCell(`${column}${row}`);
    const quartile = (which: number) => (values.length === 0 ? 'n.m.' : quantile(values, which / 4));
    formula(cell(5), `IF(${column}7=0,"n.m.",QUARTILE(${all},1))`, quartile(1));
    formula(cell(6), `IF(${column}7=0,"n.m.",QUARTILE(${all},3))`, quartile(3));
    formula(cell(7), `COUNT(${all})`, values.length);
    input(cell(8), outliers.method === 'iqr' ? outliers.factor : 'none');
    const applies = `AND(ISNUMBER(${column}8),${column}7>=${FEWEST_FOR_OUTLIERS})`;
    formula(
      cell(9),
      `IF(${applies},${column}5-${column}8*(${column}6-${column}5),-${WIDE.toExponential().toUpperCase()})`,
      of.bounds?.low ?? -WIDE,
    );
    formula(
      cell(10),
      `IF(${applies},${column}6+${column}8*(${column}6-${column}5),${WIDE.toExponential().toUpperCase()})`,
      of.bounds?.high ?? WIDE,
    );
    formula(cell(ROWS.count), `COUNT(${included})`, of.count);
    const figure = (row: number, text: string, result: number | null) => {
      formula(cell(row), `IF(${column}${ROWS.count}=0,"n.m.",ROUND(${text},4))`, result ?? 'n.m.');
      cell(row).numFmt = MULTIPLE;
    };
    figure(ROWS.mean, `AVERAGE(${included})`, of.mean);
    figure(ROWS.median, `MEDIAN(${included})`, of.median);
    figure(ROWS.p25, `QUARTILE(${included},1)`, of.p25);
    figure(ROWS.p75, `QUARTILE(${included},3)`, of.p75);
    figure(ROWS.min, `MIN(${included})`, of.min);
    figure(ROWS.max, `MAX(${included})`, of.max);
    for (const row of [5, 6]) cell(row).numFmt = MULTIPLE;
    for (const row of [9, 10]) cell(row).numFmt = '[>=1E+98]"none";[<=-1E+98]"none";0.00"x"';
  }
}
