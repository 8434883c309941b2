import type { Workbook, Worksheet } from 'exceljs';
import { comparabilityNotes } from '../check-comparable.ts';
import { type Comps, type ImpliedValue, MULTIPLES, type Multiple } from '../multiples.ts';
import type { Place, WorkbookInput, WorkbookTarget } from './build.ts';
import { emphasised, formula, header, heading, MONEY, MULTIPLE, PRICE, remark, ruled, SHARE, TITLES } from './cells.ts';
import { COLUMNS, STATISTICS_COLUMN } from './comps.ts';
import { INPUT } from './inputs.ts';
import { ROWS } from './statistics.ts';
import { FIRST_VALUE, TARGET } from './valuation.ts';

const WIDTH = 11;
/** Column of a multiple on this sheet. */
const SHOWN = { evRevenue: 'H', evEbitda: 'I', pe: 'J' } as const;
const FIGURES = [
  ['max', 'Maximum'],
  ['p75', 'Upper quartile'],
  ['mean', 'Mean'],
  ['median', 'Median'],
  ['p25', 'Lower quartile'],
  ['min', 'Minimum'],
] as const;

/** The page that is printed: peers, statistics, the target against them. Formulas only. */
export function writeSummary(
  sheet: Worksheet,
  request: WorkbookInput,
  result: Comps,
  implied: readonly ImpliedValue[],
  place: Place,
): void {
  const { title, companies, outliers, target } = request;
  const days = [...new Set(companies.map(({ asOf }) => asOf))].sort();
  const priced = days.length > 1 ? `${days[0]} to ${days.at(-1)}` : days[0];
  heading(
    sheet,
    title,
    `${companies[0]?.period}, prices of ${priced}. Money in millions, each company in its own currency.`,
    [
      { name: 'Company', width: 30, words: true },
      { name: 'Id', width: 11, words: true },
      { name: 'Currency', width: 10, words: true },
      { name: 'Period end', width: 12, words: true },
      { name: 'Price', width: 10 },
      { name: 'Equity value', width: 13 },
      { name: 'Enterprise value', width: 13 },
      ...MULTIPLES.map((multiple) => ({ name: TITLES[multiple], width: 11 })),
      { name: 'Not in the statistics', width: 46, words: true },
    ],
  );
  formula(sheet.getCell('K1'), '"Checks: "&Checks!D5', 'Checks: OK');
  sheet.getCell('K1').alignment = { horizontal: 'right' };
  writePeers(sheet, request, result, place);
  let at = place.last + 2;
  at = writeStatistics(sheet, result, companies.length, at);
  if (target) at = writeTarget(sheet, target, result, implied, at);
  const notes = [
    'Enterprise value = price × shares + net debt + minority interest + preferred.',
    `P / E = ${companies[0]?.eps === undefined ? 'equity value / net income' : 'price / diluted EPS'}.`,
    'n.m.: not meaningful, the denominator or the value is missing or not positive.',
    ...comparabilityNotes(companies, result.companies),
    ...(target?.asOf !== undefined && !days.includes(target.asOf)
      ? [`The target's price is of ${target.asOf}, those of the peers of ${priced}.`]
      : []),
    outliers.method === 'iqr'
      ? `Outliers (struck through): beyond ${outliers.factor} interquartile ranges outside the quartiles, where at least five values are meaningful.`
      : 'No outlier is left out.',
    'Sources: row by row on the sheet Inputs.',
  ];
  for (const note of notes) remark(sheet.getCell(`A${++at}`), note);
}

function writePeers(sheet: Worksheet, { companies: given }: WorkbookInput, result: Comps, place: Place): void {
  for (const [index, company] of result.companies.entries()) {
    const at = place.first + index;
    const cell = (column: string) => sheet.getCell(`${column}${at}`);
    const input = given[index];
    formula(cell('A'), `Comps!A${at}`, company.name);
    formula(cell('B'), `Comps!B${at}`, company.id);
    formula(cell('C'), `Comps!C${at}`, company.currency);
    formula(
      cell('D'),
      `IF(Inputs!${INPUT.periodEnd}${at}="","",Inputs!${INPUT.periodEnd}${at})`,
      input?.periodEnd ?? '',
    );
    formula(cell('E'), `Inputs!${INPUT.price}${at}`, input?.price ?? null, PRICE);
    formula(cell('F'), `Comps!D${at}`, company.equityValue, MONEY);
    formula(cell('G'), `Comps!E${at}`, company.enterpriseValue, MONEY);
    const states: string[] = [];
    const pieces = MULTIPLES.map((multiple) => {
      const [all, included] = COLUMNS[multiple];
      formula(cell(SHOWN[multiple]), `Comps!${all}${at}`, company[multiple] ?? 'n.m.', MULTIPLE);
      const state = stateOf(result, multiple, company.id);
      if (state) states.push(`${TITLES[multiple]}: ${state}`);
      const out = `Comps!${included}${at}`;
      // TRIM takes single spaces between the pieces; those inside them are `_` until then
      return `IF(ISNUMBER(${out}),"","${TITLES[multiple].replaceAll(' ', '_')}:_"&${out}&" ")`;
    });
    const text = `SUBSTITUTE(SUBSTITUTE(TRIM(${pieces.join('&')})," ","; "),"_"," ")`;
    formula(cell('K'), text, states.join('; '));
  }
  ruled(sheet, place.first, place.last, WIDTH);
  for (const multiple of MULTIPLES) {
    sheet.addConditionalFormatting({
      ref: `${SHOWN[multiple]}${place.first}:${SHOWN[multiple]}${place.last}`,
      rules: [
        {
          type: 'expression',
          priority: 1,
          formulae: [`Comps!${COLUMNS[multiple][1]}${place.first}="outlier"`],
          style: { font: { strike: true, color: { argb: 'FF7F7F7F' } } },
        },
      ],
    });
  }
}

