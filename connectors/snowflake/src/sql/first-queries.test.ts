import { describe, expect, it } from 'vitest';
import { checkReadOnly } from './read-only.ts';

const refusal = (sql: string): string => {
  try {
    return `ran: ${checkReadOnly(sql).sql}`;
  } catch (error) {
    return (error as Error).message;
  }
};

/** What else was tried: other places for a call, a statement or a stage. */
const MORE_ATTACKS: readonly (readonly [string, string])[] = [
  ['a sequence among columns', 'SELECT a, "seq".NextVal AS n FROM t'],
  ['a sequence of three quoted parts', 'SELECT "DB"."S"."SEQ".NEXTVAL FROM DUAL'],
  ['a quoted table function that moves a sequence', 'SELECT * FROM TABLE("GETNEXTVAL"(seq))'],
  ['a stage with a quoted name', 'SELECT * FROM @"my stage"'],
  ['a stage with its format', "SELECT * FROM @db.s.stage/x.csv (FILE_FORMAT => 'f') t"],
  ['a table in a text', `SELECT * FROM TABLE('"DB"."S"."T"')`],
  ['a table in a variable', 'SELECT * FROM TABLE($x)'],
  ['a table in a bind', 'SELECT * FROM TABLE(:1)'],
  ['a call as the id of a result', 'SELECT * FROM TABLE(RESULT_SCAN(wipe()))'],
  ['a quoted system function', `SELECT "SYSTEM$CANCEL_QUERY"('1')`],
  ['a system function that sets a value', "SELECT SYSTEM$SET_RETURN_VALUE('x')"],
  ['a system function that changes the account', "SELECT SYSTEM$ENABLE_BEHAVIOR_CHANGE_BUNDLE('2024_01')"],
  ['a dynamic statement from a stage', 'EXECUTE IMMEDIATE FROM @stage/x.sql'],
  ['a block in dollars', '$$ BEGIN DROP TABLE t; END $$'],
  ['a cursor', 'DECLARE c CURSOR FOR SELECT 1; BEGIN OPEN c; END'],
  ['a statement behind a line comment', 'SELECT 1 --\n;DELETE FROM t'],
  ['a text with a prefix', "SELECT U&'\\0027'"],
  ['a text in a tag', 'SELECT $tag$ x $tag$'],
  ['a second statement between texts in dollars', 'SELECT $$a$$ ; DROP TABLE t; $$b$$'],
  ['a pipe that inserts', 'SELECT 1 ->> INSERT INTO t SELECT * FROM $1'],
  ['an unload to a cloud', "COPY INTO 's3://b/x' FROM (SELECT 1)"],
  ['a list of a stage by its short name', 'LS @~'],
  ['an undrop of a database', 'UNDROP DATABASE d'],
  ['a variable from a query', 'SET x = (SELECT MAX(a) FROM t)'],
  ['several variables', 'SET (a, b) = (1, 2)'],
  ['a session parameter', 'ALTER SESSION SET WEEK_START = 1'],
  ['a merge in a WITH', 'WITH x AS (MERGE INTO t USING u ON 1 = 1 WHEN MATCHED THEN DELETE) SELECT 1'],
  ['a merge behind a WITH', 'WITH x AS (SELECT 1) MERGE INTO t USING x ON 1 = 1 WHEN MATCHED THEN DELETE'],
  ['a function in a WITH', "WITH f AS FUNCTION (a INT) RETURNS INT AS 'a' SELECT f(1)"],
  ['a model in quotes', `SELECT "SNOWFLAKE"."CORTEX"."COMPLETE"('m', 'x')`],
  ['an agent', "SELECT DATA_AGENT_RUN('x')"],
  ['a service that is searched', "SELECT * FROM TABLE(CORTEX_SEARCH_DATA_SCAN(SERVICE_NAME => 's'))"],
  ['a table function over partitions', 'SELECT * FROM t, TABLE(udtf(t.a) OVER (PARTITION BY t.b))'],
  ['a method of a model by version', 'SELECT MODEL(my_model, v1)!PREDICT(1)'],
  ['a method as a table', 'SELECT * FROM TABLE(my_model!FORECAST(1))'],
  ['a call in a limit', 'SELECT * FROM t LIMIT wipe(1)'],
  ['a call in a pivot', "SELECT * FROM t PIVOT (wipe(a) FOR b IN ('x'))"],
  ['a call in a moment', 'SELECT * FROM t AT (TIMESTAMP => wipe(1))'],
  ['a call in a star', 'SELECT * REPLACE (wipe(1) AS a) FROM t'],
  ['a call behind a star in a call', 'SELECT HASH(* EXCLUDE (wipe(1))) FROM t'],
  ['a call behind a star in an object', 'SELECT {* EXCLUDE (wipe(1))} FROM t'],
  ['a call in a size of a sample', 'SELECT COUNT(*) FROM t SAMPLE (wipe(1) ROWS)'],
  ['a call in a condition of an ASOF join', 'SELECT * FROM t ASOF JOIN u MATCH_CONDITION (wipe(1) >= u.a)'],
  ['a call beside ALL', 'SELECT a FROM t GROUP BY ALL, wipe(1)'],
  ['a call of another alphabet', 'SELECT w\u0456pe(1)'],
  ['a call in full width', 'SELECT \uff57ipe(1)'],
  ['a call in a VALUES', 'VALUES (wipe(1))'],
  ['a function below another INFORMATION_SCHEMA', 'SELECT * FROM TABLE(evil.INFORMATION_SCHEMA.wipe())'],
  ['a function of ACCOUNT_USAGE that is none', 'SELECT * FROM TABLE(SNOWFLAKE.ACCOUNT_USAGE.wipe())'],
  ['an explained call', 'EXPLAIN CALL p()'],
  ['an explained delete behind a WITH', 'EXPLAIN WITH x AS (SELECT 1) DELETE FROM t'],
  ['a result that is described by a call', 'DESCRIBE RESULT LAST_QUERY_ID()'],
  ['a described stage', 'DESC TABLE @stage'],
  ['a query that locks', 'SELECT * FROM t FOR UPDATE NOWAIT'],
];

