import type { PluginSummary } from '@rolekit/sdk/host';
import { expect, test } from 'vitest';
import { nearPlugins } from './near-plugins.ts';

const plugin = (id: string, displayName: string, connectors: string[] = []) =>
  ({ id, name: id.split('/')[1], displayName, connectors }) as PluginSummary;

const PLUGINS = [
  plugin('rolekit/sales', 'Sales', ['salesforce', 'slack']),
  plugin('acme/deal-desk', 'Deal Desk', ['salesforce']),
  plugin('acme/banking', 'Investment Banking', ['factset']),
];

const one = async () => ({ plugins: PLUGINS, next: null });

test.each([
  ['zeppelin', []],
  ['x', []],
  ['', []],
  ['slaes', ['rolekit/sales']],
  ['rolekit/sale', ['rolekit/sales']],
  ['Bankng', ['acme/banking']],
  ['invesment banking', ['acme/banking']],
  ['salesfroce', ['rolekit/sales', 'acme/deal-desk']],
])('%s is near to %j', async (text, ids) => {
  expect(await nearPlugins(text, one)).toEqual(ids);
});

test('all pages are looked at, of a registry without end the first ten', async () => {
  const cursors: unknown[] = [];
  const found = await nearPlugins('slaes', async ({ cursor }) => {
    cursors.push(cursor);
    return { plugins: cursors.length === 3 ? PLUGINS : [], next: `c${cursors.length}` };
  });
  expect(found).toEqual(['rolekit/sales']);
  expect(cursors).toEqual([undefined, 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8', 'c9']);
});
