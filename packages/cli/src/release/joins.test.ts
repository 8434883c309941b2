import { describe, expect, test } from 'vitest';
import { inJoinOrder, joinedBy, rangeFor } from './joins.ts';
import type { ReleasePlugin } from './types.ts';

function plugin(name: string, version: string, joins: Record<string, string> = {}): ReleasePlugin {
  const connectors = Object.fromEntries(
    Object.entries(joins).map(([other, range]) => [other, { plugin: `acme/${other}`, range }]),
  );
  const extensions = { 'dev.rolekit': { namespace: 'acme', connectors } };
  const $schema = 'https://agent-plugins.org/schemas/1.0.0/plugin.schema.json';
  const manifest = { $schema, name, version, description: name, extensions } as const;
  return { dir: name, id: `acme/${name}`, packageName: undefined, manifest };
}

describe('a range of a connector with a new version', () => {
  test.each([
    ['^0.1.0', '0.1.1', '^0.1.0'],
    ['^0.1.0', '0.2.0', '^0.2.0'],
    ['~1.2.0', '1.3.0', '~1.3.0'],
    ['1.2.0', '1.2.1', '1.2.1'],
    ['=1.2.0', '1.2.1', '=1.2.1'],
    ['>=1.0.0 <2.0.0', '2.0.0', '^2.0.0'],
    ['>=1.0.0', '2.0.0', '>=1.0.0'],
    ['1.x', '2.0.0', '^2.0.0'],
    ['*', '2.0.0', '*'],
    ['1.0.0 - 3.0.0', '2.0.0', '1.0.0 - 3.0.0'],
    ['^1.0.0', '1.1.0-beta.0', '^1.1.0-beta.0'],
    ['^1.1.0-beta.0', '1.1.0-beta.1', '^1.1.0-beta.0'],
    ['^1.1.0-beta.0', '1.1.0', '^1.1.0'],
  ])('%s with %s becomes %s', (range, version, expected) => {
    expect(rangeFor(range, version)).toBe(expected);
  });
});

test('a plugin contains what it joins at the present version, and no other', () => {
  const crm = plugin('crm', '2.0.0');
  expect(joinedBy(plugin('sales', '1.0.0', { crm: '^2.0.0' }), [crm])).toEqual([crm]);
  expect(joinedBy(plugin('sales', '1.0.0', { crm: '^1.0.0' }), [crm])).toEqual([]);
});

test('what contains a chosen plugin comes along, each after what it contains, also where plugins join in a circle', () => {
  const crm = plugin('crm', '1.0.0');
  const sales = plugin('sales', '1.0.0', { crm: '^1.0.0' });
  const all = plugin('all', '1.0.0', { sales: '^1.0.0' });
  const other = plugin('other', '1.0.0');
  expect(inJoinOrder([all, sales, other, crm], [crm]).map(({ id }) => id)).toEqual([
    'acme/crm',
    'acme/sales',
    'acme/all',
  ]);
  const first = plugin('first', '1.0.0', { second: '^1.0.0' });
  const second = plugin('second', '1.0.0', { first: '^1.0.0' });
  expect(inJoinOrder([first, second], [first]).map(({ id }) => id)).toEqual(['acme/second', 'acme/first']);
});
