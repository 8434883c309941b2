import { describe, expect, it } from 'vitest';
import { checkReadOnly } from './read-only.ts';

const refusal = (sql: string): string => {
  try {
    return `ran: ${checkReadOnly(sql).sql}`;
  } catch (error) {
    return (error as Error).message;
  }
};

/** User-defined functions under the names of syntax, sequences and stages in disguise, statements in odd places. */
const ATTACKS: readonly (readonly [string, string])[] = [
  ['a function named AT behind TOP', 'SELECT TOP 5 at(1) FROM t'],
  ['a function named AT behind TOP in parentheses', 'SELECT TOP (5) at(1) FROM t'],
  ['a function named OVER behind a bound TOP', 'SELECT TOP ? over(1) FROM t'],
  ['an alias behind TOP in parentheses', 'SELECT TOP (5) wipe(x) FROM t'],
  ['a function behind PRIOR', 'SELECT PRIOR at(1) FROM t CONNECT BY PRIOR a = b'],
  ['a function behind PRIOR in the condition', 'SELECT 1 FROM t CONNECT BY PRIOR over(1) = b'],
  ['a function behind CONNECT_BY_ROOT', 'SELECT CONNECT_BY_ROOT pivot(1) FROM t'],
  ['a function named ROLLUP in an order', 'SELECT a FROM t ORDER BY rollup(1)'],
  ['a function named CUBE in a window', 'SELECT SUM(a) OVER (PARTITION BY cube(1)) FROM t'],
  ['a function named SEED behind parentheses', 'SELECT TOP (5) seed(1) FROM t'],
  ['a function named NULLS', 'SELECT nulls(1)'],
  ['a function named NULLS behind a column', 'SELECT include nulls(1) FROM t'],
  ['a function named RENAME behind a product', 'SELECT 2 * rename(a)'],
  ['a function named EXCLUDE behind a product of columns', 'SELECT a * exclude(b) FROM t'],
  ['a function named EXCLUDE behind a call', 'SELECT f.a * exclude(1) FROM f'],
  ['a function named PATTERN', 'SELECT pattern(wipe(1))'],
  ['a function in a pattern of no MATCH_RECOGNIZE', 'SELECT * FROM t PATTERN (wipe(1))'],
  ['a call beside a pattern', 'SELECT * FROM t MATCH_RECOGNIZE (ORDER BY a PATTERN (u) DEFINE u AS wipe(1))'],
  ['a call among the measures', 'SELECT * FROM t MATCH_RECOGNIZE (ORDER BY a MEASURES wipe(1) AS m PATTERN (u))'],
  [
    'a function with the name of a clause among the measures',
    'SELECT * FROM t MATCH_RECOGNIZE (MEASURES over(1) AS m PATTERN (u))',
  ],
  [
    'a function behind FINAL',
    'SELECT * FROM t MATCH_RECOGNIZE (ORDER BY a MEASURES FINAL changes(1) AS m PATTERN (u))',
  ],
  ['a text in a pattern', "SELECT * FROM t MATCH_RECOGNIZE (ORDER BY a PATTERN ('wipe' (u)))"],
  ['a path in a pattern', 'SELECT * FROM t MATCH_RECOGNIZE (ORDER BY a PATTERN (util.wipe(u)))'],
  ['MATCH_NUMBER outside of MATCH_RECOGNIZE', 'SELECT MATCH_NUMBER() FROM t'],
  ['NEXT behind a MATCH_RECOGNIZE', 'SELECT NEXT(a) FROM t MATCH_RECOGNIZE (ORDER BY a PATTERN (u))'],
  ['a sign of a pattern elsewhere', 'SELECT a | b FROM t'],
  ['a power that is no sign here', 'SELECT a ^ 2 FROM t'],
  ['SEMANTIC_VIEW where a value stands', 'SELECT semantic_view(v)'],
  ['a quoted sequence', 'SELECT "seq".nextval'],
  ['a sequence with a quoted NEXTVAL', 'SELECT seq."NEXTVAL"'],
  ['a sequence that is quoted in every part', 'SELECT "DB"."S"."SEQ"."NEXTVAL"'],
  ['a sequence with NEXTVAL in small letters and quotes', 'SELECT "SEQ"."nextval"'],
  ['a sequence with blanks around the dot', 'SELECT seq . /* x */ nextval'],
  ['a sequence inside of an expression', 'SELECT 1 + COALESCE(seq.NextVal, 0)'],
  ['a sequence named by IDENTIFIER', "SELECT IDENTIFIER('seq.nextval')"],
  ['a quoted sequence named by IDENTIFIER', `SELECT IDENTIFIER('"seq"."NEXTVAL"')`],
  ['NEXTVAL of an IDENTIFIER', "SELECT IDENTIFIER('seq').NEXTVAL"],
  ['a call of an IDENTIFIER', "SELECT IDENTIFIER('util.wipe')(1)"],
  ['a call of an IDENTIFIER as a table', "SELECT * FROM TABLE(IDENTIFIER('wipe')(1))"],
  ['an IDENTIFIER as a table function', "SELECT * FROM TABLE(IDENTIFIER('wipe'))"],
  ['an IDENTIFIER by bind', 'SELECT * FROM IDENTIFIER(?)'],
  ['an IDENTIFIER made of parts', "SELECT * FROM IDENTIFIER('a' || 'b')"],
  ['an IDENTIFIER of a stage', "SELECT * FROM IDENTIFIER('@stage')"],
  ['an IDENTIFIER with an escape', "SELECT * FROM IDENTIFIER('\\x40stage')"],
  ['an IDENTIFIER with more than a name', "SELECT * FROM IDENTIFIER('t; DROP TABLE t')"],
  ['an IDENTIFIER of nothing', "SELECT * FROM IDENTIFIER('')"],
  ['an IDENTIFIER of a call', "SELECT IDENTIFIER('wipe()')"],
  ['a method of an IDENTIFIER', "SELECT IDENTIFIER('model')!PREDICT(1)"],
  ['a stage', 'SELECT $1 FROM @stage'],
  ['the stage of a user', 'SELECT $1 FROM @~/a.csv'],
  ['the stage of a table', 'SELECT $1 FROM @%orders'],
  ['a quoted stage', "SELECT $1 FROM '@stage/a.csv'"],
  ['a quoted stage in parentheses', "SELECT $1 FROM ('@stage')"],
  ['a quoted stage behind a join', "SELECT 1 FROM t JOIN '@stage' s"],
  ['a quoted stage behind a comma', "SELECT 1 FROM t AS a, '@stage' s"],
  ['a stage in dollars', 'SELECT 1 FROM $$@stage$$'],
  ['a file of a cloud', "SELECT 1 FROM 's3://bucket/a.parquet'"],
  ['a directory of a stage', 'SELECT * FROM DIRECTORY(@stage)'],
  ['a directory of a quoted stage', "SELECT * FROM DIRECTORY('@stage')"],
  ['the schema of a stage', "SELECT * FROM TABLE(INFER_SCHEMA(LOCATION => '@stage', FILE_FORMAT => 'f'))"],
  ['an address of a staged file', "SELECT BUILD_SCOPED_FILE_URL('@stage', 'x')"],
  ['a statement in a text', "SELECT * FROM TABLE(TO_QUERY('DELETE FROM t'))"],
  ['a message', "SELECT SYSTEM$SEND_EMAIL('i', 'a@b.c', 's', 't')"],
  ['a token', "SELECT SYSTEM$GENERATE_SCIM_ACCESS_TOKEN('x')"],
  [
    'a storage integration that is tried by writing',
    "SELECT SYSTEM$VALIDATE_STORAGE_INTEGRATION('i', 's3://b', 'f', 'write')",
  ],
  ['a change of the session', "SELECT SET_SYS_CONTEXT('a', 'b')"],
  ['an aggregate of a model', "SELECT AI_AGG(x, 'sum up') FROM t"],
  ['a model in a schema', "SELECT SNOWFLAKE.ML.FORECAST('x')"],
  ['a call inside of a nested WITH', 'SELECT * FROM (WITH x AS (SELECT 1) CALL wipe())'],
  ['a nested WITH that holds no query', 'SELECT * FROM (WITH x AS (SHOW TABLES) SELECT * FROM x)'],
  ['a call of a nested WITH as a table', 'SELECT * FROM (WITH p AS PROCEDURE () RETURNS INT AS $$ x $$ CALL p())'],
  ['a block in parentheses', 'SELECT * FROM (BEGIN DELETE FROM t; END)'],
  ['a statement made at run time in parentheses', "SELECT * FROM (EXECUTE IMMEDIATE 'DROP TABLE t')"],
  ['an insert of all', 'SELECT * FROM (INSERT ALL INTO t VALUES (1) SELECT 1)'],
  ['an insert with columns', 'WITH x AS (SELECT 1) INSERT INTO t (a) SELECT 1'],
  ['a truncation in parentheses', 'SELECT * FROM (TRUNCATE TABLE t)'],
  ['a copy in parentheses', 'SELECT * FROM (COPY INTO t FROM x)'],
  ['a call named as a path', 'SELECT v:call(1) FROM t'],
  ['a type that is a call', 'SELECT CAST(x AS ARRAY(wipe(1)))'],
  ['a function of another schema with a known name', 'SELECT util.public.sum(1)'],
  ['a function of another schema CORE', 'SELECT my.CORE.NULL_COUNT(1)'],
  ['a function of a schema with a look-alike name', 'SELECT * FROM TABLE(db.INFORMATION_SCHEMA2.QUERY_HISTORY())'],
  ['a built-in function in quotes', `SELECT "ST_AREA"(g) FROM t`],
  ['a function inside of a lambda', 'SELECT TRANSFORM([1], x -> wipe(x))'],
  ['a function inside of an object', "SELECT {'a': wipe(1)}"],
  ['a name in SHOW that is a bind', 'SHOW TABLES IN SCHEMA IDENTIFIER(?)'],
  ['a name in SHOW that is called', "SHOW TABLES IN SCHEMA IDENTIFIER('a')(1)"],
];

