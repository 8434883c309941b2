/** An error as Snowflake reports it: a number, an SQL state and a text. */
export class VendorError extends Error {
  override readonly name = 'VendorError';
  readonly code: string;
  readonly sqlState: string;
  /** Status of the SQL API's answer. */
  readonly status: number;

  constructor(code: string, sqlState: string, message: string, status = 422) {
    super(message);
    this.code = code;
    this.sqlState = sqlState;
    this.status = status;
  }
}

const compile = (code: string, sqlState: string, detail: string): VendorError =>
  new VendorError(code, sqlState, `SQL compilation error:${detail.startsWith('error line') ? ' ' : '\n'}${detail}`);

/** Line and position as Snowflake counts them: lines from 1, positions from 0. */
function place(sql: string, at: number): string {
  const before = sql.slice(0, Math.max(0, at)).split('\n');
  return `line ${before.length} at position ${before.at(-1)?.length ?? 0}`;
}

function find(sql: string, name: string): number {
  return sql.toUpperCase().indexOf(name.toUpperCase());
}

export const errors = {
  syntax: (sql: string, at: number, found: string) =>
    compile('001003', '42000', `syntax error ${place(sql, at)} unexpected '${found || '<EOF>'}'.`),
  unknownObject: (name: string) => compile('002003', '42S02', `Object '${name}' does not exist or not authorized.`),
  unknownSchema: (name: string) => compile('002003', '02000', `Schema '${name}' does not exist or not authorized.`),
  unknownDatabase: (name: string) => compile('002003', '02000', `Database '${name}' does not exist or not authorized.`),
  invalidIdentifier: (sql: string, name: string) =>
    compile('000904', '42000', `error ${place(sql, find(sql, name))}\ninvalid identifier '${name.toUpperCase()}'`),
  ambiguous: (sql: string, name: string) =>
    compile('002028', '42601', `error ${place(sql, find(sql, name))}\nambiguous column name '${name.toUpperCase()}'`),
  unknownFunction: (sql: string, name: string) =>
    compile('002140', '42601', `error ${place(sql, find(sql, name))}\nUnknown function ${name.toUpperCase()}.`),
  unsupported: (what: string) => compile('002222', '0A000', `Unsupported feature '${what}'.`),
  noColumns: () => compile('001080', '42601', 'SELECT with no columns'),
  notAPart: (name: string) =>
    compile(
      '001013',
      '42601',
      `error line 1 at position 0\n'${name.toUpperCase()}' is not a valid date/time component.`,
    ),
  notAggregated: (name: string) => compile('000979', '42601', `[${name}] is not a valid group by expression`),
  forbidden: (operation: string, name: string) =>
    new VendorError(
      '003001',
      '42501',
      `SQL access control error:\nInsufficient privileges to operate on ${operation} '${name}'.`,
    ),
  noWarehouse: () =>
    new VendorError(
      '000606',
      '57P03',
      "No active warehouse selected in the current session.  Select an active warehouse with the 'use warehouse' command.",
    ),
  unknownWarehouse: (name: string) =>
    compile('002043', '02000', `Object does not exist, or operation cannot be performed. (warehouse ${name})`),
  unknownRole: (name: string) =>
    new VendorError(
      '390189',
      '08001',
      `Role '${name}' specified in the connect string does not exist or not authorized. Contact your local system administrator, or attempt to login with another role, e.g. PUBLIC.`,
    ),
  statementCount: (actual: number, desired: number) =>
    new VendorError(
      '000008',
      '0A000',
      `Actual statement count ${actual} did not match the desired statement count ${desired}.`,
    ),
  cancelled: () => new VendorError('000604', '57014', 'SQL execution canceled'),
  timeout: (seconds: number) =>
    new VendorError(
      '000630',
      '57014',
      `Statement reached its statement or warehouse timeout of ${seconds} second(s) and was canceled.`,
      408,
    ),
  divisionByZero: () => new VendorError('100051', '22012', 'Division by zero'),
  outOfRange: () => new VendorError('100046', '22003', 'Number out of representable range: type FIXED[SB16](38,0)'),
  notJson: (value: string) => new VendorError('100069', '22P02', `Error parsing JSON: ${value}`),
  tooLong: (value: string) =>
    new VendorError('100078', '22000', `String '${value}' is too long and would be truncated`),
  notNumeric: (value: string) => new VendorError('100038', '22018', `Numeric value '${value}' is not recognized`),
  notBoolean: (value: string) => new VendorError('100037', '22018', `Boolean value '${value}' is not recognized`),
  notDate: (value: string) => new VendorError('100040', '22007', `Date '${value}' is not recognized`),
  notTimestamp: (value: string) => new VendorError('100035', '22007', `Timestamp '${value}' is not recognized`),
};