function stateOf({ companies, statistics }: Comps, multiple: Multiple, id: string): string | undefined {
  if (statistics[multiple].included.includes(id)) return undefined;
  return companies.find((company) => company.id === id)?.[multiple] === null ? 'n.m.' : 'outlier';
}

/** Answers the row after the block. */
function writeStatistics(sheet: Worksheet, { statistics }: Comps, of: number, first: number): number {
  let at = first;
  for (const [figure, label] of FIGURES) {
    sheet.getCell(`A${at}`).value = label;
    for (const multiple of MULTIPLES) {
      const from = `Statistics!${STATISTICS_COLUMN[multiple]}${ROWS[figure]}`;
      formula(sheet.getCell(`${SHOWN[multiple]}${at}`), from, statistics[multiple][figure] ?? 'n.m.', MULTIPLE);
    }
    at++;
  }
  sheet.getCell(`A${at}`).value = 'Companies in the statistics';
  for (const multiple of MULTIPLES) {
    const from = `Statistics!${STATISTICS_COLUMN[multiple]}${ROWS.count}&" of ${of}"`;
    const cell = sheet.getCell(`${SHOWN[multiple]}${at}`);
    formula(cell, from, `${statistics[multiple].count} of ${of}`);
    cell.alignment = { horizontal: 'right' };
  }
  ruled(sheet, first, at, WIDTH);
  emphasised(sheet, first + FIGURES.findIndex(([figure]) => figure === 'median'), WIDTH);
  return at + 2;
}

function writeTarget(
  sheet: Worksheet,
  target: WorkbookTarget,
  { statistics }: Comps,
  implied: readonly ImpliedValue[],
  first: number,
): number {
  let at = first;
  if (target.price !== undefined) {
    const workbook: Workbook = sheet.workbook;
    const from = (key: keyof typeof TARGET) => `Valuation!B${TARGET[key]}`;
    const now = (key: keyof typeof TARGET) => workbook.getWorksheet('Valuation')?.getCell(`B${TARGET[key]}`).result;
    sheet.getCell(`A${at}`).value = target.name;
    sheet.getCell(`C${at}`).value = target.currency;
    formula(sheet.getCell(`E${at}`), from('price'), target.price, PRICE);
    formula(sheet.getCell(`F${at}`), from('equityValue'), Number(now('equityValue')), MONEY);
    formula(sheet.getCell(`G${at}`), from('enterpriseValue'), Number(now('enterpriseValue')), MONEY);
    sheet.getCell(`A${at + 1}`).value = 'Premium or (discount) to the median';
    for (const multiple of MULTIPLES) {
      const [today, median] = [now(multiple), statistics[multiple].median];
      const [own, gap] = [sheet.getCell(`${SHOWN[multiple]}${at}`), sheet.getCell(`${SHOWN[multiple]}${at + 1}`)];
      formula(own, from(multiple), typeof today === 'number' ? today : 'n.m.', MULTIPLE);
      const peers = `Statistics!${STATISTICS_COLUMN[multiple]}${ROWS.median}`;
      const ratio = typeof today === 'number' && median ? today / median - 1 : 'n.m.';
      formula(
        gap,
        `IF(AND(ISNUMBER(${own.address}),ISNUMBER(${peers})),${own.address}/${peers}-1,"n.m.")`,
        ratio,
        SHARE,
      );
    }
    ruled(sheet, at, at + 1, WIDTH);
    emphasised(sheet, at, WIDTH);
    at += 3;
  }
  if (implied.length === 0) return at;
  header(sheet, at, [
    { name: `Implied value per share, ${target.currency}`, words: true },
    ...['', '', '', '', '', ''].map((name) => ({ name })),
    { name: 'Lower quartile' },
    { name: 'Median' },
    { name: 'Upper quartile' },
    { name: 'Median against the price', words: true },
  ]);
  const top = at + 1;
  for (const multiple of MULTIPLES) {
    const values = implied.filter((impliedValue) => impliedValue.multiple === multiple);
    if (values.length === 0) continue;
    at++;
    sheet.getCell(`A${at}`).value = TITLES[multiple];
    for (const value of values) {
      const column = { p25: 'H', median: 'I', p75: 'J' }[value.at];
      const row = FIRST_VALUE + implied.indexOf(value);
      formula(sheet.getCell(`${column}${at}`), `Valuation!F${row}`, value.perShare ?? 'n.m.', PRICE);
      if (value.at !== 'median' || value.againstPricePercent === null) continue;
      formula(sheet.getCell(`K${at}`), `Valuation!G${row}`, value.againstPricePercent / 100, '+0.0%;-0.0%');
      sheet.getCell(`K${at}`).alignment = { horizontal: 'left', indent: 1 };
    }
  }
  ruled(sheet, top, at, WIDTH);
  return at + 1;
}
