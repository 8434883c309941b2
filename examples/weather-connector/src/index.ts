import { defineConnector, defineTool, named, RolekitError } from '@rolekit/sdk';
import { z } from 'zod';
import manifest from '../plugin.json' with { type: 'json' };
import { connection, OBSERVATION, STATION } from './api.ts';

const stationId = z.string().min(1).describe('Id of the station, e.g. st-01.');

// #region list
const listStations = defineTool({
  connection,
  name: 'weather_list_stations',
  title: 'List stations',
  description: 'Stations by name, of all regions or of one. Their ids are what the other tools take.',
  access: 'read',
  input: z.object({ region: z.enum(['north', 'south', 'coast']).optional().describe('Only stations of this region.') }),
  items: STATION,
  examples: [{ title: 'Stations on the coast', input: { region: 'coast' } }],
  handler: ({ input, connection: api, limit, cursor, signal }) => api.stations(input.region, { limit, cursor, signal }),
});
// #endregion

// #region pages
const listObservations = defineTool({
  connection,
  name: 'weather_list_observations',
  title: 'List observations',
  description: 'Hourly temperature and wind of one station, the newest first, at most three days back.',
  access: 'read',
  input: z.object({ station: stationId, from: z.iso.datetime().optional().describe('Not older than this time.') }),
  items: OBSERVATION,
  defaultLimit: 10,
  examples: [{ title: 'The newest observations', input: { station: 'st-01' } }],
  handler: ({ input: { station, from }, connection: api, limit, cursor, signal }) =>
    api.observations(station, from, { limit, cursor, signal }),
});
// #endregion

// #region item
const getStation = defineTool({
  connection,
  name: 'weather_get_station',
  title: 'Get a station',
  description: 'One station by its id, with its wind alert.',
  access: 'read',
  input: z.object({ station: stationId }),
  item: STATION,
  examples: [{ title: 'The first station', input: { station: 'st-01' } }],
  async handler({ input, connection: api, signal }) {
    return { item: await api.station(input.station, signal) };
  },
});
// #endregion

// #region write
const ALERT = z.object({ station: z.string(), alertAboveMs: z.number().nullable() });

const setAlert = defineTool({
  connection,
  name: 'weather_set_alert',
  title: 'Set a wind alert',
  description: 'Sets or removes the wind speed above which a station sends an alert. A person approves it first.',
  access: 'write',
  input: z.object({
    station: stationId,
    alertAboveMs: z.number().min(5).max(60).nullable().describe('Wind speed in m/s; null removes the alert.'),
  }),
  item: STATION,
  examples: [{ title: 'Alert above 20 m/s', input: { station: 'st-01', alertAboveMs: 20 } }],
  async plan({ input, connection: api, signal }) {
    const { id, name, alertAboveMs } = await api.station(input.station, signal);
    return {
      summary: `Set the wind alert of ${named(id, name)}`,
      before: { alertAboveMs },
      after: { alertAboveMs: input.alertAboveMs },
      undo: { station: id, alertAboveMs },
    };
  },
  async apply({ input, connection: api, idempotencyKey, signal }) {
    return { item: await api.setAlert(input.station, input.alertAboveMs, idempotencyKey, signal) };
  },
  undo: {
    async plan({ input: { after, undo }, connection: api, signal }) {
      const { station, alertAboveMs } = ALERT.parse(undo);
      const now = await api.station(station, signal);
      if (now.alertAboveMs !== after?.alertAboveMs)
        throw new RolekitError('RK_CONFLICT', { reason: `The alert of ${now.name} was set again since.` });
      return {
        summary: `Set back the wind alert of ${named(now.id, now.name)}`,
        before: after,
        after: { alertAboveMs },
      };
    },
    async apply({ input: { undo }, connection: api, idempotencyKey, signal }) {
      const { station, alertAboveMs } = ALERT.parse(undo);
      return { item: await api.setAlert(station, alertAboveMs, idempotencyKey, signal) };
    },
  },
});
// #endregion

// #region connector
export default defineConnector({
  name: 'weather',
  title: 'Weather',
  version: manifest.version,
  description: manifest.description,
  connection,
  hosts: ['config:baseUrl'],
  tools: [listStations, listObservations, getStation, setAlert],
});
// #endregion
