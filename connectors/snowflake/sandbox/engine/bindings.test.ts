import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toRecords, type Value } from '../../src/values.ts';
import { READ_ROLE, WAREHOUSE } from '../account.ts';
import { Engine } from './engine.ts';

let engine: Engine;

beforeAll(async () => {
  const now = () => new Date('2026-11-20T10:00:00Z');
  engine = await Engine.open({ archiveRows: 0, partitionRows: 1000, resumeMs: 1, now });
});
afterAll(() => engine.close());

async function bind(type: string, value: string | null): Promise<{ value: Value | undefined; type: string }> {
  const context = { role: READ_ROLE, warehouse: WAREHOUSE, database: 'BRINDLEMARK', schema: 'SALES' };
  const { signal } = new AbortController();
  const bindings = { 1: { type, value } };
  const { result } = await engine.run({ sql: 'SELECT ? AS V', context, bindings, signal, statementCount: 1 });
  const [row] = toRecords(result.columns, await result.read(0));
  await result.drop();
  return { value: row?.V, type: result.columns[0]?.type ?? '' };
}

// dates come as milliseconds, times and timestamps as nanoseconds: developer-guide/sql-api/submitting-requests
describe('bound values', () => {
  it.each([
    ['TIMESTAMP_NTZ', '1718445600123456789', "Unsupported feature 'a binding finer than a microsecond'"],
    ['TIMESTAMP_TZ', '1718445600000000000 1560', "Unsupported feature 'a binding of TIMESTAMP_TZ'"],
    ['TIMESTAMP_NTZ', '99999999999999999999999999000', 'is not recognized'],
    ['DATE', '99999999999999999999999', 'is not recognized'],
    ['FIXED', '0x10', "Numeric value '0x10' is not recognized"],
    ['FIXED', '', "Numeric value '' is not recognized"],
    ['BOOLEAN', 'perhaps', "Boolean value 'perhaps' is not recognized"],
    ['GEOGRAPHY', 'POINT(1 2)', "Unsupported feature 'a binding of GEOGRAPHY'"],
  ])('refuses %s %s', async (type, value, reason) => {
    await expect(bind(type, value)).rejects.toThrow(reason);
  });

  it.each([
    ['DATE', '1718409600000', '2024-06-15', 'DATE'],
    ['DATE', '-86400000', '1969-12-31', 'DATE'],
    ['DATE', '-2208988800000', '1900-01-01', 'DATE'],
    ['DATE', '2024-06-15', '2024-06-15', 'DATE'],
    ['TIMESTAMP_NTZ', '1718445600123456000', '2024-06-15T10:00:00.123456', 'TIMESTAMP_NTZ'],
    ['TIMESTAMP_NTZ', '-500000000', '1969-12-31T23:59:59.5', 'TIMESTAMP_NTZ'],
    ['TIMESTAMP_NTZ', '2024-06-15 10:00:00.25', '2024-06-15T10:00:00.25', 'TIMESTAMP_NTZ'],
    ['TIMESTAMP_LTZ', '1718445600000001000', '2024-06-15T10:00:00.000001Z', 'TIMESTAMP_LTZ'],
    ['TIME', '36000000000000', '10:00:00', 'TIME'],
    ['TIME', '10:00:00.5', '10:00:00.5', 'TIME'],
    ['FIXED', '12345678901234567890', '12345678901234567890', 'FIXED'],
    ['REAL', '1.5e3', 1500, 'REAL'],
    ['BOOLEAN', 'true', true, 'BOOLEAN'],
    ['TEXT', "O'Neil \\ 'x'", "O'Neil \\ 'x'", 'TEXT'],
    ['TEXT', null, null, 'FIXED'],
  ])('%s %s', async (type, value, expected, column) => {
    expect(await bind(type, value)).toEqual({ value: expected, type: column });
  });
});
