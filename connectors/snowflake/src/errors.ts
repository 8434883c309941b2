import {
  errorCodes,
  failWith,
  type HttpResponse,
  oneLine,
  type ResponseAction,
  type ResponseRule,
  safeParseAnswer,
} from '@rolekit/sdk/http';
import { FAILURE } from './wire.ts';

const connector = 'Snowflake';
const ANY_CODE = { at: 'code', is: /./ };

function advice(code: string, words: string): ResponseRule {
  const body = { at: 'code', is: code };
  return { status: 401, body, action: 'refresh_then_retry', reason: `${words} [${code}]` };
}

function hint(codes: readonly string[], hint: string): ResponseRule {
  return { body: { at: 'code', is: codes }, action: 'fail', error: 'RK_INVALID_REQUEST', hint };
}

/** What Snowflake's numbers mean. */
export const rules: readonly ResponseRule[] = [
  advice(
    '390144',
    'the public key on the user does not belong to the private key, the account or user name is wrong, or the clock is off by more than a minute',
  ),
  advice('390303', 'the kind of token is not the one that the user may use'),
  advice('394400', 'the programmatic access token is wrong, expired or revoked'),
  { status: 401, body: ANY_CODE, action: 'refresh_then_retry' },
  {
    status: 404,
    action: 'fail',
    error: 'RK_NOT_FOUND',
    reason: 'That result',
    hint: 'Snowflake keeps a result for 24 hours; run the statement again without `cursor`. If nothing works, check the account URL.',
  },
  {
    body: { at: 'code', is: '000606' },
    action: 'fail',
    error: 'RK_UPSTREAM_UNAVAILABLE',
    reason:
      'no warehouse runs this statement: it is suspended without auto-resume, does not exist, or the role may not use it (000606)',
    hint: 'Run SHOW WAREHOUSES and give one that is started or resumes by itself as `warehouse`; else ask who runs the account.',
  },
  ...errorCodes('code', { RK_FORBIDDEN: ['003001', '003540', '390189'], RK_CANCELLED: '000604' }),
  ...errorCodes('sqlState', { RK_FORBIDDEN: '42501' }),
  hint(['000904'], 'See the columns with snowflake_describe_table; names in double quotes are case-sensitive.'),
  hint(['001003'], "Correct the statement at the place named; Snowflake's SQL applies."),
  hint(['002140', '002141'], "Use a function of Snowflake's SQL."),
];

/** What has more to it than a number: how long it took, and which name is unknown. Undefined leaves it to the status. */
export function classify({ status, body }: HttpResponse): ResponseAction | undefined {
  if (status !== 408 && status !== 422) return undefined;
  const { code = '', message = '' } = safeParseAnswer(FAILURE, body).data ?? {};
  const words = oneLine(message) || `HTTP ${status}`;
  if (status === 408 || code === '000630')
    return failWith('RK_TIMEOUT', { connector, seconds: /(\d+) second/.exec(words)?.[1] ?? '?' });
  if (code !== '002003' && code !== '002043')
    return failWith('RK_INVALID_REQUEST', { reason: `${words} (${code})`, hint: 'Correct the statement.' });
  const name = /'([^']+)'/.exec(words)?.[1];
  return failWith('RK_NOT_FOUND', {
    what: name ? `${name} (or this role may not see it)` : words,
    hint: 'List what there is with snowflake_list_objects, and write names as DATABASE.SCHEMA.TABLE.',
  });
}
