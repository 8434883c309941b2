import { defineConnector } from '@rolekit/sdk';
import { connection, FOLDER } from './connection.ts';
import { calendarizeMetrics } from './tools/calendarize.ts';
import { computeChanges } from './tools/changes.ts';
import { compareFiguresTool } from './tools/compare.ts';
import { computeComps, computeStatistics, valueTarget } from './tools/comps.ts';
import { checkStatementsTool } from './tools/statements.ts';
import { buildCompsWorkbook } from './tools/workbook.ts';

/** Valuation arithmetic as tools, so that no model does it in its head. Reaches no network. */
const models = defineConnector({
  name: 'models',
  title: 'Valuation models',
  version: '0.1.0',
  description: 'Calendarisation, multiples, comps statistics, statement checks and the comps workbook.',
  connection,
  hosts: [],
  folders: [FOLDER],
  tools: [
    calendarizeMetrics,
    computeChanges,
    computeComps,
    computeStatistics,
    valueTarget,
    checkStatementsTool,
    compareFiguresTool,
    buildCompsWorkbook,
  ],
});

export default models;
