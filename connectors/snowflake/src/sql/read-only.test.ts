import { Dialect, parse } from '@polyglot-sql/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkReadOnly } from './read-only.ts';

const refusal = (sql: string): string => {
  try {
    return `ran: ${checkReadOnly(sql).sql}`;
  } catch (error) {
    return (error as Error).message;
  }
};

const ATTACKS: readonly (readonly [string, string])[] = [
  ['a plain write', "INSERT INTO orders VALUES (1, 'x')"],
  ['an update', 'UPDATE orders SET amount = 0'],
  ['a delete', 'DELETE FROM orders'],
  ['a merge', 'MERGE INTO orders USING x ON a = b WHEN MATCHED THEN DELETE'],
  ['a truncate', 'TRUNCATE TABLE orders'],
  ['a drop', 'DROP TABLE orders'],
  ['a create table as select', 'CREATE TABLE copy AS SELECT * FROM orders'],
  ['an alter', 'ALTER TABLE orders ADD COLUMN x INT'],
  ['an alter of the session', "ALTER SESSION SET TIMEZONE = 'UTC'"],
  ['a grant', 'GRANT SELECT ON orders TO ROLE public'],
  ['an undrop', 'UNDROP TABLE orders'],
  ['a comment on an object', "COMMENT ON TABLE orders IS 'x'"],
  ['a role switch', 'USE ROLE accountadmin'],
  ['a session variable', "SET x = 'DROP TABLE orders'"],
  ['a call', 'CALL wipe()'],
  ['a dynamic statement', "EXECUTE IMMEDIATE 'DROP TABLE orders'"],
  ['a dynamic statement with a body in dollars', 'EXECUTE IMMEDIATE $$ BEGIN DROP TABLE orders; END $$'],
  ['a task run', 'EXECUTE TASK nightly'],
  ['a scripting block', 'BEGIN DELETE FROM orders; RETURN 1; END'],
  ['a declaration', 'DECLARE x INT; BEGIN DELETE FROM orders; END'],
  ['a transaction', 'BEGIN TRANSACTION'],
  ['an upload', 'PUT file:///etc/passwd @~'],
  ['a download', 'GET @~/x file:///tmp'],
  ['a list of a stage', 'LIST @~'],
  ['a removal of staged files', 'REMOVE @~/x'],
  ['a load', 'COPY INTO orders FROM @stage'],
  ['an unload of a query', 'COPY INTO @stage FROM (SELECT * FROM orders)'],
  ['a second statement', 'SELECT 1; DROP TABLE orders'],
  ['a second statement behind a comment', 'SELECT 1 -- done\n; DROP TABLE orders'],
  ['two semicolons at the end with a statement between', 'SELECT 1; SELECT 2;'],
  ['two semicolons at the end', 'SELECT 1;;'],
  ['a statement behind a semicolon and a comment', 'SELECT 1; /* x */ DROP TABLE orders'],
  ['a statement behind a slash comment', 'SELECT 1 // x\n; DELETE FROM orders'],
  ['a verb in capitals and small letters behind a block comment', '/* read only */ dRoP tAbLe orders'],
  ['a verb hidden by a nested comment', 'SELECT /* /* */ 1 */ ; DROP TABLE orders'],
  ['a comment ended by a carriage return', 'SELECT 1 -- x\rDROP TABLE orders'],
  ['a comment ended by a line separator', 'SELECT 1 -- x\u2028; DROP TABLE orders'],
  ['a quote escaped by a backslash', "SELECT 'it\\'; DROP TABLE orders; --'"],
  ['a text that is not closed', "SELECT 'x ; DROP TABLE orders"],
  ['a name in double quotes that is not closed', 'SELECT "x ; DROP TABLE orders'],
  ['dollars in a name', 'SELECT a$$; DROP TABLE orders; SELECT $$b'],
  ['a zero-width space in a verb', 'SEL\u200bECT 1'],
  ['a full-width semicolon', 'SELECT 1； DROP TABLE orders'],
  ['a no-break space', 'SELECT\u00a01'],
  ['a null character', 'SELECT 1\u0000; DROP TABLE orders'],
  ['a pipe of statements', 'SHOW TABLES ->> DROP TABLE orders'],
  ['a pipe behind a query', 'SELECT 1 ->> CALL wipe()'],
  ['a select into', 'SELECT amount INTO x FROM orders'],
  [
    'a with before a procedure',
    'WITH p AS PROCEDURE () RETURNS INT LANGUAGE SQL AS $$ BEGIN RETURN 1; END $$ CALL p()',
  ],
  ['a with before an insert', 'WITH x AS (SELECT 1) INSERT INTO orders SELECT * FROM x'],
  ['a with that holds no query', 'WITH x AS (SHOW TABLES) SELECT * FROM x'],
  ['a with before something else than a query', 'WITH x AS (SELECT 1) SHOW TABLES'],
  ['a delete inside a with', 'WITH x AS (DELETE FROM orders RETURNING *) SELECT * FROM x'],
  ['an update inside a subquery', 'SELECT * FROM (UPDATE orders SET amount = 0)'],
  ['a call inside a subquery', 'SELECT * FROM (CALL wipe())'],
  ['a procedure as a table', 'SELECT * FROM TABLE(wipe())'],
  ['a table function by text', "SELECT * FROM TABLE('wipe')"],
  ['a table function by bind', 'SELECT * FROM TABLE(?)'],
  ['a name made at run time', "SELECT IDENTIFIER('wipe')()"],
  ['a name made at run time from a variable', 'SELECT * FROM IDENTIFIER($t)'],
  ['a user-defined function', 'SELECT wipe(1)'],
  ['a qualified function', 'SELECT util.public.send_mail(1)'],
  ['a quoted function', 'SELECT "wipe"(1)'],
  ['a quoted function with the name of a built-in one', 'SELECT "SUM"(1)'],
  ['a function with the name of a clause', 'SELECT 1, over(1)'],
  ['a function with the name of a clause behind a product', 'SELECT 2 * exclude(1)'],
  ['a function called behind a comment', 'SELECT wipe/* */(1)'],
  ['a system function with an effect', "SELECT SYSTEM$CANCEL_QUERY('01a')"],
  ['a system function that keeps a warehouse busy', 'SELECT SYSTEM$WAIT(3600)'],
  ['a pipe refresh', "SELECT SYSTEM$PIPE_FORCE_RESUME('p')"],
  ['a language model that costs money', "SELECT SNOWFLAKE.CORTEX.COMPLETE('m', 'x')"],
  ['a model by its short name', "SELECT AI_COMPLETE('m', 'x')"],
  ['a method of an object', 'SELECT forecast!PREDICT(1)'],
  ['a sequence that moves', 'SELECT seq.NEXTVAL'],
  ['a sequence that moves, as a table', 'SELECT * FROM TABLE(GETNEXTVAL(seq))'],
  ['a staged file', 'SELECT $1 FROM @stage/file.csv'],
  ['a link to a staged file', "SELECT GET_PRESIGNED_URL(@stage, 'x')"],
  ['locked rows', 'SELECT * FROM orders FOR UPDATE'],
  ['a variable of the client', 'SELECT &x'],
  ['an explain of a write', 'EXPLAIN DELETE FROM orders'],
  ['an explain that is not one', 'EXPLAIN USING DROP TABLE orders'],
  ['a describe with a call', 'DESCRIBE TABLE x; DROP TABLE x'],
  ['a show with a subquery', 'SHOW TABLES IN (SELECT 1)'],
  ['nothing', ' -- only a comment'],
  ['a statement that is not SQL', 'please drop the table'],
  ['parentheses that do not balance', 'SELECT (1'],
  ['a parenthesis behind a result', "SELECT DECODE('wipe')(1)"],
];

