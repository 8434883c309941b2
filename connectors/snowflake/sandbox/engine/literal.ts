/** A value in DuckDB's SQL. A NUL would end the statement there; it is left out, as most clients do. */
export function literal(value: string | number | boolean | null): string {
  if (value === null) return 'NULL';
  return typeof value === 'string' ? `'${value.replaceAll('\0', '').replaceAll("'", "''")}'` : String(value);
}
