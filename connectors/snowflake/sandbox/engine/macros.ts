/** Functions of Snowflake that DuckDB lacks, as macros. A function with neither is unknown to the sandbox and says so. */
export const MACROS = `
CREATE MACRO sf_text(x) AS CASE WHEN typeof(x) = 'JSON' THEN CAST(x AS JSON) ->> '$' ELSE CAST(x AS VARCHAR) END;
CREATE MACRO to_varchar(x) AS sf_text(x);
CREATE MACRO to_timestamp_ntz(x) AS CAST(x AS TIMESTAMP);
CREATE MACRO to_timestamp_ltz(x) AS CAST(x AS TIMESTAMPTZ);
CREATE MACRO try_to_number(x) AS TRY_CAST(x AS DECIMAL(38, 0)), (x, p, s) AS TRY_CAST(x AS DOUBLE);
CREATE MACRO try_to_decimal(x) AS TRY_CAST(x AS DECIMAL(38, 0)), (x, p, s) AS TRY_CAST(x AS DOUBLE);
CREATE MACRO try_to_double(x) AS TRY_CAST(x AS DOUBLE);
CREATE MACRO try_to_date(x) AS TRY_CAST(x AS DATE);
CREATE MACRO try_to_timestamp(x) AS TRY_CAST(x AS TIMESTAMP);
CREATE MACRO sf_datediff(u, a, b) AS date_diff(lower(u), CAST(a AS TIMESTAMP), CAST(b AS TIMESTAMP));
CREATE MACRO sf_div(a, b) AS CASE WHEN b = 0 THEN CAST(error('Division by zero') AS DOUBLE) ELSE a / b END;
CREATE MACRO regexp_count(s, p) AS len(regexp_extract_all(s, p));
CREATE MACRO square(x) AS x * x;
CREATE MACRO sha2(x) AS sha256(x), (x, n) AS sha256(x);
CREATE MACRO object_keys(x) AS json_keys(x);
CREATE MACRO array_size(x) AS CASE WHEN typeof(x) = 'JSON' THEN json_array_length(CAST(x AS JSON)) ELSE json_array_length(to_json(x)) END;
CREATE MACRO array_construct(a) AS [a], (a, b) AS [a, b], (a, b, c) AS [a, b, c];
CREATE MACRO try_parse_json(x) AS CASE WHEN json_valid(x) THEN CAST(x AS JSON) END;
CREATE MACRO timediff(u, a, b) AS sf_datediff(u, a, b);
CREATE MACRO initcap(x) AS upper(x[1]) || lower(x[2:]);
CREATE MACRO to_json_text(x) AS CAST(to_json(x) AS VARCHAR);
`;
