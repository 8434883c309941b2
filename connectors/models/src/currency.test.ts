import { expect, it } from 'vitest';
import { currencyInput } from './currency.ts';

const refusal = (code: string) => currencyInput.safeParse(code).error?.issues.map(({ message }) => message);

it.each([
  ['GBX', 'is a minor unit, 100 to one GBP: divide the price by 100 and give GBP'],
  ['GBp', 'is a minor unit, 100 to one GBP: divide the price by 100 and give GBP'],
  ['ZAC', 'is a minor unit, 100 to one ZAR: divide the price by 100 and give ZAR'],
  ['ZAc', 'is a minor unit, 100 to one ZAR: divide the price by 100 and give ZAR'],
  ['ILA', 'is a minor unit, 100 to one ILS: divide the price by 100 and give ILS'],
  ['USX', 'is a minor unit, 100 to one USD: divide the price by 100 and give USD'],
  ['EUX', 'is a minor unit, 100 to one EUR: divide the price by 100 and give EUR'],
  ['KWF', 'is a minor unit, 1000 to one KWD: divide the price by 1000 and give KWD'],
  ['usd', 'must be an ISO 4217 code such as USD'],
  ['US$', 'must be an ISO 4217 code such as USD'],
  ['', 'must be an ISO 4217 code such as USD'],
])('%s %s', (code, message) => expect(refusal(code)).toEqual([message]));

it.each(['GBP', 'ZAR', 'ILS', 'USD', 'EUR', 'KWD', 'JPY', 'CNH'])('%s is a currency', (code) =>
  expect(currencyInput.parse(code)).toBe(code),
);
