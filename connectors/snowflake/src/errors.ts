import { RolekitError } from '@rolekit/sdk';
import { type HttpResponse, type ResponseAction, retryAfterMs } from '@rolekit/sdk/http';
import { FAILURE } from './wire.ts';

const CONNECTOR = 'Snowflake';
const LONGEST_MESSAGE = 600;

/** What a response of the SQL API means; undefined leaves it to the defaults by status. */
export function classify(response: HttpResponse): ResponseAction | undefined {
  if (response.status < 400) return undefined;
  const { code = '', message = '', sqlState = '' } = FAILURE.safeParse(response.body).data ?? {};
  const said = oneLine(message) || `HTTP ${response.status}`;
  const fail = (error: RolekitError): ResponseAction => ({ action: 'fail', error });
  switch (response.status) {
    case 401:
      return { action: 'refresh_then_retry', reason: adviseOn(code, said) };
    case 408:
      return fail(timedOut(code, said));
    case 422:
      return fail(toError(code, sqlState, said));
    case 403:
      return fail(new RolekitError('RK_FORBIDDEN', { connector: CONNECTOR, reason: said, vendorCode: code }));
    case 404:
      return fail(
        new RolekitError('RK_NOT_FOUND', {
          what: 'That result',
          hint: 'Snowflake keeps a result for 24 hours; run the statement again without `cursor`. If nothing works, check the account URL.',
          vendorCode: code,
        }),
      );
    case 429:
      return { action: 'rate_limited', afterMs: retryAfterMs(response.headers) };
    case 400:
      return fail(
        new RolekitError('RK_INVALID_REQUEST', {
          reason: `${said} (${code})`,
          hint: 'Check the arguments.',
          vendorCode: code,
        }),
      );
    default:
      return undefined;
  }
}

const ADVICE: readonly (readonly [string, string])[] = [
  [
    '390144',
    'the public key on the user does not belong to the private key, the account or user name is wrong, or the clock is off by more than a minute',
  ],
  ['390303', 'the kind of token is not the one that the user may use'],
  ['394400', 'the programmatic access token is wrong, expired or revoked'],
  ['390189', 'the role is not granted to the user'],
];

function adviseOn(code: string, said: string): string {
  const advice = ADVICE.find(([known]) => known === code)?.[1];
  return `${said} [${code}]${advice ? `: ${advice}` : ''}`.slice(0, LONGEST_MESSAGE);
}

function timedOut(code: string, said: string): RolekitError {
  return new RolekitError('RK_TIMEOUT', {
    connector: CONNECTOR,
    seconds: /(\d+) second/.exec(said)?.[1] ?? '?',
    vendorCode: code,
  });
}

/** What a failed statement means (HTTP 422), from Snowflake's number. */
export function toError(code: string, sqlState: string, said: string): RolekitError {
  const data = { vendorCode: code, sqlState, vendorMessage: said };
  const invalid = (hint: string): RolekitError =>
    new RolekitError('RK_INVALID_REQUEST', { ...data, reason: `${said} (${code})`, hint });
  switch (code) {
    case '000606':
      return new RolekitError('RK_UPSTREAM_UNAVAILABLE', {
        ...data,
        connector: CONNECTOR,
        reason:
          'no warehouse runs this statement: it is suspended without auto-resume, does not exist, or the role may not use it (000606)',
        hint: 'Run SHOW WAREHOUSES and give one that is started or resumes by itself as `warehouse`; else ask who runs the account.',
      });
    case '002003':
    case '002043': {
      const name = /'([^']+)'/.exec(said)?.[1];
      return new RolekitError('RK_NOT_FOUND', {
        ...data,
        what: name ? `${name} (or this role may not see it)` : said,
        hint: 'List what there is with snowflake_list_objects, and write names as DATABASE.SCHEMA.TABLE.',
        name,
      });
    }
    case '000904':
      return invalid('See the columns with snowflake_describe_table; names in double quotes are case-sensitive.');
    case '001003':
      return invalid("Correct the statement at the place named; Snowflake's SQL applies.");
    case '002140':
    case '002141':
      return invalid("Use a function of Snowflake's SQL.");
    case '003001':
    case '003540':
      return new RolekitError('RK_FORBIDDEN', { ...data, connector: CONNECTOR, reason: `${said} (${code})` });
    case '390189':
      return new RolekitError('RK_FORBIDDEN', { ...data, connector: CONNECTOR, reason: `${adviseOn(code, said)}` });
    case '000604':
      return new RolekitError('RK_CANCELLED', data);
    case '000630':
      return timedOut(code, said);
    default:
      return sqlState === '42501'
        ? new RolekitError('RK_FORBIDDEN', { ...data, connector: CONNECTOR, reason: `${said} (${code})` })
        : invalid('Correct the statement.');
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_MESSAGE);
}
