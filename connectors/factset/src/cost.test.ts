import { tokenCost } from '@rolekit/sdk/bundle';
import { describeConnector } from '@rolekit/sdk/plugin';
import { expect, it } from 'vitest';
import factset from './index.ts';

it('costs a model less than 2,500 tokens for the ten tools that are on', () => {
  const tools = describeConnector(factset).tools.filter((tool) => tool.enabled);
  expect(tools).toHaveLength(10);
  expect(tokenCost(tools.map((tool) => tool.definition))).toBeLessThan(2500);
});

it('only reads', () => {
  expect(describeConnector(factset).tools.filter((tool) => tool.access !== 'read')).toEqual([]);
});
