import { RolekitError } from '@rolekit/sdk';
import { failWith, type HttpResponse, oneLine, type ResponseAction, safeParseAnswer } from '@rolekit/sdk/http';
import { FAILURE } from './wire.ts';

const connector = 'Snowflake';

/** What a response of the SQL API means; undefined leaves it to the defaults by status. */
export function classify(response: HttpResponse): ResponseAction | undefined {
  if (response.status < 400) return undefined;
  const { code: vendorCode = '', message = '', sqlState = '' } = safeParseAnswer(FAILURE, response.body).data ?? {};
  const reason = oneLine(message) || `HTTP ${response.status}`;
  switch (response.status) {
    case 401:
      return { action: 'refresh_then_retry', reason: adviseOn(vendorCode, reason) };
    case 408:
      return { action: 'fail', error: timedOut(vendorCode, reason) };
    case 422:
      return { action: 'fail', error: toError(vendorCode, sqlState, reason) };
    case 403:
      return failWith('RK_FORBIDDEN', { connector, reason, vendorCode });
    case 404:
      return failWith('RK_NOT_FOUND', {
        what: 'That result',
        hint: 'Snowflake keeps a result for 24 hours; run the statement again without `cursor`. If nothing works, check the account URL.',
        vendorCode,
      });
    case 400:
      return failWith('RK_INVALID_REQUEST', { reason: `${reason} (${vendorCode})`, hint: CHECK, vendorCode });
    default:
      return undefined;
  }
}

const CHECK = 'Check the arguments.';
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
  return `${said} [${code}]${advice ? `: ${advice}` : ''}`;
}

function timedOut(code: string, said: string): RolekitError {
  return new RolekitError('RK_TIMEOUT', {
    connector,
    seconds: /(\d+) second/.exec(said)?.[1] ?? '?',
    vendorCode: code,
  });
}

/** What a failed statement means (HTTP 422), from Snowflake's number. */
export function toError(code: string, sqlState: string, said: string): RolekitError {
  const facts = { vendorCode: code, sqlState, vendorMessage: said };
  const data = { ...facts, connector, reason: `${said} (${code})` };
  switch (code) {
    case '000606':
      return new RolekitError('RK_UPSTREAM_UNAVAILABLE', {
        ...data,
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
      });
    }
    case '390189':
      return new RolekitError('RK_FORBIDDEN', { ...data, reason: adviseOn(code, said) });
    case '000604':
      return new RolekitError('RK_CANCELLED', facts);
    case '000630':
      return timedOut(code, said);
    default:
      return code === '003001' || code === '003540' || sqlState === '42501'
        ? new RolekitError('RK_FORBIDDEN', data)
        : new RolekitError('RK_INVALID_REQUEST', { ...data, hint: HINTS[code] ?? 'Correct the statement.' });
  }
}

const HINTS: Readonly<Record<string, string>> = {
  '000904': 'See the columns with snowflake_describe_table; names in double quotes are case-sensitive.',
  '001003': "Correct the statement at the place named; Snowflake's SQL applies.",
  '002140': "Use a function of Snowflake's SQL.",
  '002141': "Use a function of Snowflake's SQL.",
};
