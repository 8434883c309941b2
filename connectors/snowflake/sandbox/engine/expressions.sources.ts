/** Pages of the documentation that were read, printed results and rules, and compared with the rows that name them. */
export const OPENED: ReadonlySet<string> = new Set(
  `constructs/asof-join constructs/group-by-grouping-sets constructs/group-by-rollup constructs/order-by constructs/pivot
constructs/qualify constructs/sample constructs/unpivot constructs/values data-types-datetime data-types-numeric
functions-window-syntax functions/add_months functions/array_agg functions/array_construct functions/array_contains
functions/array_size functions/array_to_string functions/ascii functions/avg functions/bitand functions/boolor
functions/cast functions/cbrt functions/ceil functions/concat functions/concat_ws functions/convert_timezone
functions/count functions/date_from_parts functions/date_part functions/date_trunc functions/dateadd
functions/datediff functions/dayname functions/decode functions/div0 functions/div0null functions/endswith
functions/extract functions/factorial functions/flatten functions/floor functions/generator functions/get
functions/greatest functions/grouping functions/haversine functions/initcap functions/is_null_value functions/lag
functions/last_day functions/left functions/like functions/like_any functions/listagg functions/lpad functions/max_by
functions/md5 functions/median functions/mod functions/mode functions/months_between functions/next_day
functions/object_construct functions/object_keys functions/parse_json functions/percentile_cont
functions/percentile_disc functions/position functions/previous_day functions/ratio_to_report functions/regexp_count
functions/regexp_instr functions/regexp_like functions/regexp_replace functions/regexp_substr functions/round
functions/split functions/split_part functions/split_to_table functions/startswith functions/stddev functions/strtok
functions/substr functions/sum functions/time_from_parts functions/time_slice functions/timestamp_from_parts
functions/to_boolean functions/to_char functions/to_date functions/to_decimal functions/to_timestamp
functions/translate functions/trunc functions/try_cast functions/try_to_boolean functions/try_to_decimal
functions/typeof functions/width_bucket functions/year identifier-literal operators-arithmetic sql/select
user-guide/functions-window-using user-guide/querying-semistructured user-guide/semistructured-considerations`.split(
    /\s+/,
  ),
);

/** The other pages were not read: the rule that their rows rest on, in our words. */
export const RULES: Readonly<Record<string, string>> = {
  'constructs/group-by': 'ALL stands for every column that is no aggregate',
  'constructs/group-by-cube': 'a row for every combination of its columns',
  'constructs/join-lateral': 'sees the tables before it',
  'constructs/match_recognize': 'not answered here',
  'constructs/top_n': 'as LIMIT',
  'data-types-semistructured': 'a VARIANT is compared, added and ordered by the value in it',
  'date-time-input-output': 'DD-MON-YYYY and MM/DD/YYYY are recognised',
  'functions/abs': 'without its sign',
  'functions/any_value': 'a value of the group',
  'functions/approx_count_distinct': 'exact for a few values',
  'functions/array_cat': 'one array behind the other',
  'functions/base64_encode': 'base64 with padding',
  'functions/bitnot': '-x - 1',
  'functions/bitshiftleft': 'a product with a power of 2',
  'functions/booland_agg': 'true where all are; BOOLOR_AGG where one is',
  'functions/case': 'a NULL condition is not true',
  'functions/chr': 'the character of a code point',
  'functions/coalesce': 'the first argument that is not NULL',
  'functions/collate': 'not answered here',
  'functions/conditional_change_event': 'not answered here',
  'functions/contains': 'whether a text holds another',
  'functions/corr': '1 for a straight line',
  'functions/count_if': 'rows whose condition is true',
  'functions/current_date': "today in the session's zone",
  'functions/current_timestamp': 'now, as TIMESTAMP_LTZ',
  'functions/equal_null': 'NULL equals NULL',
  'functions/exp': 'e to a power',
  'functions/getdate': 'now, as TIMESTAMP_LTZ',
  'functions/greatest_ignore_nulls': 'the greatest argument that is not NULL',
  'functions/hash': 'not answered here',
  'functions/hex_encode': 'upper-case hexadecimal by default',
  'functions/hour-minute-second': 'the part of a time of that name',
  'functions/iff': 'an if of three arguments',
  'functions/ilike_any': 'as LIKE ANY, whatever the case',
  'functions/in': 'as OR over =, NULL included',
  'functions/least': 'the least argument',
  'functions/length': 'number of characters',
  'functions/like_all': 'as LIKE, and AND between',
  'functions/ln': 'a logarithm to e',
  'functions/log': 'the base comes first',
  'functions/ltrim': 'the given characters at the start',
  'functions/min': 'leaves NULL out, as MAX does',
  'functions/monthname': 'three letters of the month',
  'functions/ntile': 'buckets of equal size; ranks as shares, as in the SQL standard',
  'functions/nullif': 'NULL for equal arguments',
  'functions/nullifzero': 'NULL for 0',
  'functions/nvl': 'the second argument for NULL',
  'functions/nvl2': 'the third argument for NULL, else the second',
  'functions/object_construct_keep_null': 'keeps keys whose value is NULL',
  'functions/pi': '3.14159…',
  'functions/pow': 'a power',
  'functions/rank': 'leaves gaps behind ties, DENSE_RANK none',
  'functions/repeat': 'a text so many times',
  'functions/replace': 'removes where no replacement is given',
  'functions/reverse': 'characters in reverse',
  'functions/right': 'the last characters; none for a negative length',
  'functions/rpad': 'pads behind, with a blank by default',
  'functions/seq1': 'numbers that grow',
  'functions/sha2': '256 bits in hexadecimal by default',
  'functions/sign': '-1, 0 or 1',
  'functions/soundex': 'not answered here',
  'functions/sqrt': 'a root',
  'functions/square': 'a product with itself',
  'functions/st_area': 'not answered here',
  'functions/st_makepoint': 'not answered here',
  'functions/systimestamp': 'now, as TIMESTAMP_LTZ',
  'functions/to_double': 'a text as FLOAT',
  'functions/to_json': 'not answered here',
  'functions/to_time': 'a text of a time as TIME',
  'functions/to_variant': 'the value itself',
  'functions/trim': 'blanks at both ends',
  'functions/try_parse_json': 'NULL where PARSE_JSON is an error',
  'functions/try_to_date': 'NULL for no date',
  'functions/try_to_double': 'NULL for no number',
  'functions/try_to_time': 'NULL for no time',
  'functions/unicode': 'the code point of the first character',
  'functions/upper': 'upper case; NULL of NULL',
  'functions/uuid_string': 'a UUID',
  'functions/zeroifnull': '0 for NULL',
};
