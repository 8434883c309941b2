import { changeOf, defineConnection, defineConnector, field, secret } from '@rolekit/sdk';
import { bearer, byCursor, type ConnectorPolicy, errorCodes, path } from '@rolekit/sdk/http';
import { z } from 'zod';
import manifest from '../plugin.json' with { type: 'json' };

// #region schemas
const STATION = z.object({
  id: z.string(),
  name: z.string(),
  region: z.string(),
  alertAboveMs: z.number().nullable().describe('Wind speed in m/s above which an alert is sent; null for none.'),
});

const OBSERVATION = z.object({ at: z.string(), temperatureC: z.number(), windMs: z.number() });
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
    ...errorCodes('code', { RK_INVALID_REQUEST: { out_of_range: 'Ask for a time of the last three days.' } }),
  ],
};
// #endregion

// #region connection
const weather = defineConnection({
  config: {
    baseUrl: field(z.url(), 'Address of the service, e.g. https://weather.example.com'),
    apiKey: secret('From the page "Keys" of your account.'),
  },
  open: ({ config, http }) => http({ baseUrl: config.baseUrl, auth: bearer(config.apiKey), policy }),
  test: async (api) => (await api.get('/v1/account', z.object({ name: z.string() }))).name,
});
// #endregion

const station = z
  .string()
  .min(1)
  .describe('Id of the station, e.g. st-01.')
  .meta({ examples: ['st-01'] });

// #region list
const listStations = weather.list({
  name: 'weather_list_stations',
  description: 'Stations by name, of all regions or of one. Their ids are what the other tools take.',
  input: { region: z.enum(['north', 'south', 'coast']).optional().describe('Only stations of this region.') },
  items: STATION,
  handler: ({ region }, api) =>
    api.list('/v1/stations', STATION, {
      query: { region },
      rows: 'stations',
      paging: byCursor({ at: 'next', param: 'after', sizeParam: 'limit', maxSize: 100, total: 'total' }),
    }),
});
// #endregion

// #region pages
const listObservations = weather.list({
  name: 'weather_list_observations',
  description: 'Hourly temperature and wind of one station, the newest first, at most three days back.',
  input: { station, from: z.iso.datetime().optional().describe('Not older than this time.') },
  items: OBSERVATION,
  handler: ({ station, from }, api) =>
    api.list(path`/v1/stations/${station}/observations`, OBSERVATION, {
      query: { from },
      rows: 'observations',
      // the service gives a day at a time, whatever is asked for
      paging: byCursor({ at: 'next', param: 'page' }),
    }),
});
// #endregion

// #region item
const getStation = weather.item({
  name: 'weather_get_station',
  description: 'One station by its id, with its wind alert.',
  input: { station },
  item: STATION,
  handler: ({ station }, api) => api.get(path`/v1/stations/${station}`, STATION),
});
// #endregion

// #region write
const setAlert = weather.write({
  name: 'weather_set_alert',
  title: 'Set a wind alert',
  description: 'Sets or removes the wind speed above which a station sends an alert. A person approves it first.',
  input: {
    station,
    alertAboveMs: z.number().min(5).max(60).nullable().describe('Wind speed in m/s; null removes the alert.'),
  },
  item: STATION,
  examples: [{ title: 'Alert above 20 m/s', input: { station: 'st-01', alertAboveMs: 20 } }],
  plan: async ({ station, alertAboveMs }, api) =>
    changeOf(await api.get(path`/v1/stations/${station}`, STATION), { alertAboveMs }),
  apply: ({ station, alertAboveMs }, api, { idempotencyKey }) =>
    api.put(path`/v1/stations/${station}/alert`, STATION, { json: { alertAboveMs }, idempotencyKey }),
  undo: 'restore',
});
// #endregion

// #region connector
export default defineConnector({
  ...manifest,
  title: 'Weather',
  connection: weather,
  tools: [listStations, listObservations, getStation, setAlert],
});
// #endregion
