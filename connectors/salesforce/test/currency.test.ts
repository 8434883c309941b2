import { expect, it } from 'vitest';
import { openSandbox } from './sandbox-host.ts';

const RATES = { USD: 1, EUR: 0.5, JPY: 128 };

const { host } = await openSandbox(
  { currencies: { corporate: 'USD', user: 'EUR', rates: RATES } },
  { approve: 'accept' },
);

const OPEN = 'FROM Opportunity WHERE IsClosed = false AND Amount != null';
const page = async (soql: string) => {
  const args = { soql, limit: 500 };
  return { rows: await host.rows('salesforce_query', args), text: (await host.call('salesforce_query', args)).text };
};

it('ties rows in their own currencies to the control total in the corporate one', async () => {
  const { rows } = await page(`SELECT Amount, CurrencyIsoCode ${OPEN}`);
  const [control] = await host.rows('salesforce_query', { soql: `SELECT COUNT(Id) n, SUM(Amount) total ${OPEN}` });
  const inDollars = rows.map((row) => Number(row.Amount) / RATES[row.CurrencyIsoCode as keyof typeof RATES]);
  expect(new Set(rows.map((row) => row.CurrencyIsoCode))).toEqual(new Set(['USD', 'EUR', 'JPY']));
  expect(rows).toHaveLength(Number(control?.n));
  expect(inDollars.reduce((total, amount) => total + amount, 0)).toBeCloseTo(Number(control?.total), 6);
});

it('ties converted rows to the control total at the rate of the user', async () => {
  const { rows } = await page(`SELECT Id, convertCurrency(Amount) own ${OPEN}`);
  const [control] = await host.rows('salesforce_query', { soql: `SELECT SUM(Amount) total ${OPEN}` });
  const total = rows.reduce((sum, row) => sum + Number(row.own), 0);
  expect(total / RATES.EUR).toBeCloseTo(Number(control?.total), 6);
});

it('says which currency amounts are in', async () => {
  expect((await page(`SELECT SUM(Amount) total ${OPEN}`)).text).toContain(
    'Aggregates of Amount are in USD, the corporate currency',
  );
  expect((await page(`SELECT Id, Amount ${OPEN} LIMIT 1`)).text).toContain(
    'Amount: each row in its own currency (select CurrencyIsoCode)',
  );
  expect((await page(`SELECT Id, convertCurrency(Amount) own ${OPEN} LIMIT 1`)).text).toContain(
    'convertCurrency gives Amount in EUR.',
  );
  expect((await page(`SELECT Id ${OPEN} LIMIT 1`)).text).not.toContain('currency');
  expect((await host.item('salesforce_get_user')).DefaultCurrencyIsoCode).toBe('EUR');
});

it('gives the currency beside an amount of a record, and in the question before a write', async () => {
  const [deal] = await host.rows('salesforce_query', {
    soql: `SELECT Id, Amount ${OPEN} AND CurrencyIsoCode = 'JPY' ORDER BY Id LIMIT 1`,
  });
  const record = await host.item('salesforce_get_record', { id: deal?.Id, fields: ['Amount'] });
  expect(record).toMatchObject({ Amount: deal?.Amount, CurrencyIsoCode: 'JPY' });
  await host.item('salesforce_update_record', { id: deal?.Id, fields: { Amount: 1234 } });
  expect(host.questions[0]).toContain('amounts in JPY');
});