const QUERIES = [
  'SELECT 1',
  'select count(*) from sales.orders;',
  'select 1 ; -- the end',
  'select 1; /* the end */\n',
  "SELECT 'DROP TABLE orders; --' AS text",
  `SELECT "update", "a""b", t."DELETE" FROM "my;table" t`,
  'SELECT o.update, o.comment FROM orders o',
  "SELECT 'it''s'",
  "SELECT '\\\\d+' AS pattern",
  "SELECT $$a'b$$",
  '-- the newest first\nSELECT * FROM orders ORDER BY ordered_at DESC LIMIT 10',
  'SELECT /* all of them */ * FROM orders // slash',
  "SELECT DATE_TRUNC('month', order_date) AS m, SUM(amount) FROM sales.orders GROUP BY 1 ORDER BY 1",
  "SELECT * FROM orders WHERE status IN ('completed', 'refunded') AND amount BETWEEN 1 AND 2",
  'SELECT account_id, COUNT(DISTINCT user_id) FROM events GROUP BY ALL HAVING COUNT(*) > 3',
  'SELECT * FROM orders QUALIFY ROW_NUMBER() OVER (PARTITION BY order_id ORDER BY loaded_at DESC) = 1',
  'SELECT LAG(amount) IGNORE NULLS OVER (ORDER BY ordered_at) FROM orders',
  'SELECT SUM(amount) OVER (ORDER BY ordered_at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM orders',
  'SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY amount) FROM orders',
  "SELECT LISTAGG(DISTINCT plan, ', ') WITHIN GROUP (ORDER BY plan) FROM subscriptions",
  'WITH a AS (SELECT 1 AS x), b (y) AS (SELECT x FROM a) SELECT * FROM a JOIN b ON a.x = b.y',
  'WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT n FROM r',
  '(SELECT 1) UNION ALL (SELECT 2) EXCEPT (SELECT 3)',
  'SELECT a FROM t MINUS SELECT a FROM u',
  'SELECT properties:screen::STRING, properties:a.b[0]::NUMBER(10,2) FROM product.events',
  "SELECT PARSE_JSON('{}'), OBJECT_CONSTRUCT('a', 1), {'a': 1}, [1, 2]",
  'SELECT f.value:name::VARCHAR FROM t, LATERAL FLATTEN(INPUT => t.v:items) f',
  'SELECT seq4() FROM TABLE(GENERATOR(ROWCOUNT => 10))',
  "SELECT value FROM TABLE(SPLIT_TO_TABLE('a.b', '.'))",
  'SELECT * FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 10))',
  'SELECT * FROM TABLE(db.information_schema.query_history_by_user()) ORDER BY start_time',
  'SELECT CAST(a AS DECIMAL(10, 2)), TRY_CAST(b AS VARCHAR(5)), a::TIMESTAMP_NTZ(3) FROM t',
  "SELECT IFF(a > 1, 'x', NULL), NVL(a, b), ZEROIFNULL(a), DIV0(a, b), DECODE(a, 1, 'x') FROM t",
  "SELECT DATEADD(day, -7, CURRENT_DATE()), DATEDIFF('hour', a, b), INTERVAL '1 day' FROM t",
  'SELECT CASE WHEN (a > 1) THEN (b) ELSE (c) END FROM t',
  'SELECT * EXCLUDE (load_id), t.* RENAME (a AS b) FROM t',
  'SELECT * FROM a LEFT JOIN b USING (id) WHERE EXISTS (SELECT 1 FROM c WHERE c.id = a.id)',
  "SELECT * FROM t PIVOT (SUM(x) FOR m IN ('a', 'b')) AS p (k, a, b)",
  'SELECT * FROM t UNPIVOT (x FOR m IN (a, b))',
  'SELECT column1 FROM VALUES (1), (2) AS v (column1)',
  'VALUES (1, 2)',
  'SELECT TOP 5 * FROM t',
  'SELECT * FROM t TABLESAMPLE BERNOULLI (10) SEED (3)',
  'SELECT * FROM orders AT (OFFSET => -60)',
  "SELECT * FROM orders BEFORE (TIMESTAMP => '2026-01-01'::TIMESTAMP_LTZ)",
  'SELECT a, b, SUM(c) FROM t GROUP BY GROUPING SETS ((a), (b)) ',
  'SELECT a, SUM(c) FROM t GROUP BY ROLLUP (a)',
  'SELECT * FROM t ASOF JOIN u MATCH_CONDITION (t.at >= u.at) ON t.id = u.id',
  'SELECT ARRAY_SIZE(FILTER([1, 2], x -> x > 1))',
  'SELECT a, ? AS b, :2 FROM t WHERE c = ?',
  'SELECT CURRENT_ROLE(), CURRENT_WAREHOUSE(), CURRENT_USER()',
  "SELECT * FROM TABLE(RESULT_SCAN('01b2'))",
  'SHOW TABLES',
  'SHOW TERSE OBJECTS LIKE \'%ORD%\' IN SCHEMA "DB"."SALES" LIMIT 10 FROM \'A\'',
  'SHOW WAREHOUSES',
  'SHOW GRANTS TO ROLE analyst',
  'DESCRIBE TABLE db.sales.orders',
  'DESC VIEW db.sales.v TYPE = COLUMNS',
  'EXPLAIN SELECT * FROM orders',
  'EXPLAIN USING JSON WITH a AS (SELECT 1) SELECT * FROM a',
];

