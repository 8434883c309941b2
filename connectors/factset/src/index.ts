import { defineConnector } from '@rolekit/sdk';
import { factset } from './connection.ts';
import { corporateActionsTool } from './tools/corporate-actions.ts';
import { estimatesTool } from './tools/estimates.ts';
import { fundamentalsTool } from './tools/fundamentals.ts';
import { resolveTool, searchTool } from './tools/ids.ts';
import { marketValuesTool } from './tools/market-values.ts';
import { metricsTool } from './tools/metrics.ts';
import { pricesTool } from './tools/prices.ts';
import { ratingsTool } from './tools/ratings.ts';
import { actualsTool, surprisesTool } from './tools/results.ts';

/** FactSet for agents: symbology, fundamentals, estimates and prices, with unit, currency and period on every value. */
export default defineConnector({
  name: 'factset',
  title: 'FactSet',
  version: '0.1.0',
  description: 'Identifiers, fundamentals, consensus estimates, prices and corporate actions from FactSet.',
  connection: factset,
  hosts: ['api.factset.com', 'config:baseUrl'],
  tools: [
    searchTool,
    resolveTool,
    metricsTool,
    fundamentalsTool,
    estimatesTool,
    actualsTool,
    surprisesTool,
    ratingsTool,
    pricesTool,
    marketValuesTool,
    corporateActionsTool,
  ],
});