const QUERIES = [
  "SELECT * FROM IDENTIFIER('db.sales.orders')",
  `SELECT * FROM IDENTIFIER('"my db"."S".orders') AS o`,
  'SELECT COUNT(*) FROM IDENTIFIER($$db.sales.orders$$)',
  "SELECT IDENTIFIER('amount') FROM orders",
  "SHOW TABLES IN SCHEMA IDENTIFIER('db.sales')",
  "DESCRIBE TABLE IDENTIFIER('db.sales.orders')",
  `SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY company ORDER BY price_date
     MEASURES MATCH_NUMBER() AS match_number, FIRST(price_date) AS start_date, LAST(price_date) AS end_date,
       COUNT(*) AS n, COUNT(down.*) AS downs, CLASSIFIER() AS cl, MATCH_SEQUENCE_NUMBER() AS msq, FINAL LAST(price) AS p
     ONE ROW PER MATCH AFTER MATCH SKIP TO LAST up
     PATTERN (start down+ up+) DEFINE down AS price < LAG(price), up AS price > LAG(price))`,
  `SELECT * FROM t MATCH_RECOGNIZE (ORDER BY a MEASURES PREV(a) AS p, NEXT(a, 2) AS n ALL ROWS PER MATCH WITH UNMATCHED ROWS
     PATTERN (^ s1 s2*? ({- s3 -} s4)+ | PERMUTE(s1, s2){1,2} $) DEFINE s1 AS a > 1)`,
  'SELECT * FROM t MATCH_RECOGNIZE (ORDER BY a MEASURES a AS b PATTERN (a (b c)+ d{,10} e{2,}) DEFINE a AS TRUE)',
  'SELECT * FROM t UNPIVOT INCLUDE NULLS (sales FOR month IN (jan, feb))',
  'SELECT * FROM t UNPIVOT EXCLUDE NULLS (sales FOR month IN (jan AS j, feb AS f))',
  'SELECT * FROM t PIVOT (SUM(x) FOR m IN (ANY ORDER BY m) DEFAULT ON NULL (0)) AS p',
  'SELECT * EXCLUDE a RENAME b AS c FROM t',
  'SELECT * EXCLUDE (a) RENAME (b AS c) FROM t',
  'SELECT * EXCLUDE a RENAME (b AS c, d AS e) FROM t',
  "SELECT * ILIKE '%id%' RENAME (b AS c) FROM t",
  "SELECT * EXCLUDE (a) REPLACE ('x' AS b) RENAME (b AS c) FROM t",
  'SELECT TOP 5 * EXCLUDE (a) FROM t',
  "SELECT * FROM VALUES (1, 'a'), (2, 'b')",
  "SELECT $1, $2 FROM VALUES (1, 'a'), (2, 'b') v (id, name)",
  'SELECT id FROM (VALUES (1), (2)) v (id)',
  'SELECT a FROM (SELECT 1, 2) t (a, b)',
  'SELECT f.v FROM TABLE(FLATTEN(INPUT => [1])) f (s, k, p, i, v, t)',
  "SELECT DATE('2024-01-05'), TIME('10:00:00'), GETDATE(), SYSTIMESTAMP(), TO_TIME('10:00:00')",
  'SELECT H3_LATLNG_TO_CELL(52.5, 13.4, 8), ST_AREA(g), ST_X(p) FROM t',
  'SELECT VECTOR_COSINE_SIMILARITY(v, [1, 2]::VECTOR(FLOAT, 2)) FROM t',
  'SELECT XMLGET(PARSE_XML(x), \'b\'):"$"::STRING, CHECK_XML(x) FROM t',
  'SELECT HLL_ESTIMATE(HLL_COMBINE(s)), APPROX_TOP_K_ESTIMATE(k), MINHASH_COMBINE(m) FROM t',
  "SELECT INSERT('abcdef', 3, 2, 'zz'), TRUNCATE(1.75, 1)",
  'SELECT MIN(begin), MAX(t.end_at) FROM shifts GROUP BY commit ORDER BY begin DESC',
  'SELECT begin, copy AS call FROM shifts WHERE begin > 1 AND merge IS NULL',
  'SELECT v:set::STRING, v:call.begin, v:update[0] FROM t',
  'SELECT x::ARRAY(NUMBER(10, 0)), CAST(y AS OBJECT(a VARCHAR(10), b NUMBER(5, 2))), z::MAP(VARCHAR, NUMBER(10, 2)) FROM t',
  'SELECT a, GROUPING_ID(a, b), SUM(c) FROM t GROUP BY GROUPING SETS ((a, b), ())',
  'SELECT a FROM t SAMPLE SYSTEM (3) REPEATABLE (82)',
  'SELECT employee, SYS_CONNECT_BY_PATH FROM t START WITH (boss IS NULL) CONNECT BY boss = PRIOR employee',
  "SELECT a IS DISTINCT FROM 'x', TRIM('@' FROM a), EXTRACT(YEAR FROM '2024-01-05'::DATE), '@x' FROM t WHERE b IN ('@y', 'z')",
  'SELECT * FROM SEMANTIC_VIEW(v METRICS revenue DIMENSIONS region)',
  'SELECT * FROM t CHANGES (INFORMATION => DEFAULT) AT (OFFSET => -60)',
  'SELECT FIRST_VALUE(a) IGNORE NULLS OVER (ORDER BY b), RATIO_TO_REPORT(a) OVER () FROM t',
  "SELECT x LIKE ALL ('a%', '%b'), y NOT RLIKE 'a.*' FROM t",
  'SELECT * FROM (WITH x AS (SELECT 1 AS a) SELECT a FROM x)',
  "SELECT SYSTEM$TYPEOF(a), SYSTEM$GET_TAG('t', 'x', 'table') FROM t",
  "SELECT * FROM TABLE(GET_QUERY_OPERATOR_STATS('01b2'))",
  'SELECT SNOWFLAKE.CORE.NULL_COUNT(SELECT a FROM t)',
  "SELECT * FROM TABLE(SNOWFLAKE.CORE.GET_LINEAGE('db.s.t', 'TABLE', 'UPSTREAM', 2))",
];

describe('further attacks', () => {
  it.each(ATTACKS)('%s', (_, sql) => {
    expect(refusal(sql)).toMatch(/^Not run: /);
  });

  it('are more than 80', () => {
    expect(ATTACKS.length).toBeGreaterThan(80);
  });
});

describe('further queries that only read', () => {
  it.each(QUERIES)('%s', (sql) => {
    expect(refusal(sql)).toMatch(/^ran: /);
  });
});
