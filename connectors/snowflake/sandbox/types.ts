import { type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';

/** A column of a result, as both protocols describe it. */
export interface ColumnType {
  name: string;
  type: string;
  nullable: boolean;
  precision: number | null;
  scale: number | null;
  length: number | null;
  byteLength: number | null;
}

const TEXT_LENGTH = 16_777_216;

const fixed = (name: string, precision: number, scale: number): ColumnType => base(name, 'FIXED', { precision, scale });
const base = (name: string, type: string, more: Partial<ColumnType> = {}): ColumnType => ({
  name,
  type,
  nullable: true,
  precision: null,
  scale: null,
  length: null,
  byteLength: null,
  ...more,
});

export const textColumn = (name: string): ColumnType =>
  base(name, 'TEXT', { length: TEXT_LENGTH, byteLength: TEXT_LENGTH });
export const numberColumn = (name: string): ColumnType => fixed(name, 38, 0);
export const timeColumn = (name: string): ColumnType => base(name, 'TIMESTAMP_LTZ', { precision: 0, scale: 3 });

/** Snowflake's type of a DuckDB type, and SQL that gives the value as the wire has it. */
export function wireColumn(name: string, type: DuckDBType): ColumnType {
  switch (type.typeId) {
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
    case DuckDBTypeId.UINTEGER:
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.UHUGEINT:
      return fixed(name, 38, 0);
    case DuckDBTypeId.DECIMAL: {
      const { width, scale } = type as unknown as { width: number; scale: number };
      return fixed(name, width, scale);
    }
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
      return base(name, 'REAL');
    case DuckDBTypeId.BOOLEAN:
      return base(name, 'BOOLEAN');
    case DuckDBTypeId.DATE:
      return base(name, 'DATE');
    case DuckDBTypeId.TIME:
      return base(name, 'TIME', { precision: 0, scale: 9 });
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_MS:
    case DuckDBTypeId.TIMESTAMP_S:
    case DuckDBTypeId.TIMESTAMP_NS:
      return base(name, 'TIMESTAMP_NTZ', { precision: 0, scale: 9 });
    case DuckDBTypeId.TIMESTAMP_TZ:
      return base(name, 'TIMESTAMP_LTZ', { precision: 0, scale: 9 });
    case DuckDBTypeId.BLOB:
      return base(name, 'BINARY', { length: 8_388_608, byteLength: 8_388_608 });
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
      return base(name, 'ARRAY');
    case DuckDBTypeId.STRUCT:
    case DuckDBTypeId.MAP:
      return base(name, 'OBJECT');
    case DuckDBTypeId.VARCHAR:
      return type.alias === 'JSON' ? base(name, 'VARIANT') : textColumn(name);
    default:
      return textColumn(name);
  }
}

/** SQL that turns a column of DuckDB into the text that Snowflake sends. */
export function wireExpression(column: string, { type }: ColumnType): string {
  switch (type) {
    case 'DATE':
      return `CAST(${column} - DATE '1970-01-01' AS VARCHAR)`;
    case 'TIME':
      return `printf('%.9f', epoch(${column}))`;
    case 'TIMESTAMP_NTZ':
    case 'TIMESTAMP_LTZ': {
      // the sign stands before the whole: half a second before 1970 is -0.500000000
      const micros = `epoch_us(${column})`;
      return `CASE WHEN ${column} IS NULL THEN NULL ELSE CASE WHEN ${micros} < 0 THEN '-' ELSE '' END || CAST(abs(${micros}) // 1000000 AS VARCHAR) || '.' || lpad(CAST(abs(${micros}) % 1000000 AS VARCHAR), 6, '0') || '000' END`;
    }
    case 'REAL':
      return `replace(CAST(${column} AS VARCHAR), 'nan', 'NaN')`;
    case 'BINARY':
      return `hex(${column})`;
    case 'ARRAY':
    case 'OBJECT':
      return `CAST(to_json(${column}) AS VARCHAR)`;
    default:
      return `CAST(${column} AS VARCHAR)`;
  }
}

/** DuckDB's name of a type, as Snowflake's INFORMATION_SCHEMA and DESCRIBE write it. */
export function typeName(duckdb: string): string {
  const decimal = /^DECIMAL\((\d+),(\d+)\)$/.exec(duckdb);
  if (decimal) return `NUMBER(${decimal[1]},${decimal[2]})`;
  return NAMES[duckdb] ?? 'VARCHAR(16777216)';
}

const NAMES: Readonly<Record<string, string>> = {
  INTEGER: 'NUMBER(38,0)',
  BIGINT: 'NUMBER(38,0)',
  HUGEINT: 'NUMBER(38,0)',
  DOUBLE: 'FLOAT',
  BOOLEAN: 'BOOLEAN',
  DATE: 'DATE',
  TIMESTAMP: 'TIMESTAMP_NTZ(9)',
  'TIMESTAMP WITH TIME ZONE': 'TIMESTAMP_LTZ(9)',
  JSON: 'VARIANT',
};