describe('what the read tool refuses', () => {
  it.each(ATTACKS)('%s', (_, sql) => {
    expect(refusal(sql)).toMatch(/^Not run: /);
  });

  it('covers at least 40 attacks and 40 queries', () => {
    expect(ATTACKS.length).toBeGreaterThanOrEqual(80);
    expect(QUERIES.length).toBeGreaterThanOrEqual(55);
  });

  it('says what is wrong and what to write instead', () => {
    expect(() => checkReadOnly('DROP TABLE orders')).toThrow('Not run: DROP is not a statement that only reads.');
    expect(() => checkReadOnly('SELECT wipe(1)')).toThrow('Not run: WIPE is not a function known to only compute.');
    expect(() => checkReadOnly('SELECT 1; SELECT 2')).toThrow('Not run: There is more than one statement.');
  });

  it('lets a function through that the settings name, and no other', () => {
    const allowed = new Set(['UTIL.PUBLIC.FISCAL_QUARTER']);
    expect(checkReadOnly('SELECT util.public.fiscal_quarter(d) FROM t', allowed).kind).toBe('query');
    expect(() => checkReadOnly('SELECT fiscal_quarter(d) FROM t', allowed)).toThrow('FISCAL_QUARTER is not a function');
  });
});

describe('what the read tool runs', () => {
  it.each(QUERIES)('%s', (sql) => {
    expect(refusal(sql)).toMatch(/^ran: /);
  });

  it('sends no comment and leaves every other character where it was', () => {
    expect(checkReadOnly("SELECT 1 /* a\nb */ + 2, '--x' -- end\nFROM t;").sql).toBe(
      "SELECT 1     \n     + 2, '--x'       \nFROM t",
    );
  });

  it.each([
    ['SELECT * FROM events', true],
    ['SELECT * FROM (SELECT * FROM events LIMIT 5)', true],
    ['WITH a AS (SELECT COUNT(*) AS n FROM t) SELECT * FROM events', true],
    ['SELECT user_id, SUM(x) OVER (PARTITION BY user_id) FROM events', true],
    ["SELECT * FROM events WHERE platform = 'ios'", true],
    ['SELECT * FROM events LIMIT 10', false],
    ['(SELECT * FROM events LIMIT 10)', false],
    ['SELECT TOP 5 * FROM events', false],
    ['SELECT platform, COUNT(*) FROM events GROUP BY platform', false],
    ['SELECT DISTINCT platform FROM events', false],
    ['SELECT COUNT(*), MAX(at) FROM events', false],
    ['SELECT * FROM events SAMPLE (1)', false],
    ['SELECT 1', false],
  ])('knows whether every row is asked for: %s', (sql, unbounded) => {
    expect(checkReadOnly(sql).unbounded).toBe(unbounded);
  });
});