/** What DuckDB reports, in Snowflake's words. What is not known stays an error: never an empty result. */
export function fromDuckDb(error: unknown, sql: string): VendorError {
  if (error instanceof VendorError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const group = (pattern: RegExp): string | undefined => pattern.exec(text)?.[1];
  if (/INTERRUPT/i.test(text)) return errors.cancelled();
  if (/Division by zero/.test(text)) return errors.divisionByZero();
  const unsupported = group(/Unsupported: (.+)/);
  if (unsupported) return errors.unsupported(unsupported);
  const long = group(/String '(.*)' is too long and would be truncated/);
  if (long !== undefined) return errors.tooLong(long);
  const json = group(/Error parsing JSON: (.*)/);
  if (json !== undefined) return errors.notJson(json);
  if (/Overflow in |Out of Range Error.*(?:DECIMAL|INT\d+|cast)/.test(text) || /to DECIMAL\(38,\d+\)/.test(text))
    return errors.outOfRange();
  const table = group(/Table with name "?([^"\s]+)"? does not exist/);
  if (table) return errors.unknownObject(objectName(sql, table));
  const catalog = group(/Catalog "([^"]+)" does not exist/);
  if (catalog) return errors.unknownDatabase(catalog);
  if (/Schema with name/.test(text)) return errors.unknownSchema(group(/Schema with name "?([^"\s]+?)"? does/) ?? '');
  const called = group(/Function with name "?([^"\s]+)"? does not exist/) ?? group(/function ([\w$]+)\(/);
  if (called && /Catalog Error|No function matches/.test(text)) return errors.unknownFunction(sql, called);
  const ambiguous = group(/Ambiguous reference to column name "([^"]+)"/);
  if (ambiguous) return errors.ambiguous(sql, ambiguous);
  const column =
    group(/Referenced column "([^"]+)" (?:not found|was not found)/) ??
    group(/(?:Table|Values list) "[^"]*" does not have a column named "([^"]+)"/) ??
    group(/column "?([\w$]+)"? (?:does not exist|not found)/i) ??
    group(/Referenced table "([^"]+)" not found/);
  if (column) return errors.invalidIdentifier(sql, column);
  const grouped = group(/column "?([^"]+?)"? must appear in the GROUP BY/);
  if (grouped) return errors.notAggregated(grouped.toUpperCase());
  const value = group(/Could not convert string '([^']*)'/) ?? group(/string '([^']*)' to/) ?? group(/"([^"]*)"/) ?? '';
  if (/Conversion Error/.test(text) && /timestamp/i.test(text)) return errors.notTimestamp(value);
  if (/Conversion Error/.test(text) && /date/i.test(text)) return errors.notDate(value);
  if (/Conversion Error/.test(text)) return errors.notNumeric(value);
  const near = group(/syntax error at or near "([^"]+)"/);
  if (near) return errors.syntax(sql, find(sql, near), near);
  return new VendorError(
    '000603',
    'XX000',
    `SQL execution internal error:\nThe sandbox cannot run this statement: ${text.split('\n')[0]}`,
  );
}

/** As it was written, with its database and schema where the statement names them. */
function objectName(sql: string, table: string): string {
  const found = new RegExp(`(?:["\\w$]+\\.){0,2}"?${table.replace(/[^\w]/g, '\\$&')}"?`, 'i').exec(sql)?.[0];
  return (found ?? table).replaceAll('"', '').toUpperCase();
}
