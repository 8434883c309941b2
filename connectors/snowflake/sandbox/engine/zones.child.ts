import { toRecords } from '../../src/values.ts';
import { READ_ROLE, WAREHOUSE } from '../account.ts';
import { Engine } from './engine.ts';
import { ROWS } from './expressions.fixture.ts';

/** Prints what every row about days and times gives on a machine of this process's zone. */
const TIMES = /DATE|TIME|WEEK|YEAR|MONTH|QUARTER|DAY|HOUR|EPOCH/;
const rows = ROWS.filter(([, sql, value]) => TIMES.test(sql) && value !== 'refused');

const now = () => new Date('2026-11-20T23:30:00Z');
const engine = await Engine.open({ archiveRows: 0, partitionRows: 1000, resumeMs: 1, now });
const context = { role: READ_ROLE, warehouse: WAREHOUSE, database: 'BRINDLEMARK', schema: 'SALES' };
const found: unknown[] = [];
for (const [, sql] of rows) {
  const statement = /^(?:SELECT|WITH|VALUES)\b/.test(sql) ? sql : `SELECT ${sql} AS V`;
  const { signal } = new AbortController();
  const { result } = await engine.run({ sql: statement, context, bindings: {}, signal, statementCount: 1 });
  found.push([sql, toRecords(result.columns, await result.read(0))]);
}
engine.close();
process.stdout.write(JSON.stringify(found));