/** What real accounts are asked first. */
const FIRST_QUERIES = [
  'SHOW TERSE SCHEMAS IN ACCOUNT',
  "SHOW TABLES LIKE 'FCT_%' IN SCHEMA analytics.marts",
  'SHOW PRIMARY KEYS IN TABLE analytics.marts.orders',
  'SHOW IMPORTED KEYS IN SCHEMA analytics.marts',
  "SHOW PARAMETERS LIKE 'WEEK%' IN SESSION",
  'SHOW SEMANTIC VIEWS',
  'DESC SCHEMA analytics.marts',
  'DESCRIBE VIEW "Analytics"."Marts"."Orders"',
  "SELECT table_name, row_count, bytes FROM analytics.information_schema.tables WHERE table_type = 'BASE TABLE' ORDER BY bytes DESC NULLS LAST LIMIT 20",
  "SELECT * FROM snowflake.account_usage.query_history WHERE start_time >= DATEADD('day', -7, CURRENT_TIMESTAMP()) LIMIT 100",
  "SELECT * FROM TABLE(information_schema.warehouse_metering_history(DATEADD('days', -10, CURRENT_DATE())))",
  "SELECT * FROM TABLE(SNOWFLAKE.ACCOUNT_USAGE.TAG_REFERENCES_WITH_LINEAGE('db.s.tag'))",
  "SELECT GET_DDL('table', 'analytics.marts.orders')",
  "SELECT SYSTEM$CLUSTERING_INFORMATION('orders', '(order_date)')",
  "WITH m AS (SELECT DATEADD(month, SEQ4(), '2024-01-01'::DATE) AS m FROM TABLE(GENERATOR(ROWCOUNT => 24))) SELECT m, COUNT(o.id) FROM m LEFT JOIN orders o ON DATE_TRUNC('month', o.at) = m GROUP BY 1",
  "SELECT COUNT_IF(status = 'paid') / NULLIF(COUNT(*), 0) AS rate FROM orders HAVING COUNT(*) > 10",
  "SELECT ARRAY_AGG(OBJECT_CONSTRUCT('id', id)) WITHIN GROUP (ORDER BY at) FROM orders GROUP BY customer_id",
  'SELECT raw:customer.id::STRING, f.value:sku::STRING FROM events, LATERAL FLATTEN(input => raw:items, outer => TRUE) f',
  'SELECT SUM(amount) OVER (PARTITION BY c ORDER BY at ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) FROM orders',
  "SELECT SUM(a) OVER (PARTITION BY b ORDER BY c RANGE BETWEEN INTERVAL '7 days' PRECEDING AND CURRENT ROW) FROM t",
  'SELECT MEDIAN(a), APPROX_PERCENTILE(a, 0.95), MODE(b) FROM orders',
  "SELECT TRY_TO_NUMBER(REPLACE(x, ',', ''), 10, 2), TRY_TO_DATE(d, 'YYYYMMDD') FROM staging",
  "SELECT CONVERT_TIMEZONE('UTC', 'Europe/Berlin', ts), EXTRACT(EPOCH FROM ts) FROM t",
  "SELECT 'a' AS x UNION ALL BY NAME SELECT 'b' AS x",
  "SELECT REGEXP_SUBSTR(url, 'utm_source=([^&]+)', 1, 1, 'e', 1), SPLIT_PART(email, '@', 2) FROM visits",
  "SELECT IFF(a ILIKE ANY ('%x%', '%y%'), 1, 0), a LIKE ALL ('%x', 'y%') FROM t",
  'SELECT * FROM t WHERE (a, b) IN (SELECT a, b FROM u)',
  "SELECT * FROM orders BEFORE (STATEMENT => '01b2c3d4-0000-0000-0000-000000000000') LIMIT 5",
  'SELECT * FROM a LEFT OUTER JOIN LATERAL (SELECT MAX(x) AS m FROM b WHERE b.id = a.id) q',
  'SELECT t.date, t.time, t.timestamp, t.year, t.value, t.type, t.key, t.start, t.end FROM t',
  'SELECT date AS d, COUNT(*) FROM t GROUP BY date ORDER BY date',
  'SELECT HASH(*), HASH_AGG(*), HASH(* EXCLUDE (a)) FROM t',
  'SELECT {* EXCLUDE (a)}, OBJECT_CONSTRUCT(*) FROM t',
  "SELECT LISTAGG(DISTINCT a, ', ') WITHIN GROUP (ORDER BY a) OVER (PARTITION BY b) FROM t",
  'SELECT FIRST_VALUE(a IGNORE NULLS) OVER (ORDER BY b) FROM t',
  'SELECT a FROM t ORDER BY a OFFSET 20 ROWS FETCH NEXT 10 ROWS ONLY',
  'SELECT a FROM t LIMIT NULL OFFSET 5',
  'SELECT FILTER(a, x -> x:qty > 1), TRANSFORM(a, x INT -> x * 2), REDUCE(a, 0, (acc, v) -> acc + v) FROM t',
  'SELECT * FROM t CONNECT BY PRIOR id = parent START WITH parent IS NULL',
  'SELECT * FROM (SELECT * FROM t) SAMPLE (100 ROWS)',
  'SELECT PARSE_URL(url):host::STRING, ST_DISTANCE(ST_MAKEPOINT(1, 2), ST_MAKEPOINT(3, 4)) FROM t',
  'SELECT ROUND(100.0 * SUM(a) / SUM(SUM(a)) OVER (), 1) FROM t GROUP BY b',
  'SELECT a, ROW_NUMBER() OVER w AS r FROM t WINDOW w AS (PARTITION BY b ORDER BY c)',
  'SELECT t."select", "group" FROM "t" t',
];

describe('attacks of the third round', () => {
  it.each(MORE_ATTACKS)('%s', (_, sql) => {
    expect(refusal(sql)).toMatch(/^Not run: /);
  });

  it('are more than 50, and the queries that real accounts send first more than 40', () => {
    expect(MORE_ATTACKS.length).toBeGreaterThan(50);
    expect(FIRST_QUERIES.length).toBeGreaterThan(40);
  });
});

describe('queries that real accounts send first', () => {
  it.each(FIRST_QUERIES)('%s', (sql) => {
    expect(refusal(sql)).toMatch(/^ran: /);
  });
});
