import { expect, test } from 'vitest';
import { fileLines } from './lines.mjs';

test('a connector of two lists, an item and a write that is undone takes at most 120 lines', () => {
  const { all, tools } = fileLines('examples/weather-connector/src/index.ts', 'weather');
  expect(Object.keys(tools)).toEqual(['listStations', 'listObservations', 'getStation', 'setAlert']);
  expect(all).toBeLessThanOrEqual(120);
});

test.each([
  ['examples/weather-connector/src/index.ts', 'weather', ['listStations', 'listObservations', 'getStation']],
  ['packages/cli/templates/connector/src/index.ts', 'connection', ['listNotes', 'getNote']],
  ['examples/http-client/shop.ts', 'shop', ['listOrders', 'exportOrders']],
])('a tool of %s that reads an endpoint takes at most 12 lines', (path, connection, names) => {
  const { tools } = fileLines(path, connection);
  expect(names.map((name) => [name, (tools[name] ?? Number.NaN) <= 12])).toEqual(names.map((name) => [name, true]));
});
