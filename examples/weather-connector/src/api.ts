import { defineConnection, field, RolekitError } from '@rolekit/sdk';
import {
  bearer,
  byCursor,
  type ConnectorPolicy,
  type HttpClient,
  type HttpResponse,
  listPage,
  parseAnswer,
  type ResponseAction,
  staticToken,
} from '@rolekit/sdk/http';
import { z } from 'zod';

// #region schemas
export const STATION = z.object({
  id: z.string(),
  name: z.string(),
  region: z.string(),
  alertAboveMs: z.number().nullable().describe('Wind speed in m/s above which an alert is sent; null for none.'),
});

export const OBSERVATION = z.object({ at: z.string(), temperatureC: z.number(), windMs: z.number() });

const STATIONS = z.object({ stations: z.array(STATION), total: z.int(), next: z.string().nullable() });
const OBSERVATIONS = z.object({ observations: z.array(OBSERVATION), next: z.string().nullable() });
// #endregion

export type Station = z.output<typeof STATION>;

// #region policy
const policy: ConnectorPolicy = {
  concurrency: 4,
  rates: [{ calls: 100, perMs: 60_000 }],
  rules: [
    {
      status: 404,
      body: { at: 'code', is: 'unknown_station' },
      action: 'fail',
      error: 'RK_NOT_FOUND',
      reason: 'The station',
      hint: 'Find ids with `weather_list_stations`.',
    },
  ],
};
// #endregion

// #region classify
const PROBLEM = z.object({ code: z.literal('out_of_range'), message: z.string() });

/** Where the service's own words say more than a rule could. */
function classify({ body }: HttpResponse): ResponseAction | undefined {
  const problem = PROBLEM.safeParse(body).data;
  if (!problem) return undefined;
  const hint = 'Ask for a time of the last three days.';
  return { action: 'fail', error: new RolekitError('RK_INVALID_REQUEST', { reason: problem.message, hint }) };
}
// #endregion

// #region connection
export const connection = defineConnection({
  config: {
    baseUrl: field(z.url(), {
      title: 'Base URL',
      description: 'Address of the service, e.g. https://weather.example.com',
      env: 'WEATHER_BASE_URL',
    }),
    apiKey: field(z.string().min(1), {
      title: 'API key',
      description: 'From the page "Keys" of your account.',
      env: 'WEATHER_API_KEY',
      secret: true,
    }),
  },
  open({ config, http }) {
    const auth = bearer(staticToken(config.apiKey));
    return apiOf(http({ baseUrl: config.baseUrl, auth, policy, classify }));
  },
  test: (api, signal) => api.who(signal),
});
// #endregion

export type Api = ReturnType<typeof apiOf>;

// #region calls
/** Where a list goes on, as a tool's handler got it. */
type Page = { limit: number; cursor: string | undefined; signal: AbortSignal };

const byLimit = byCursor({ at: 'next', param: 'after', sizeParam: 'limit', maxSize: 100, total: 'total' });
// the service gives a day at a time, whatever is asked for
const byDay = byCursor({ at: 'next', param: 'page' });

function apiOf(http: HttpClient) {
  const station = (id: string) => `/v1/stations/${encodeURIComponent(id)}`;
  return {
    async who(signal: AbortSignal) {
      const { body } = await http.request({ path: '/v1/account', signal });
      return parseAnswer('Weather', z.object({ name: z.string() }), body).name;
    },
    stations(region: string | undefined, page: Page) {
      const rows = (body: unknown) => parseAnswer('Weather', STATIONS, body).stations;
      return listPage(http, { request: { path: '/v1/stations', query: { region } }, paging: byLimit, rows, ...page });
    },
    async station(id: string, signal: AbortSignal) {
      const { body } = await http.request({ path: station(id), signal });
      return parseAnswer('Weather', STATION, body);
    },
    observations(id: string, from: string | undefined, page: Page) {
      const request = { path: `${station(id)}/observations`, query: { from } };
      const rows = (body: unknown) => parseAnswer('Weather', OBSERVATIONS, body).observations;
      return listPage(http, { request, paging: byDay, rows, key: ({ at }) => at, ...page });
    },
    async setAlert(id: string, alertAboveMs: number | null, key: string, signal: AbortSignal) {
      const { body } = await http.request({
        method: 'PUT',
        path: `${station(id)}/alert`,
        json: { alertAboveMs },
        idempotencyKey: key,
        signal,
      });
      return parseAnswer('Weather', STATION, body);
    },
  };
}
// #endregion
