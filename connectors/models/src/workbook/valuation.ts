import type { Workbook } from 'exceljs';
import { type ImpliedValue, MULTIPLES, multiplesOf } from '../multiples.ts';
import type { WorkbookTarget } from './build.ts';
import {
  formula,
  header,
  heading,
  input,
  MONEY,
  MULTIPLE,
  multipleFormula,
  PRICE,
  remark,
  ruled,
  SHARE,
  SHARES,
  TITLES,
} from './cells.ts';
import { STATISTICS_COLUMN } from './comps.ts';
import { ROWS } from './statistics.ts';

const AT = { p25: 'Lower quartile', median: 'Median', p75: 'Upper quartile' } as const;
/** Rows of the target's facts on the sheet `Valuation`. */
export const TARGET = {
  revenue: 5,
  ebitda: 6,
  netIncome: 7,
  eps: 8,
  netDebt: 9,
  minorityInterest: 10,
  preferred: 11,
  shares: 12,
  price: 13,
  equityValue: 16,
  enterpriseValue: 17,
  evRevenue: 18,
  evEbitda: 19,
  pe: 20,
} as const;
export const FIRST_VALUE = 23;

export function writeValuation(workbook: Workbook, target: WorkbookTarget, implied: readonly ImpliedValue[]): void {
  const sheet = workbook.addWorksheet('Valuation');
  const { currency } = target;
  heading(
    sheet,
    `${target.name}: implied value`,
    `${currency}, millions; price, EPS and value per share in ${currency}.`,
    [
      { name: 'Target', width: 26, words: true },
      { name: 'Value', width: 15 },
    ],
  );
  const facts: [keyof typeof TARGET, string, number | null | undefined, string][] = [
    ['revenue', 'Revenue', target.revenue, MONEY],
    ['ebitda', 'EBITDA', target.ebitda, MONEY],
    ['netIncome', 'Net income', target.netIncome, MONEY],
    ['eps', 'EPS, diluted', target.eps, PRICE],
    ['netDebt', 'Net debt', target.netDebt, MONEY],
    ['minorityInterest', 'Minority interest', target.minorityInterest, MONEY],
    ['preferred', 'Preferred', target.preferred, MONEY],
    ['shares', 'Shares', target.shares, SHARES],
    ['price', target.asOf ? `Price, ${target.asOf}` : 'Price', target.price, PRICE],
  ];
  for (const [key, label, value, format] of facts) {
    sheet.getCell(`A${TARGET[key]}`).value = label;
    input(sheet.getCell(`B${TARGET[key]}`), value ?? null, format);
  }
  if (target.source) remark(sheet.getCell('A14'), `Source: ${target.source}`);
  ruled(sheet, TARGET.revenue, TARGET.price, 2);
  if (target.price !== undefined) writeToday(workbook, target);
  header(sheet, FIRST_VALUE - 1, [
    { name: 'Multiple', words: true },
    { name: 'Peers’', words: true },
    { name: 'Applied' },
    { name: 'Enterprise value' },
    { name: 'Equity value' },
    { name: 'Value per share' },
    { name: 'Against price' },
  ]);
  for (const column of [3, 4, 5, 6, 7]) sheet.getColumn(column).width = 15;
  const fact = (key: keyof typeof TARGET) => `$B$${TARGET[key]}`;
  const claims = `(${fact('netDebt')}+${fact('minorityInterest')}+${fact('preferred')})`;
  const metric = {
    evRevenue: fact('revenue'),
    evEbitda: fact('ebitda'),
    pe: fact(target.eps === undefined ? 'netIncome' : 'eps'),
  };
  for (const [index, value] of implied.entries()) {
    const at = FIRST_VALUE + index;
    const cell = (column: string) => sheet.getCell(`${column}${at}`);
    const worth = `C${at}*${metric[value.multiple]}`;
    const toShareholders = target.eps === undefined ? worth : `${worth}*${fact('shares')}`;
    const isPe = value.multiple === 'pe';
    cell('A').value = TITLES[value.multiple];
    cell('B').value = AT[value.at];
    formula(cell('C'), `Statistics!${STATISTICS_COLUMN[value.multiple]}${ROWS[value.at]}`, value.applied, MULTIPLE);
    formula(cell('D'), isPe ? `E${at}+${claims}` : worth, value.enterpriseValue, MONEY);
    formula(cell('E'), isPe ? toShareholders : `D${at}-${claims}`, value.equityValue, MONEY);
    formula(cell('F'), `IF(E${at}>0,E${at}/${fact('shares')},"n.m.")`, value.perShare ?? 'n.m.', PRICE);
    if (target.price === undefined) continue;
    const gap = value.againstPricePercent === null ? 'n.m.' : value.againstPricePercent / 100;
    formula(cell('G'), `IF(ISNUMBER(F${at}),F${at}/${fact('price')}-1,"n.m.")`, gap, SHARE);
  }
  ruled(sheet, FIRST_VALUE, FIRST_VALUE + implied.length - 1, 7);
  const left = MULTIPLES.filter((multiple) => implied.every((impliedValue) => impliedValue.multiple !== multiple)).map(
    (multiple) => TITLES[multiple],
  );
  if (left.length > 0) {
    const because = `Left out, because the metric or the statistic is not meaningful: ${left.join(', ')}.`;
    remark(sheet.getCell(`A${FIRST_VALUE + implied.length + 1}`), because);
  }
}

/** Where the target trades today. */
function writeToday(workbook: Workbook, target: WorkbookTarget): void {
  const sheet = workbook.getWorksheet('Valuation');
  if (!sheet || target.price === undefined) return;
  const { name, price } = target;
  const today = multiplesOf({ ...target, id: name, price, period: '', asOf: '', source: '' });
  const b = (key: keyof typeof TARGET) => `B${TARGET[key]}`;
  const line = (key: keyof typeof TARGET, label: string, text: string, result: number | string, format: string) => {
    sheet.getCell(`A${TARGET[key]}`).value = label;
    formula(sheet.getCell(b(key)), text, result, format);
  };
  line('equityValue', 'Equity value today', `${b('price')}*${b('shares')}`, today.equityValue, MONEY);
  const claims = `${b('netDebt')}+${b('minorityInterest')}+${b('preferred')}`;
  line('enterpriseValue', 'Enterprise value today', `${b('equityValue')}+${claims}`, today.enterpriseValue, MONEY);
  const perShare = target.eps !== undefined;
  const above = {
    evRevenue: b('enterpriseValue'),
    evEbitda: b('enterpriseValue'),
    pe: b(perShare ? 'price' : 'equityValue'),
  };
  const below = { evRevenue: b('revenue'), evEbitda: b('ebitda'), pe: b(perShare ? 'eps' : 'netIncome') };
  for (const multiple of MULTIPLES) {
    const result = today[multiple] ?? 'n.m.';
    line(multiple, `${TITLES[multiple]} today`, multipleFormula(above[multiple], below[multiple]), result, MULTIPLE);
  }
  ruled(sheet, TARGET.equityValue, TARGET.pe, 2);
}
