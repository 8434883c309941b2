import type { Station } from '../src/index.ts';

export interface Observation {
  at: string;
  temperatureC: number;
  windMs: number;
}

/** The newest observation; the demo data is the same at every start. */
/** The instant at which the data stands still. */
export const NOW = '2026-11-20T12:00:00Z';
const HOURS = 72;
const REGIONS = ['north', 'south', 'coast'];
const PLACES = ['Alder Point', 'Birch Hill', 'Cairn Moor', 'Dun Head', 'Elm Bridge', 'Fell Side', 'Gorse Bay', 'Holm'];

export function demoStations(): Map<string, Station> {
  const stations = Array.from({ length: 24 }, (_, index): Station => {
    const region = REGIONS[index % REGIONS.length] ?? 'north';
    const id = `st-${String(index + 1).padStart(2, '0')}`;
    const name = `${PLACES[Math.floor(index / REGIONS.length)]} ${region}`;
    return { id, name, region, alertAboveMs: index % 4 === 0 ? 17 : null };
  });
  return new Map(stations.map((station) => [station.id, station]));
}

/** Hourly, the newest first. */
export function demoObservations(station: Station): Observation[] {
  const seed = Number(station.id.slice(3));
  return Array.from({ length: HOURS }, (_, hour) => ({
    at: new Date(Date.parse(NOW) - hour * 3_600_000).toISOString(),
    temperatureC: Math.round((7 - 4 * Math.cos(((12 - hour) * Math.PI) / 12) + seed / 4) * 10) / 10,
    windMs: Math.round((8 + 6 * Math.sin(hour / 5 + seed)) * 10) / 10,
  }));
}
