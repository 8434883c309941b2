import { expect, it } from 'vitest';
import { CONNECTORS, PLUGINS, toolsOfConnector, toolsOfPlugin, toolTokens } from '../bench/token-count.ts';

// a host puts these before a model in every conversation: a tool that needs more makes room for it
const OF_CONNECTORS: Record<string, number> = {
  charts: 600,
  factset: 1900,
  hubspot: 2200,
  models: 2600,
  salesforce: 1650,
  slack: 1300,
  snowflake: 1450,
};
const OF_PLUGINS: Record<string, number> = { analytics: 2000, banking: 4500, sales: 5000 };

it.each(CONNECTORS)('the tools of %s cost a model no more than their budget', async (name) => {
  expect(toolTokens(await toolsOfConnector(name))).toBeLessThanOrEqual(OF_CONNECTORS[name] ?? 0);
});

it.each(PLUGINS)('the tools of the role plugin %s cost a model no more than their budget', async (name) => {
  expect(toolTokens(await toolsOfPlugin(name))).toBeLessThanOrEqual(OF_PLUGINS[name] ?? 0);
});
