import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toRecords, type Value } from '../../src/values.ts';
import { READ_ROLE, WAREHOUSE } from '../account.ts';
import { VendorError } from '../errors.ts';
import { Engine } from './engine.ts';
import { ROWS } from './expressions.fixture.ts';

let engine: Engine;

beforeAll(async () => {
  const now = () => new Date('2026-11-20T10:00:00Z');
  engine = await Engine.open({ archiveRows: 0, partitionRows: 1000, resumeMs: 1, now });
});
afterAll(() => engine.close());

async function run(sql: string, weekStart = 0): Promise<{ value: unknown; type: string | undefined }> {
  const context = { role: READ_ROLE, warehouse: WAREHOUSE, database: 'BRINDLEMARK', schema: 'SALES', weekStart };
  const { signal } = new AbortController();
  const statement = /^(?:SELECT|WITH|VALUES)\b/.test(sql) ? sql : `SELECT ${sql} AS V`;
  const { result } = await engine.run({ sql: statement, context, bindings: {}, signal, statementCount: 1 });
  const rows = toRecords(result.columns, await result.read(0));
  await result.drop();
  const values: Value[] | undefined =
    result.columns.length === 1 ? rows.map((row) => Object.values(row)[0] ?? null) : undefined;
  return { value: values?.length === 1 ? values[0] : (values ?? rows), type: result.columns[0]?.type };
}

type Case = [page: string, sql: string, value: unknown, type: string | undefined];

const cases = (refused: boolean): Case[] =>
  ROWS.filter(([, , value]) => (value === 'refused') === refused).map(([page, sql, value, type]) => [
    page,
    sql,
    value,
    type,
  ]);

/** Refused in Snowflake's own words, which are not those of an internal error. */
async function refusal(sql: string): Promise<string> {
  try {
    return JSON.stringify(await run(sql));
  } catch (error) {
    return error instanceof VendorError && error.code !== '000603' ? 'refused' : String(error);
  }
}

describe('the dialect of the sandbox gives what the documentation says', () => {
  it.each<Case>(cases(false))('%s: %s', async (_, sql, value, type) => {
    const got = await run(sql);
    expect(got.value).toEqual(value);
    if (type !== undefined) expect(got.type).toBe(type);
  });

  it.each<Case>(cases(true))('%s: refuses %s', async (_, sql) => {
    expect(await refusal(sql)).toBe('refused');
  });

  it('for more than 150 expressions', () => {
    expect(ROWS.length).toBeGreaterThan(150);
  });
});

// the two tables of the page "Date & time functions" for WEEK_START 0 and 1, and what the parameter says of Sunday (7)
describe('weeks by the session parameter WEEK_START', () => {
  it.each([
    [0, "DAYOFWEEK('2017-01-01'::DATE)", 0],
    [1, "DAYOFWEEK('2017-01-01'::DATE)", 7],
    [7, "DAYOFWEEK('2017-01-01'::DATE)", 1],
    [0, "DATE_TRUNC('week', '2017-01-01'::DATE)", '2016-12-26'],
    [1, "DATE_TRUNC('week', '2017-01-01'::DATE)", '2016-12-26'],
    [7, "DATE_TRUNC('week', '2017-01-01'::DATE)", '2017-01-01'],
    [1, "LAST_DAY('2017-01-02'::DATE, 'week')", '2017-01-08'],
    [7, "LAST_DAY('2017-01-02'::DATE, 'week')", '2017-01-07'],
    [1, "DATEDIFF(week, '2017-01-01'::DATE, '2017-01-02'::DATE)", 1],
    [7, "DATEDIFF(week, '2017-01-01'::DATE, '2017-01-02'::DATE)", 0],
    [7, "DATEDIFF(week, '2016-12-31'::DATE, '2017-01-01'::DATE)", 1],
    [7, "DAYOFWEEKISO('2017-01-01'::DATE)", 7],
  ])('%i: %s', async (weekStart, sql, value) => {
    expect((await run(sql, weekStart)).value).toBe(value);
  });
});
