import type { SessionContext } from '../account.ts';
import { errors, VendorError } from '../errors.ts';

/** What a value of a session parameter must be; `undefined` where none changes an answer of the sandbox. */
const PARAMETERS: Readonly<Record<string, RegExp | undefined>> = {
  WEEK_START: /^[0-7]$/,
  WEEK_OF_YEAR_POLICY: /^[01]$/,
  QUERY_TAG: undefined,
  STATEMENT_TIMEOUT_IN_SECONDS: undefined,
  STATEMENT_QUEUED_TIMEOUT_IN_SECONDS: undefined,
  USE_CACHED_RESULT: undefined,
  CLIENT_SESSION_KEEP_ALIVE: undefined,
  CLIENT_RESULT_CHUNK_SIZE: undefined,
};
/** Others that the sandbox stands still at: any other value would change what is answered. */
const FIXED: Readonly<Record<string, RegExp>> = {
  TIMEZONE: /^(?:etc\/)?utc$/i,
  AUTOCOMMIT: /^true$/i,
  TIMESTAMP_TYPE_MAPPING: /^timestamp_ntz$/i,
  DATE_OUTPUT_FORMAT: /^yyyy-mm-dd$/i,
  TIME_OUTPUT_FORMAT: /^hh24:mi:ss$/i,
};

const ASSIGNMENT = /\s*([\w$]+)\s*=\s*(?:'((?:[^']|'')*)'|([\w.+-]+))\s*(?:,|$|(?=\s[\w$]+\s*=))/y;

/** ALTER SESSION SET and UNSET; false for another statement. @throws VendorError for a parameter that would change answers unseen */
export function setParameters(context: SessionContext, sql: string): boolean {
  const found = /^\s*ALTER\s+SESSION\s+(SET|UNSET)\s+([\s\S]*?)\s*;?\s*$/i.exec(sql);
  if (!found) return false;
  const [, verb = '', rest = ''] = found;
  if (/^UNSET$/i.test(verb)) for (const name of rest.split(/\s*,\s*/)) assign(context, name.toUpperCase(), undefined);
  else for (const [name, value] of assignments(sql, rest)) assign(context, name, value);
  return true;
}

function assignments(sql: string, text: string): [string, string][] {
  const found: [string, string][] = [];
  ASSIGNMENT.lastIndex = 0;
  while (ASSIGNMENT.lastIndex < text.length) {
    const at = ASSIGNMENT.lastIndex;
    const match = ASSIGNMENT.exec(text);
    if (!match) throw errors.syntax(sql, sql.indexOf(text) + at, text.slice(at).trim().split(/\s/)[0] ?? '');
    found.push([(match[1] ?? '').toUpperCase(), match[2] ?? match[3] ?? '']);
  }
  return found;
}

function assign(context: SessionContext, name: string, value: string | undefined): void {
  const fixed = FIXED[name];
  if (fixed && (value === undefined || fixed.test(value))) return;
  if (fixed || !(name in PARAMETERS)) throw errors.unsupported(`ALTER SESSION SET ${name}`);
  const form = PARAMETERS[name];
  if (form && value !== undefined && !form.test(value))
    throw new VendorError(
      '001008',
      '22023',
      `SQL compilation error:\ninvalid value [${value}] for parameter '${name}'`,
    );
  if (name === 'WEEK_START') context.weekStart = Number(value ?? 0);
  if (name === 'WEEK_OF_YEAR_POLICY') context.weekOfYearPolicy = Number(value ?? 0);
}
