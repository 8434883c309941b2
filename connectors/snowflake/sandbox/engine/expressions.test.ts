import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toRecords, type Value } from '../../src/values.ts';
import { READ_ROLE, WAREHOUSE } from '../account.ts';
import { VendorError } from '../errors.ts';
import { Engine } from './engine.ts';
import { ROWS } from './expressions.fixture.ts';
import { OPENED, RULES } from './expressions.sources.ts';

let engine: Engine;

beforeAll(async () => {
  const now = () => new Date('2026-11-20T10:00:00Z');
  engine = await Engine.open({ archiveRows: 0, partitionRows: 1000, resumeMs: 1, now });
});
afterAll(() => engine.close());

interface Weeks {
  weekStart?: number;
  weekOfYearPolicy?: number;
}

async function run(sql: string, weeks: Weeks = {}): Promise<{ value: unknown; type: string | undefined }> {
  const context = { role: READ_ROLE, warehouse: WAREHOUSE, database: 'BRINDLEMARK', schema: 'SALES', ...weeks };
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

  it('on pages that were read, or on a rule that is stated', () => {
    const count = (has: (page: string) => boolean): number => ROWS.filter(([page]) => has(page)).length;
    expect(ROWS.filter(([page]) => OPENED.has(page) === page in RULES)).toEqual([]);
    expect([count((page) => OPENED.has(page)), count((page) => page in RULES)]).toEqual([446, 90]);
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
    expect((await run(sql, { weekStart })).value).toBe(value);
  });
});

const DAYS = '2016-12-30 2016-12-31 2017-01-01 2017-01-02 2017-01-03 2017-01-04 2017-01-05 2017-12-30 2017-12-31'.split(
  ' ',
);
const of = (list: string): string => list.replaceAll('#', 'd::DATE');
const overDays = (list: string): string =>
  `SELECT ${of(list)} FROM VALUES ${DAYS.map((day) => `('${day}')`).join(', ')} AS t (d) ORDER BY d`;
const columns = async (list: string, weeks: Weeks): Promise<string[]> => {
  const rows = (await run(overDays(list), weeks)).value as Record<string, unknown>[];
  return rows.map((row) => Object.values(row).join(' '));
};

// the tables of the page "Date & time functions", column by column: WOY and YOW for both parameters
describe('weeks of a year by WEEK_OF_YEAR_POLICY and WEEK_START', () => {
  it.each([
    [0, 0, '52 2016, 52 2016, 52 2016, 1 2017, 1 2017, 1 2017, 1 2017, 52 2017, 52 2017'],
    [0, 3, '53 2016, 53 2016, 53 2016, 53 2016, 53 2016, 1 2017, 1 2017, 52 2017, 52 2017'],
    [1, 1, '53 2016, 53 2016, 1 2017, 2 2017, 2 2017, 2 2017, 2 2017, 53 2017, 53 2017'],
    [1, 3, '53 2016, 53 2016, 1 2017, 1 2017, 1 2017, 2 2017, 2 2017, 53 2017, 53 2017'],
  ])('policy %i, start %i', async (weekOfYearPolicy, weekStart, expected) => {
    expect(await columns('WEEK(#) AS w, YEAROFWEEK(#) AS y', { weekOfYearPolicy, weekStart })).toEqual(
      expected.split(', '),
    );
    expect(await columns('WEEKISO(#) AS w, YEAROFWEEKISO(#) AS y', { weekOfYearPolicy, weekStart })).toEqual(
      '52 2016, 52 2016, 52 2016, 1 2017, 1 2017, 1 2017, 1 2017, 52 2017, 52 2017'.split(', '),
    );
  });

  it.each([
    [1, '5 0, 6 0, 7 0, 1 1, 2 1, 3 1, 4 1, 6 52, 7 52'],
    [3, '3 0, 4 0, 5 0, 6 0, 7 0, 1 1, 2 1, 4 52, 5 52'],
  ])('DAYOFWEEK and weeks since 2017-01-01, start %i', async (weekStart, expected) => {
    const list = "DAYOFWEEK(#) AS w, DATEDIFF('week', '2017-01-01'::DATE, #) AS n";
    expect(await columns(list, { weekStart })).toEqual(expected.split(', '));
  });

  it('first and last days of a week that starts on Wednesday', async () => {
    const list = "DATE_TRUNC('week', #) AS a, LAST_DAY(#, 'week') AS b";
    expect((await columns(list, { weekStart: 3 })).filter((day, index, all) => day !== all[index - 1])).toEqual([
      '2016-12-28 2017-01-03',
      '2017-01-04 2017-01-10',
      '2017-12-27 2018-01-02',
    ]);
  });
});

it('plans a quotient of quotients, each part once', async () => {
  const rates = "FROM VALUES ('small', 1, 10), ('large', 90, 300)";
  expect(await run(`SELECT AVG(column2 / column3) AS V ${rates}`)).toMatchObject({ value: 0.2 });
  expect(await run(`SELECT SUM(column2 / column3) / AVG(column2 / column3) / 3 AS V ${rates}`)).toMatchObject({
    value: 0.666666666667,
  });
});
