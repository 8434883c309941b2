import { RolekitError } from '@rolekit/sdk';
import { apiKey, createHttpClient, failWith, type HttpPolicy, type Network } from '@rolekit/sdk/http';
import { maskDeep } from '@rolekit/sdk/internal';
import { CliError } from '../../errors.ts';
import type { Endpoint } from './endpoint.ts';

/** Sends the body of one turn, and answers what came back, without the key wherever it stands in it. */
export type Ask = (body: unknown, signal: AbortSignal) => Promise<unknown>;

/** How patient with the endpoint. Tests are less so. */
export type Patience = Pick<HttpPolicy, 'attempts' | 'maxWaitMs' | 'timeoutMs' | 'wait'>;

/** A long answer takes minutes, and who has waited for an hour of runs waits for a full minute of limits too. */
const PATIENCE: Patience = {
  attempts: 6,
  timeoutMs: 600_000,
  maxWaitMs: 120_000,
  wait: { kind: 'exponential', firstMs: 1000, maxMs: 60_000 },
};
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/** @param headers besides the one with the key, whose name and prefix `auth` tells */
export function askerOf(
  { url, key, keyVariable }: Endpoint,
  options: {
    model: string;
    network: Network;
    headers?: Record<string, string>;
    auth: { name: string; prefix: string };
    patience?: Patience;
  },
): Ask {
  const { model, network, headers = {}, auth, patience = PATIENCE } = options;
  const title = url.host;
  const client = createHttpClient(
    { connector: 'model', title, hosts: [url.hostname], localOrigins: [url.origin], network },
    {
      baseUrl: url.origin,
      headers,
      exactIntegers: false,
      policy: { ...patience, maxBytes: MAX_ANSWER_BYTES },
      ...(key === undefined ? {} : { auth: apiKey({ key, in: 'header', ...auth }) }),
      classify: ({ status }) =>
        status === 401 ? failWith('RK_FORBIDDEN', { connector: title, reason: 'HTTP 401' }) : undefined,
    },
  );
  const clean = (value: unknown) => (key === undefined ? value : maskDeep(value, [key]));
  return async (json, signal) => {
    try {
      const request = { method: 'POST', path: url.pathname, json, repeatable: true, as: 'json', signal } as const;
      return clean((await client.request(request)).body);
    } catch (error) {
      if (!(error instanceof RolekitError)) throw error;
      throw refusalOf(error, { title, model, keyVariable, hasKey: key !== undefined }) ?? error;
    }
  };
}

function refusalOf(
  error: RolekitError,
  about: { title: string; model: string; keyVariable: string; hasKey: boolean },
): CliError | undefined {
  const { title, model, keyVariable, hasKey } = about;
  if (error.code === 'RK_FORBIDDEN')
    return new CliError(
      'RK_MODEL_KEY',
      {
        endpoint: title,
        reason: String(error.data.reason ?? ''),
        hint: hasKey
          ? `Check the key in ${keyVariable} or ROLEKIT_EVAL_KEY, and what it may use.`
          : `Set ${keyVariable}.`,
      },
      { cause: error },
    );
  if (!['RK_NOT_FOUND', 'RK_INVALID_REQUEST', 'RK_TOO_LARGE', 'RK_CONFLICT'].includes(error.code)) return undefined;
  return new CliError('RK_MODEL_REFUSED', { endpoint: title, model, reason: error.message }, { cause: error });
}
