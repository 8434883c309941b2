import { expect, onTestFinished, test } from 'vitest';
import { type TestRegistry, testRegistry } from '../../test/start-registry.ts';
import { databaseOf } from '../../test/test-database.ts';
import type { SearchIndex } from './database.ts';
import { openDatabase } from './open-store.ts';
import { findPlugins } from './search.ts';

// PostgreSQL and SQLite rank with different sums: where the fields that match differ, both come to this order.

const PLUGINS = [
  { name: 'planner', description: 'Makes a forecast of the year.', skills: { 'close-month': 'Close the month.' } },
  { name: 'renewals', description: 'Keeps customers.', skills: { 'write-mail': 'Write to them after a forecast.' } },
  { name: 'forecast-desk', description: 'Numbers for a desk.', skills: { 'count-stock': 'Count the stock.' } },
  { namespace: 'zeta', name: 'forecast', description: 'Plans.', skills: { 'plan-year': 'Plan the year.' } },
  { name: 'unrelated', description: 'Prévision du chiffre d’affaires.', skills: { travel: 'Book a journey.' } },
];

async function searchable(): Promise<TestRegistry> {
  const registry = await testRegistry();
  for (const plugin of PLUGINS) await registry.publish(plugin);
  return registry;
}

async function found(registry: TestRegistry, query: string): Promise<string[]> {
  const { plugins } = (await registry.get(`/v1/plugins?${query}`)).json();
  return plugins.map(({ id }: { id: string }) => id);
}

test('what the name says comes before what a description or a skill says, and the plugin of that very name first', async () => {
  const registry = await searchable();
  const forecasts = ['zeta/forecast', 'acme/forecast-desk', 'acme/planner', 'acme/renewals'];
  expect((await found(registry, 'q=forecast')).slice(0, 2)).toEqual(forecasts.slice(0, 2));
  expect((await found(registry, 'q=forecast')).toSorted()).toEqual(forecasts.toSorted());
  expect(await found(registry, 'q=FORECAST%20desk')).toEqual(['acme/forecast-desk']);
  expect(await found(registry, 'q=forecast&namespace=zeta')).toEqual(['zeta/forecast']);
  expect(await found(registry, 'q=forecast%20month')).toEqual(['acme/planner']);
  expect(await found(registry, 'q=forecast%20nothing')).toEqual([]);
});

test('words are found by their beginning, without case and accents', async () => {
  const registry = await searchable();
  expect(await found(registry, 'q=custom')).toEqual(['acme/renewals']);
  expect(await found(registry, 'q=prevision')).toEqual(['acme/unrelated']);
  expect(await found(registry, `q=${encodeURIComponent('PRÉVISION')}`)).toEqual(['acme/unrelated']);
});

test('the pages of a search are the whole in order', async () => {
  const registry = await searchable();
  const whole = await found(registry, 'q=forecast');
  const pages: string[] = [];
  for (let cursor = '', turn = 0; turn < 5; turn += 1) {
    const page = (await registry.get(`/v1/plugins?q=forecast&limit=1${cursor}`)).json();
    pages.push(...page.plugins.map(({ id }: { id: string }) => id));
    if (page.next === null) break;
    cursor = `&cursor=${page.next}`;
  }
  expect(pages).toEqual(whole);
});

test('the plugin of that very name is found where more match than are ranked', async () => {
  const registry = await searchable();
  const database = await openDatabase({ dataDir: registry.dataDir, ...(await databaseOf(registry.dataDir)) });
  onTestFinished(() => database.close());
  const first: SearchIndex = {
    ...database.engine.search,
    hits: (words, filters) => database.engine.search.hits(words, filters, 1),
  };
  const { plugins } = await findPlugins(database.read, first, { limit: 10, text: 'forecast' }, []);
  expect(plugins.map(({ name }) => name)).toEqual(['forecast', 'planner']);
});
