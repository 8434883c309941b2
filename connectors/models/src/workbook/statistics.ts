import type { Workbook } from 'exceljs';
import { type Comps, MULTIPLES } from '../multiples.ts';
import { MIN_FOR_OUTLIERS, quantile } from '../statistics.ts';
import type { Place, WorkbookInput } from './build.ts';
import { emphasised, formula, heading, input, MULTIPLE, ruled, TITLES } from './cells.ts';
import { COLUMNS, STATISTICS_COLUMN } from './comps.ts';

/** Rows of the figures that other sheets refer to. */
export const ROWS = { count: 11, mean: 12, median: 13, p25: 14, p75: 15, min: 16, max: 17 } as const;
const WIDE = 1e99;
const BOUND = '[>=1E+98]"none";[<=-1E+98]"none";0.00"x"';

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
    outliers.method === 'iqr'
      ? `Outliers are beyond ${outliers.factor} interquartile ranges outside the quartiles, where at least ${MIN_FOR_OUTLIERS} values are meaningful.`
      : 'No outlier is left out.',
    [
      { name: 'Figure', width: 30, words: true },
      ...MULTIPLES.map((multiple) => ({ name: TITLES[multiple], width: 14 })),
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
    const [all, included] = COLUMNS[multiple].map((value) => `Comps!${value}${place.first}:${value}${place.last}`);
    const of = statistics[multiple];
    const values = companies.flatMap((company) => company[multiple] ?? []).toSorted((a, b) => a - b);
    const cell = (row: number) => sheet.getCell(`${column}${row}`);
    const quartile = (which: number) => (values.length === 0 ? 'n.m.' : quantile(values, which / 4));
    formula(cell(5), `IF(${column}7=0,"n.m.",QUARTILE(${all},1))`, quartile(1), MULTIPLE);
    formula(cell(6), `IF(${column}7=0,"n.m.",QUARTILE(${all},3))`, quartile(3), MULTIPLE);
    formula(cell(7), `COUNT(${all})`, values.length, '0');
    if (column === 'B') input(cell(8), outliers.method === 'iqr' ? outliers.factor : 'none');
    else formula(cell(8), '$B$8', outliers.method === 'iqr' ? outliers.factor : 'none');
    cell(8).alignment = { horizontal: 'right' };
    const applies = `AND(ISNUMBER(${column}8),${column}7>=${MIN_FOR_OUTLIERS})`;
    formula(
      cell(9),
      `IF(${applies},${column}5-${column}8*(${column}6-${column}5),-${WIDE.toExponential().toUpperCase()})`,
      of.bounds?.low ?? -WIDE,
      BOUND,
    );
    formula(
      cell(10),
      `IF(${applies},${column}6+${column}8*(${column}6-${column}5),${WIDE.toExponential().toUpperCase()})`,
      of.bounds?.high ?? WIDE,
      BOUND,
    );
    formula(cell(ROWS.count), `COUNT(${included})`, of.count, '0');
    const figure = (row: number, text: string, result: number | null) => {
      formula(cell(row), `IF(${column}${ROWS.count}=0,"n.m.",ROUND(${text},4))`, result ?? 'n.m.', MULTIPLE);
    };
    figure(ROWS.mean, `AVERAGE(${included})`, of.mean);
    figure(ROWS.median, `MEDIAN(${included})`, of.median);
    figure(ROWS.p25, `QUARTILE(${included},1)`, of.p25);
    figure(ROWS.p75, `QUARTILE(${included},3)`, of.p75);
    figure(ROWS.min, `MIN(${included})`, of.min);
    figure(ROWS.max, `MAX(${included})`, of.max);
  }
  ruled(sheet, 5, ROWS.max, 4);
  emphasised(sheet, ROWS.median, 4);
}
