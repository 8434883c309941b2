import { call, literalOf } from './build-nodes.ts';
import { isNode, type Node, visitTree } from './syntax-tree.ts';

/** What VARIANTs do in an expression: their numbers, their types, their order. Beyond 2^53 a double would change their digits. */
export const VARIANT_MACROS = `
CREATE MACRO sf_json(x) AS CASE WHEN typeof(x) = 'JSON' THEN CAST(x AS JSON) ELSE to_json(x) END;
CREATE MACRO sf_number(x) AS CASE
  WHEN regexp_full_match(CAST(sf_json(x) AS VARCHAR), '"?-?\\d{16,}"?') AND abs(TRY_CAST(sf_json(x) ->> '$' AS HUGEINT)) > 9007199254740992
    THEN CAST(error('Unsupported: arithmetic on a VARIANT beyond 2^53, cast it to NUMBER') AS DOUBLE)
  ELSE CAST(sf_json(x) ->> '$' AS DOUBLE) END;
CREATE MACRO sf_key(x) AS CASE WHEN sf_json(x) IS NULL THEN NULL ELSE {
  'n': CASE WHEN json_type(sf_json(x)) IN ('UBIGINT', 'BIGINT', 'DOUBLE', 'HUGEINT') THEN TRY_CAST(sf_json(x) ->> '$' AS DECIMAL(38, 9)) END,
  't': sf_json(x) ->> '$' } END;
CREATE MACRO sf_get(x, p) AS json_extract(sf_json(x), p);
CREATE MACRO sf_typeof(x) AS CASE
  WHEN x IS NULL THEN NULL
  WHEN typeof(x) = 'DATE' THEN 'DATE' WHEN typeof(x) = 'TIME' THEN 'TIME' WHEN typeof(x) = 'BLOB' THEN 'BINARY'
  WHEN typeof(x) = 'TIMESTAMP' THEN 'TIMESTAMP_NTZ' WHEN typeof(x) = 'TIMESTAMP WITH TIME ZONE' THEN 'TIMESTAMP_LTZ'
  WHEN typeof(x) IN ('DOUBLE', 'FLOAT') THEN 'DOUBLE'
  ELSE CASE json_type(sf_json(x))
    WHEN 'NULL' THEN 'NULL_VALUE' WHEN 'BOOLEAN' THEN 'BOOLEAN' WHEN 'VARCHAR' THEN 'VARCHAR' WHEN 'ARRAY' THEN 'ARRAY' WHEN 'OBJECT' THEN 'OBJECT'
    ELSE CASE WHEN regexp_matches(CAST(sf_json(x) AS VARCHAR), '[eE]') THEN 'DOUBLE' WHEN contains(CAST(sf_json(x) AS VARCHAR), '.') THEN 'DECIMAL' ELSE 'INTEGER' END END END;
CREATE MACRO sf_only(x, m) AS CASE WHEN json_type(sf_json(x)) = m THEN sf_json(x) END;
CREATE MACRO sf_is_null_value(x) AS json_type(CAST(x AS JSON)) = 'NULL';
CREATE MACRO sf_sql_null(x) AS CASE WHEN json_type(sf_json(x)) <> 'NULL' THEN sf_json(x) END;
CREATE MACRO sf_has_gaps(x) AS regexp_matches(regexp_replace(CAST(x AS VARCHAR), '"([^"\\\\]|\\\\.)*"', '0', 'g'), '[\\[{,]\\s*,|,\\s*[\\]}]');
CREATE MACRO sf_repeats_key(x) AS coalesce(json_type(x) = 'OBJECT' AND len(json_keys(x)) > len(list_distinct(json_keys(x))), false);
CREATE MACRO sf_parse(x) AS CASE
  WHEN trim(CAST(x AS VARCHAR)) = '' THEN NULL
  WHEN sf_has_gaps(x) THEN CAST(error('Unsupported: JSON with elements left out (undefined)') AS JSON)
  WHEN NOT json_valid(CAST(x AS VARCHAR)) THEN CAST(error('Error parsing JSON: ' || CAST(x AS VARCHAR)) AS JSON)
  WHEN sf_repeats_key(CAST(x AS JSON)) THEN CAST(error('Error parsing JSON: duplicate object attribute') AS JSON)
  ELSE CAST(x AS JSON) END;
CREATE MACRO sf_try_parse(x) AS CASE WHEN sf_has_gaps(x) THEN CAST(error('Unsupported: JSON with elements left out (undefined)') AS JSON) WHEN json_valid(x) THEN CASE WHEN NOT sf_repeats_key(CAST(x AS JSON)) THEN CAST(x AS JSON) END END;
`;

