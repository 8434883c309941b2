/**
 * Exact numbers, in DuckDB's SQL. A quotient of fixed-point numbers has the scale of the page "Arithmetic operators",
 * `max(s1, min(s1 + 6, 12))`, and all its digits; DuckDB itself divides as doubles.
 *
 * A macro writes its arguments out wherever it uses them: `sf_div` hundreds of times, and a quotient of quotients more than can be
 * planned. `sf_div_once` has them computed first, which costs each row some microseconds.
 */
export const NUMBER_MACROS = `
CREATE MACRO sf_scale(x) AS CASE WHEN typeof(x) IN ('DOUBLE', 'FLOAT') THEN NULL WHEN typeof(x) LIKE 'DECIMAL%' THEN CAST(regexp_extract(typeof(x), ',(\\d+)', 1) AS INTEGER) ELSE 0 END;
CREATE MACRO sf_quotient_scale(a) AS greatest(sf_scale(a), least(sf_scale(a) + 6, 12));
CREATE MACRO sf_quotient_type(a, b) AS a * CAST(0 AS DECIMAL(7,6)) + round(b, 0) * CAST(0 AS DECIMAL(1,0)) + CAST(0 AS DECIMAL(25,0));
CREATE MACRO sf_units(x) AS CAST(replace(CAST(x AS VARCHAR), '.', '') AS HUGEINT);
CREATE MACRO sf_rounded(n, d) AS CASE WHEN (n < 0) <> (d < 0) THEN '-' ELSE '' END || CAST((2 * abs(n) + abs(d)) // (2 * abs(d)) AS VARCHAR);
CREATE MACRO sf_point(t, s) AS CASE WHEN t[1] = '-' THEN '-' ELSE '' END || '0' || replace(t, '-', '')[:-s - 1] || '.' || right(lpad(replace(t, '-', ''), CAST(greatest(s, length(t)) AS INTEGER), '0'), s);
CREATE MACRO sf_exact_quotient(a, b, s) AS sf_point(sf_rounded(sf_units(a) * CAST('1' || repeat('0', s - sf_scale(a) + sf_scale(b)) AS HUGEINT), sf_units(b)), s);
CREATE MACRO sf_div(a, b) AS CASE WHEN b = 0 THEN CAST(error('Division by zero') AS INTEGER)
  WHEN sf_scale(a) IS NULL OR sf_scale(b) IS NULL THEN cast_to_type(a / b, sf_quotient_type(a, b))
  WHEN sf_scale(a) <= 6 AND abs(a / b) * power(10, sf_quotient_scale(a)) < 1e15 AND abs(a) < 1e15 AND abs(b) < 1e15 THEN cast_to_type(round(a / b, sf_quotient_scale(a)), sf_quotient_type(a, b))
  ELSE cast_to_type(sf_exact_quotient(a, b, sf_quotient_scale(a)), sf_quotient_type(a, b)) END;
CREATE MACRO sf_div_once(a, b) AS list_transform([struct_pack(dividend := a, divisor := b)], lambda quotient: sf_div(quotient.dividend, quotient.divisor))[1];
CREATE MACRO sf_avg(s, n) AS sf_div_once(s, nullif(n, 0));
CREATE MACRO sf_window_avg(s, n) AS CASE WHEN n = 0 THEN NULL
  WHEN sf_scale(s) IS NULL THEN cast_to_type(s / n, s * CAST(0 AS DECIMAL(4,3)))
  ELSE cast_to_type(sf_point(CASE WHEN s < 0 THEN '-' ELSE '' END || CAST(abs(sf_units(s)) * 1000 // n AS VARCHAR), sf_scale(s) + 3), s * CAST(0 AS DECIMAL(4,3))) END;
CREATE MACRO sf_div0(a, b, z) AS CASE WHEN b = 0 OR (z AND b IS NULL) THEN CASE WHEN a IS NULL THEN NULL ELSE 0 END ELSE sf_div(a, b) END;
CREATE MACRO sf_zero(a) AS CASE WHEN a IS NULL THEN NULL ELSE 0 END;
CREATE MACRO sf_ratio(a, s) AS sf_div(a, nullif(s, 0));
CREATE MACRO sf_mod(a, b) AS CASE WHEN b = 0 THEN CAST(error('Division by zero') AS INTEGER) ELSE a % b END;
CREATE MACRO sf_is_text(x) AS typeof(x) IN ('VARCHAR', 'STRING_LITERAL');
CREATE MACRO sf_is_digits(x) AS regexp_full_match(CAST(x AS VARCHAR), '\\s*[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?\\s*');
CREATE MACRO sf_digits(x) AS CASE WHEN sf_is_text(x) AND NOT sf_is_digits(x) THEN error('Conversion Error: Could not convert string ''' || CAST(x AS VARCHAR) || ''' to a number') ELSE x END;
CREATE MACRO sf_try_digits(x) AS CASE WHEN sf_is_text(x) AND NOT sf_is_digits(x) THEN NULL ELSE x END;
CREATE MACRO sf_real(x) AS CASE WHEN sf_is_text(x) AND NOT sf_is_digits(x) AND NOT regexp_full_match(CAST(x AS VARCHAR), '\\s*([+-]?inf(inity)?|nan)\\s*', 'i') THEN error('Conversion Error: Could not convert string ''' || CAST(x AS VARCHAR) || ''' to a number') ELSE x END;
CREATE MACRO sf_try_real(x) AS CASE WHEN sf_is_text(x) AND NOT sf_is_digits(x) AND NOT regexp_full_match(CAST(x AS VARCHAR), '\\s*([+-]?inf(inity)?|nan)\\s*', 'i') THEN NULL ELSE x END;
CREATE MACRO sf_width_bucket(e, low, high, n) AS CASE
  WHEN typeof(e) IN ('DATE', 'TIME') OR typeof(e) LIKE 'TIMESTAMP%' THEN CAST(error('Unsupported: WIDTH_BUCKET of what is no number') AS BIGINT)
  WHEN low >= high THEN CAST(error('Unsupported: WIDTH_BUCKET whose low end is not below its high end') AS BIGINT)
  WHEN e < low THEN 0 WHEN e >= high THEN n + 1 ELSE CAST(floor((e - low) * n / (high - low)) AS BIGINT) + 1 END;
`;
