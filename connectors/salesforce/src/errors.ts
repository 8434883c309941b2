import { RolekitError } from '@rolekit/sdk';
import { failWith, type HttpResponse, oneLine, type ResponseAction } from '@rolekit/sdk/http';

/** One entry of the array that Salesforce sends as the body of an error. */
export interface VendorError {
  code: string;
  message: string;
  fields: string[];
}

const MAX_MESSAGE_LENGTH = 2000;

/** Reads Salesforce's error body; empty when it is something else (a proxy's page). */
export function readErrors(body: unknown): VendorError[] {
  const entries = Array.isArray(body) ? body : [body];
  return entries.flatMap((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null) return [];
    const { errorCode, statusCode, message, fields } = entry as Record<string, unknown>;
    const code = errorCode ?? statusCode;
    if (typeof code !== 'string') return [];
    return {
      code,
      message: typeof message === 'string' ? oneLine(message, MAX_MESSAGE_LENGTH) : '',
      fields: Array.isArray(fields) ? fields.filter((field): field is string => typeof field === 'string') : [],
    };
  });
}

/** What a response of the REST API means; undefined leaves it to the defaults by status. */
export function classify(response: HttpResponse): ResponseAction | undefined {
  if (response.status < 400) return undefined;
  const errors = readErrors(response.body);
  const [first] = errors;
  if (response.status === 401) {
    return { action: 'refresh_then_retry', reason: first ? `${first.code}: ${first.message}` : 'HTTP 401' };
  }
  if (response.status === 414 || response.status === 431) {
    return failWith('RK_TOO_LARGE', {
      reason: 'The query is too long to be sent.',
      hint: 'Select fewer fields, or put fewer values in an IN list.',
    });
  }
  if (!first) return undefined;
  if (first.code === 'REQUEST_LIMIT_EXCEEDED') return { action: 'rate_limited', afterMs: waitOf(first.message) };
  if (first.code === 'SERVER_UNAVAILABLE') return { action: 'retry', reason: first.message || first.code };
  if (response.status >= 500) return { action: 'retry', reason: `${first.code}: ${first.message}` };
  return { action: 'fail', error: toError(errors, first) };
}

/** What the token endpoint's error means (RFC 6749, 5.2), with what to change in Salesforce where that is known. */
export function classifyToken(response: HttpResponse): ResponseAction | undefined {
  if (response.status < 400 || response.status >= 500) return undefined;
  const body = response.body as { error?: unknown; error_description?: unknown } | undefined;
  if (typeof body?.error !== 'string') return undefined;
  const said =
    typeof body.error_description === 'string' ? `${body.error}: ${oneLine(body.error_description)}` : body.error;
  const advice = TOKEN_ADVICE.find(([pattern]) => pattern.test(said))?.[1];
  return failWith('RK_AUTH_EXPIRED', {
    connector: 'salesforce',
    reason: advice ? `${said} (${advice})` : said,
    command: `rolekit connect salesforce${/refresh token/.test(said) ? ' --sign-in' : ''}`,
  });
}

const TOKEN_ADVICE: readonly [RegExp, string][] = [
  [/not supported on this domain/i, 'the client credentials flow needs the My Domain URL: set the instance URL'],
  [/no client credentials user enabled/i, 'choose a Run As user in the client credentials settings of the app'],
  [/invalid_client_id|client identifier invalid/i, 'check the consumer key; a new app needs up to ten minutes'],
  [/invalid_client\b|invalid client credentials/i, 'check the consumer secret'],
  [/expired authorization code/i, 'the sign-in took too long'],
  [/redirect_uri_mismatch/i, 'the callback URL of the app and that of the settings have to be the same'],
  [/expired access\/refresh token|inactive user/i, 'the refresh token was revoked or its user is inactive'],
];

// The daily limit counts the last 24 hours; the concurrent one frees up within seconds.
function waitOf(message: string): number {
  return /concurrent/i.test(message) ? 5000 : 3_600_000;
}

const CONFLICTS: Readonly<Record<string, string>> = {
  UNABLE_TO_LOCK_ROW: 'Another change holds the record locked; nothing was changed.',
  DUPLICATE_VALUE: 'A record with that unique value exists.',
  DUPLICATES_DETECTED: 'A duplicate rule of Salesforce found a similar record.',
  ENTITY_IS_LOCKED: 'The record is locked by an approval process.',
};

const FORBIDDEN = new Set([
  'INSUFFICIENT_ACCESS',
  'INSUFFICIENT_ACCESS_OR_READONLY',
  'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
  'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
  'API_DISABLED_FOR_ORG',
  'API_CURRENTLY_DISABLED',
  'FUNCTIONALITY_NOT_ENABLED',
]);

