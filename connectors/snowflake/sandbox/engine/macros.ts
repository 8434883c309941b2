import { NUMBER_MACROS } from './numbers.ts';
import { VARIANT_MACROS } from './variants.ts';

/** What Snowflake's functions give, in DuckDB's SQL, as its documentation says: `dialect.ts` puts these in their place. */
const DATE_PARTS = ['year', 'quarter', 'month', 'week', 'day'] as const;
const TIME_PARTS = ['hour', 'minute', 'second', 'millisecond', 'microsecond'] as const;

const interval = (part: string, amount: string): string =>
  part === 'quarter'
    ? `to_months(3 * ${amount})`
    : part === 'week'
      ? `to_days(7 * ${amount})`
      : `to_${part}s(${amount})`;

/** Adding days and longer parts keeps a DATE, hours and shorter ones make it a time; truncating keeps the type. */
const TIMES = [
  ...DATE_PARTS.map(
    (part) =>
      `CREATE MACRO sf_add_${part}(n, x) AS cast_to_type(x + ${interval(part, 'CAST(round(n) AS INTEGER)')}, x);`,
  ),
  ...TIME_PARTS.map(
    (part) => `CREATE MACRO sf_add_${part}(n, x) AS x + ${interval(part, 'CAST(round(n) AS BIGINT)')};`,
  ),
  ...[...DATE_PARTS, ...TIME_PARTS].map(
    (part) => `CREATE MACRO sf_trunc_${part}(x) AS cast_to_type(date_trunc('${part}', x), x);`,
  ),
  ...TIME_PARTS.map(
    (part) => `CREATE MACRO sf_clock_trunc_${part}(x) AS CAST(date_trunc('${part}', DATE '1970-01-01' + x) AS TIME);`,
  ),
  ...[...DATE_PARTS, ...TIME_PARTS]
    .filter((part) => part !== 'week')
    .map(
      (part) =>
        `CREATE MACRO sf_diff_${part}(a, b) AS date_diff('${part}', CAST(a AS TIMESTAMP), CAST(b AS TIMESTAMP));`,
    ),
];

/** One occurrence of a pattern: what matches it and what stands between takes turns. DuckDB wants the flag as a constant. */
const OCCURRENCES = ['c', 'i'].map(
  (flag) => `CREATE MACRO sf_matches_${flag}(x, p, a) AS regexp_extract_all(substring(x, a), p, 0, '${flag}');
CREATE MACRO sf_between_${flag}(x, p, a) AS string_split_regex(substring(x, a), p, '${flag}');
CREATE MACRO sf_regexp_instr_${flag}(x, p, a, k, o) AS CASE WHEN x IS NULL OR p IS NULL THEN NULL WHEN k > len(sf_no_empty(sf_matches_${flag}(x, p, a))) THEN 0
  ELSE a + length(array_to_string(sf_between_${flag}(x, p, a)[1:k], '')) + length(array_to_string(sf_matches_${flag}(x, p, a)[1:k - 1 + o], '')) END;
CREATE MACRO sf_regexp_replace_one_${flag}(x, p, r, a, k) AS left(x, a - 1) || array_to_string(list_transform(sf_between_${flag}(x, p, a), lambda y, i: y || CASE
  WHEN i > len(sf_no_empty(sf_matches_${flag}(x, p, a))) THEN '' WHEN i = k THEN regexp_replace(sf_matches_${flag}(x, p, a)[i], p, r, '${flag}') ELSE sf_matches_${flag}(x, p, a)[i] END), '');`,
);