describe('a second opinion, from a full parser', () => {
  const WRITES =
    /"(?:insert|update|delete|merge|drop_\w+|create_\w+|alter_\w+|truncate|copy|put|call|command|use|set_statement|transaction|grant|revoke)":\{/;

  it('sees no statement with an effect among those that run', () => {
    const suspicious = QUERIES.filter((sql) => {
      const parsed = parse(sql, Dialect.Snowflake);
      return (
        parsed.success && WRITES.test(JSON.stringify(parsed.ast).replaceAll(/"command":\{"this":"SHOW[^}]*\}/g, ''))
      );
    });
    expect(suspicious).toEqual([]);
  });

  it('finds no mix of query parts that runs here and writes there', () => {
    const part = fc.constantFrom(
      ...[
        'SELECT',
        'FROM',
        't',
        '(',
        ')',
        ',',
        ';',
        "'",
        '"',
        '$$',
        '--',
        '/*',
        '*/',
        '\n',
        '\\',
        '1',
        'AS',
        'WITH',
        'DELETE FROM t',
      ],
      ...['DROP TABLE t', 'INSERT INTO t VALUES (1)', 'UNION ALL', 'CALL p()', '->>', 'f', '*', '.', '?', '//', '\r'],
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 14 }), (parts) => {
        const sql = `SELECT ${parts.join(' ')}`;
        let sent: string;
        try {
          sent = checkReadOnly(sql).sql;
        } catch {
          return;
        }
        const parsed = parse(sent, Dialect.Snowflake);
        if (!parsed.success) return;
        expect(parsed.ast).toHaveLength(1);
        expect(JSON.stringify(parsed.ast)).not.toMatch(WRITES);
      }),
      { numRuns: 3000 },
    );
  });
});