const MISSING = new Set(['NOT_FOUND', 'ENTITY_IS_DELETED', 'INVALID_CROSS_REFERENCE_KEY']);

function toError(errors: readonly VendorError[], first: VendorError): RolekitError {
  const { code, message } = first;
  const data = { vendorCode: code, vendorMessage: message, fields: errors.flatMap((error) => error.fields) };
  if (CONFLICTS[code])
    return new RolekitError('RK_CONFLICT', { ...data, reason: `${CONFLICTS[code]} (${code}: ${message})` });
  if (FORBIDDEN.has(code))
    return new RolekitError('RK_FORBIDDEN', { ...data, connector: 'Salesforce', reason: `${code}: ${message}` });
  if (MISSING.has(code)) {
    return new RolekitError('RK_NOT_FOUND', {
      ...data,
      what: `What the call names (${code}: ${message})`,
      hint: 'Check the id, and that the user may see the record.',
    });
  }
  if (code === 'QUERY_TIMEOUT')
    return new RolekitError('RK_TIMEOUT', { ...data, connector: 'Salesforce', seconds: 120 });
  if (code === 'OPERATION_TOO_LARGE' || code === 'QUERY_TOO_COMPLICATED') {
    return new RolekitError('RK_TOO_LARGE', {
      ...data,
      reason: `${code}: ${message}`,
      hint: 'Narrow the query: a filter on an indexed field, fewer fields, a LIMIT.',
    });
  }
  if (code === 'INVALID_QUERY_LOCATOR') {
    return new RolekitError('RK_INVALID_REQUEST', {
      ...data,
      reason: 'The continuation has expired.',
      hint: 'Repeat the call without `cursor`, from the first page.',
    });
  }
  return new RolekitError('RK_INVALID_REQUEST', {
    ...data,
    reason: errors.map(sentence).join(' '),
    hint: hintFor(first),
  });
}

/** What Salesforce says of a record that it did not save. */
export function reasonOf(errors: readonly unknown[]): string {
  return readErrors(errors).map(sentence).join(' ') || 'Salesforce gives no reason.';
}

function sentence({ code, message, fields }: VendorError): string {
  const where = fields.length > 0 && !fields.some((field) => message.includes(field)) ? ` (${fields.join(', ')})` : '';
  return `${code}: ${message || 'no message'}${where}`;
}

const HINTS: readonly [RegExp, string][] = [
  [
    /^SELECT\s+\*|unexpected token: '?\*/i,
    'SOQL has no `*`: name the fields, or use FIELDS(STANDARD) with a LIMIT of at most 200.',
  ],
  [/\bJOIN\b/i, 'SOQL has no JOIN: use a relationship path (Account.Name) or a child subquery.'],
  [/bind variables/i, 'Put the value itself into the query: text in single quotes, dates and numbers without.'],
  [
    /must be of type (date|dateTime)|should not be enclosed in quotes/i,
    'Write dates as 2026-11-20 and times as 2026-11-20T09:00:00Z, without quotes; numbers and true/false without quotes too.',
  ],
  [/must be grouped or aggregated/i, 'With an aggregate, put every other selected field into GROUP BY.'],
];

const CODE_HINTS: Readonly<Record<string, string>> = {
  MALFORMED_QUERY: 'Correct the query at the place named; text goes in single quotes, dates and numbers do not.',
  MALFORMED_SEARCH: 'Write FIND {words} IN ALL FIELDS RETURNING Account(Id, Name), or give `text` instead of `sosl`.',
  INVALID_QUERY_FILTER_OPERATOR: 'That field does not allow this operator or value; see `salesforce_describe_object`.',
  MALFORMED_ID: 'Use a record id of 15 or 18 characters of the right object.',
  REQUIRED_FIELD_MISSING: 'Add the fields named.',
  FIELD_CUSTOM_VALIDATION_EXCEPTION: 'A validation rule of this org refuses it; ask the person what the rule wants.',
  INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: 'Use one of the values that `salesforce_describe_object` lists.',
  STRING_TOO_LONG: 'Shorten the text.',
  INVALID_FIELD_FOR_INSERT_UPDATE: 'That field cannot be written; leave it out.',
};

function hintFor({ code, message }: VendorError): string {
  return (
    HINTS.find(([pattern]) => pattern.test(message))?.[1] ??
    CODE_HINTS[code] ??
    'Correct the arguments; `salesforce_describe_object` lists fields and values.'
  );
}