export const MACROS = `${NUMBER_MACROS}${VARIANT_MACROS}
CREATE MACRO sf_is_number(x) AS typeof(x) IN ('TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT', 'UBIGINT', 'DOUBLE', 'FLOAT', 'INTEGER_LITERAL') OR typeof(x) LIKE 'DECIMAL%';
CREATE MACRO sf_epoch(n) AS CASE WHEN abs(n) < 31536000000 THEN n * 1000000 WHEN abs(n) < 31536000000000 THEN n * 1000 WHEN abs(n) < 31536000000000000 THEN n ELSE n // 1000 END;
CREATE MACRO sf_ntz(x) AS CASE
  WHEN typeof(x) = 'TIME' THEN CAST('1970-01-01 ' || CAST(x AS VARCHAR) AS TIMESTAMP)
  WHEN sf_is_number(x) THEN make_timestamp(CAST(TRY_CAST(CAST(x AS VARCHAR) AS DECIMAL(38, 6)) * 1000000 AS BIGINT))
  WHEN typeof(x) IN ('VARCHAR', 'STRING_LITERAL') AND regexp_full_match(CAST(x AS VARCHAR), '-?\\d{5,}') THEN make_timestamp(CAST(sf_epoch(TRY_CAST(CAST(x AS VARCHAR) AS BIGINT)) AS BIGINT))
  WHEN typeof(x) IN ('VARCHAR', 'STRING_LITERAL') AND regexp_full_match(CAST(x AS VARCHAR), '\\d{1,2}/\\d{1,2}/\\d{4}') THEN strptime(CAST(x AS VARCHAR), '%m/%d/%Y')
  WHEN typeof(x) IN ('VARCHAR', 'STRING_LITERAL') AND regexp_full_match(CAST(x AS VARCHAR), '\\d{1,2}-[A-Za-z]{3,9}-\\d{4}') THEN strptime(CAST(x AS VARCHAR), ['%d-%b-%Y', '%d-%B-%Y'])
  ELSE CAST(regexp_replace(CASE WHEN typeof(x) = 'JSON' THEN CAST(x AS JSON) ->> '$' ELSE CAST(x AS VARCHAR) END, '(\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?) ?(Z|[+-]\\d{2}(:?\\d{2})?)$', '\\1') AS TIMESTAMP) END;
CREATE MACRO sf_ltz(x) AS CASE WHEN sf_is_number(x) OR typeof(x) = 'JSON' THEN CAST(sf_ntz(x) AS TIMESTAMPTZ) ELSE CAST(regexp_replace(CAST(x AS VARCHAR), ' ?([+-]\\d{2}):?(\\d{2})$', '\\1:\\2') AS TIMESTAMPTZ) END;
CREATE MACRO sf_try_ntz(x) AS TRY(sf_ntz(x));
CREATE MACRO sf_try_ltz(x) AS TRY(sf_ltz(x));
CREATE MACRO sf_date(x) AS CAST(sf_ntz(x) AS DATE);
CREATE MACRO sf_try_date(x) AS TRY(sf_date(x));
CREATE MACRO sf_clock(x) AS CAST(CASE WHEN typeof(x) = 'TIMESTAMP' THEN CAST(CAST(CAST(x AS VARCHAR) AS TIMESTAMP) AS TIME) ELSE CAST(CAST(x AS VARCHAR) AS TIME) END AS TIME);
CREATE MACRO sf_like(x, y) AS cast_to_type(x, y);
CREATE MACRO sf_parse_date(x, f) AS CAST(strptime(CAST(x AS VARCHAR), f) AS DATE);
CREATE MACRO sf_parse_time(x, f) AS strptime(CAST(x AS VARCHAR), f);
CREATE MACRO sf_try_parse_date(x, f) AS CAST(try_strptime(CAST(x AS VARCHAR), f) AS DATE);
CREATE MACRO sf_try_parse_time(x, f) AS try_strptime(CAST(x AS VARCHAR), f);
CREATE MACRO sf_scaled_time(x, s) AS make_timestamp(CAST(x * power(10, 6 - s) AS BIGINT));
${TIMES.join('\n')}
CREATE MACRO sf_days_into_week(x, ws) AS CAST((isodow(x) - CASE ws WHEN 0 THEN 1 ELSE ws END + 7) % 7 AS INTEGER);
CREATE MACRO sf_week_start(d, ws) AS d - sf_days_into_week(d, ws);
CREATE MACRO sf_trunc_week_from(x, ws) AS cast_to_type(date_trunc('day', x) - to_days(sf_days_into_week(x, ws)), x);
CREATE MACRO sf_diff_week(a, b, ws) AS (sf_week_start(CAST(b AS DATE), ws) - sf_week_start(CAST(a AS DATE), ws)) // 7;
CREATE MACRO sf_last_week(x, ws) AS sf_week_start(CAST(x AS DATE), ws) + 6;
CREATE MACRO sf_dayofweek(x, ws) AS CASE WHEN ws = 0 THEN isodow(x) % 7 ELSE sf_days_into_week(x, ws) + 1 END;
CREATE MACRO sf_week_anchor(x, ws) AS sf_week_start(CAST(x AS DATE), ws) + 3;
CREATE MACRO sf_week_of(d, ws) AS (sf_week_start(d, ws) - sf_week_start(CAST(date_trunc('year', d) AS DATE), ws)) // 7 + 1;
CREATE MACRO sf_yearofweek(x, ws, p) AS CAST(CASE WHEN p = 1 THEN year(x) ELSE year(sf_week_anchor(x, ws)) END AS BIGINT);
CREATE MACRO sf_week(x, ws, p) AS CAST(CASE WHEN p = 1 THEN sf_week_of(CAST(x AS DATE), ws) ELSE (dayofyear(sf_week_anchor(x, ws)) - 1) // 7 + 1 END AS BIGINT);
CREATE MACRO sf_is_last(x) AS day(x) = day(last_day(x));
CREATE MACRO sf_ntzs(a, b) AS list_transform([{'a': a, 'b': b}], lambda p: {'a': sf_ntz(p.a), 'b': sf_ntz(p.b)});
CREATE MACRO sf_months_between(a, b) AS list_transform(sf_ntzs(a, b), lambda m: round(
  (year(m.a) - year(m.b)) * 12 + month(m.a) - month(m.b) + CASE
    WHEN day(m.a) = day(m.b) OR (sf_is_last(m.a) AND sf_is_last(m.b)) THEN 0
    ELSE (epoch(m.a) - epoch(date_trunc('month', m.a)) - epoch(m.b) + epoch(date_trunc('month', m.b))) / 86400 / 31 END, 6))[1];
CREATE MACRO sf_add_months(x, n) AS cast_to_type(CASE WHEN sf_is_last(x) THEN CAST(last_day(x + to_months(CAST(round(n) AS INTEGER))) AS TIMESTAMP) + (CAST(x AS TIMESTAMP) - date_trunc('day', CAST(x AS TIMESTAMP))) ELSE CAST(x + to_months(CAST(round(n) AS INTEGER)) AS TIMESTAMP) END, x);
CREATE MACRO sf_text(x) AS CASE
  WHEN typeof(x) = 'JSON' THEN CAST(x AS JSON) ->> '$'
  WHEN typeof(x) = 'TIMESTAMP' THEN strftime(TRY_CAST(CAST(x AS VARCHAR) AS TIMESTAMP), '%Y-%m-%d %H:%M:%S.%g')
  WHEN typeof(x) = 'TIMESTAMP WITH TIME ZONE' THEN strftime(TRY_CAST(CAST(x AS VARCHAR) AS TIMESTAMP), '%Y-%m-%d %H:%M:%S.%g') || ' +0000'
  WHEN typeof(x) = 'DOUBLE' THEN replace(format('{:.10g}', TRY_CAST(CAST(x AS VARCHAR) AS DOUBLE)), 'nan', 'NaN')
  WHEN typeof(x) = 'BLOB' THEN hex(CAST(CAST(x AS VARCHAR) AS BLOB))
  ELSE CAST(x AS VARCHAR) END;
CREATE MACRO sf_concat(a, b) AS a || b;
CREATE MACRO sf_keys(x) AS to_json(list_sort(json_keys(CAST(x AS JSON))));
CREATE MACRO sf_size(x) AS CASE WHEN json_type(sf_json(x)) = 'ARRAY' THEN json_array_length(sf_json(x)) END;
CREATE MACRO sf_items(x) AS CAST(sf_json(x) AS JSON[]);
CREATE MACRO sf_contains(v, x) AS list_contains(sf_items(x), sf_json(v));
CREATE MACRO sf_cat(a, b) AS to_json(list_concat(sf_items(a), sf_items(b)));
CREATE MACRO sf_join(x, s) AS array_to_string(list_transform(sf_items(x), lambda y: coalesce(y ->> '$', '')), s);
CREATE MACRO sf_member(k, v) AS CASE WHEN v IS NULL OR k IS NULL THEN NULL ELSE CAST(to_json(CAST(k AS VARCHAR)) AS VARCHAR) || ':' || CAST(sf_json(v) AS VARCHAR) END;
CREATE MACRO sf_member_or_null(k, v) AS CASE WHEN k IS NULL THEN NULL ELSE CAST(to_json(CAST(k AS VARCHAR)) AS VARCHAR) || ':' || coalesce(CAST(sf_json(v) AS VARCHAR), 'null') END;
CREATE MACRO sf_item(v) AS coalesce(CAST(sf_json(v) AS VARCHAR), 'null');
CREATE MACRO sf_object(l) AS CAST('{' || array_to_string(list_sort(list_filter(l, lambda y: y IS NOT NULL)), ',') || '}' AS JSON);
CREATE MACRO sf_array(l) AS CAST('[' || array_to_string(l, ',') || ']' AS JSON);
CREATE MACRO sf_split(x, s) AS to_json(CASE WHEN s = '' THEN [x] ELSE string_split(x, s) END);
CREATE MACRO sf_both(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE 1 END;
CREATE MACRO sf_hex(x) AS upper(hex(x));
CREATE MACRO sf_cbrt(x) AS CASE WHEN power(round(cbrt(x)), 3) = x THEN round(cbrt(x)) ELSE cbrt(x) END;
CREATE MACRO sf_entry(k, p, i, v, x) AS {'KEY': k, 'PATH': p, 'INDEX': i, 'VALUE': v, 'THIS': CAST(x AS JSON)};
CREATE MACRO sf_entries(x, p, o) AS CASE
  WHEN json_type(CAST(x AS JSON)) = 'ARRAY' AND json_array_length(CAST(x AS JSON)) > 0 THEN list_transform(sf_items(x), lambda y, i: sf_entry(CAST(NULL AS VARCHAR), p || '[' || (i - 1) || ']', i - 1, y, x))
  WHEN json_type(CAST(x AS JSON)) = 'OBJECT' AND len(json_keys(CAST(x AS JSON))) > 0 THEN list_transform(list_sort(json_keys(CAST(x AS JSON))), lambda k: sf_entry(k, CASE WHEN p = '' THEN k ELSE p || '.' || k END, CAST(NULL AS BIGINT), json_extract(CAST(x AS JSON), '$."' || k || '"'), x))
  WHEN o THEN [sf_entry(CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), CAST(NULL AS BIGINT), CAST(NULL AS JSON), x)] END;
CREATE MACRO sf_parts(x) AS list_transform(sf_items(x), lambda y, i: {'INDEX': i, 'VALUE': y ->> '$'});
CREATE MACRO sf_substr(x, a, n) AS CASE WHEN n <= 0 OR -a > length(x) THEN '' ELSE substring(x, CASE a WHEN 0 THEN 1 ELSE a END, n) END;
CREATE MACRO sf_left(x, n) AS CASE WHEN n <= 0 THEN '' ELSE left(x, n) END;
CREATE MACRO sf_right(x, n) AS CASE WHEN n <= 0 THEN '' ELSE right(x, n) END;
CREATE MACRO sf_lpad(x, n, p) AS CASE WHEN n <= 0 THEN '' ELSE lpad(x, CAST(n AS INTEGER), p) END;
CREATE MACRO sf_rpad(x, n, p) AS CASE WHEN n <= 0 THEN '' ELSE rpad(x, CAST(n AS INTEGER), p) END;
CREATE MACRO sf_initcap(x) AS array_to_string(list_transform(regexp_extract_all(x, '[^\\s!?@"^#$&~_,.:;+\\-*%/|\\\\\\[\\](){}<>]+|[\\s!?@"^#$&~_,.:;+\\-*%/|\\\\\\[\\](){}<>]+'), lambda y: upper(y[1]) || lower(y[2:])), '');
CREATE MACRO sf_regexp_substr(x, p, a, k, g, o) AS list_extract(regexp_extract_all(substring(x, a), p, g, o), k);
CREATE MACRO sf_no_empty(l) AS CASE WHEN list_contains(l, '') THEN CAST(error('Unsupported: one occurrence of a pattern that matches nothing') AS VARCHAR[]) ELSE l END;
${OCCURRENCES.join('\n')}
CREATE MACRO sf_fit(x, n) AS CASE WHEN length(x) > n THEN error('String ''' || x || ''' is too long and would be truncated') ELSE x END;
CREATE MACRO sf_try_fit(x, n) AS CASE WHEN length(x) <= n THEN x END;
CREATE MACRO sf_path(p, k) AS CASE WHEN p = '' THEN ltrim(substring(k, 2), '.') ELSE p || substring(k, 2) END;
CREATE MACRO sf_path_order(p) AS list_transform(string_split(replace('.' || p, '[', '.['), '.'), lambda y: CASE WHEN y[1] = '[' THEN lpad(y, 20, ' ') ELSE y END);
CREATE MACRO sf_regexp_count_c(x, p, a) AS len(regexp_extract_all(substring(x, a), p));
CREATE MACRO sf_regexp_count_i(x, p, a) AS len(regexp_extract_all(substring(x, a), p, 0, 'i'));
CREATE MACRO sf_regexp_replace_c(x, p, r, a) AS left(x, a - 1) || regexp_replace(substring(x, a), p, r, 'g');
CREATE MACRO sf_regexp_replace_i(x, p, r, a) AS left(x, a - 1) || regexp_replace(substring(x, a), p, r, 'gi');
CREATE MACRO sf_haversine(a, b, c, d) AS 2 * 6371 * asin(sqrt(power(sin(radians(c - a) / 2), 2) + cos(radians(a)) * cos(radians(c)) * power(sin(radians(d - b) / 2), 2)));
CREATE MACRO sf_listagg(x) AS coalesce(x, '');
CREATE MACRO sf_array_agg(x) AS coalesce(to_json(x), CAST('[]' AS JSON));
`;