const CALLS = new Set(
  `ARRAY_AGG ARRAY_CAT ARRAY_CONSTRUCT GET GET_PATH OBJECT_CONSTRUCT OBJECT_CONSTRUCT_KEEP_NULL OBJECT_KEYS PARSE_JSON SPLIT TO_VARIANT
TRY_PARSE_JSON SF_ARRAY SF_ARRAY_AGG SF_CAT SF_GET SF_JSON SF_KEYS SF_OBJECT SF_PARSE SF_SPLIT SF_TRY_PARSE`.split(
    /\s+/,
  ),
);

/** Columns that hold VARIANTs: of the demo's tables, and of FLATTEN. */
const COLUMNS: ReadonlySet<string> = new Set(['PROPERTIES', 'THIS', 'VALUE']);

/** True for an expression that is a VARIANT, as far as its form tells; `columns` are those that are named for one. */
export function isDocument(node: unknown, columns: ReadonlySet<string> = COLUMNS): boolean {
  if (!isNode(node)) return false;
  if (isNode(node.map_func) || isNode(node.parse_json) || isNode(node.j_s_o_n_extract) || isNode(node.subscript))
    return true;
  if (isNode(node.paren)) return isDocument(node.paren.this, columns);
  if (isNode(node.column)) return columns.has(String((node.column.name as Node).name).toUpperCase());
  if (isNode(node.cast)) return /"(?:VARIANT|OBJECT|ARRAY)"/i.test(JSON.stringify(node.cast.to));
  return isNode(node.function) && CALLS.has(String(node.function.name).toUpperCase());
}

/** Names that stand for a VARIANT wherever the statement defines them. */
export function documentColumns(statement: Node): ReadonlySet<string> {
  const found = new Set(COLUMNS);
  const others = new Set<string>();
  // an alias of an alias needs a second look
  for (let pass = 0; pass < 2; pass++)
    visitTree(statement, (node) => {
      const alias = isNode(node.alias) && isNode(node.alias.alias) ? node.alias : undefined;
      if (!alias) return;
      const name = String((alias.alias as Node).name).toUpperCase();
      (isDocument(alias.this, found) ? found : others).add(name);
    });
  return new Set([...found].filter((name) => COLUMNS.has(name) || !others.has(name)));
}

/** ORDER BY of VARIANTs goes by their values, as MAX does. */
export function orderedByValue(select: Node, documents: ReadonlySet<string>): Node {
  const order = isNode(select.order_by) ? select.order_by : undefined;
  if (!order) return select;
  const list = (select.expressions ?? []) as Node[];
  const keyOf = (key: Node): Node => {
    const position = Number(literalOf(key));
    const name =
      isNode(key.column) && !key.column.table ? String((key.column.name as Node).name).toUpperCase() : undefined;
    const aliases = list.map((node) => (isNode(node.alias) ? (node.alias as Node) : undefined));
    const named = aliases.find(
      (alias) => name !== undefined && String((alias?.alias as Node | undefined)?.name).toUpperCase() === name,
    );
    const listed = Number.isInteger(position) ? list[position - 1] : undefined;
    const value = (named ?? (isNode(listed?.alias) ? listed.alias : undefined))?.this ?? listed ?? key;
    return isDocument(value, documents) ? call('SF_KEY', [value]) : key;
  };
  const keys = ((order.expressions ?? []) as Node[]).map((expression) => ({
    ...expression,
    this: keyOf(expression.this as Node),
  }));
  return { ...select, order_by: { ...order, expressions: keys } };
}
