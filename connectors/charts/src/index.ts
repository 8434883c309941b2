import { defineConnector } from '@rolekit/sdk';
import { connection, FOLDER } from './connection.ts';
import { drawChart } from './tools/draw.ts';

/** Charts from rows, captioned with unit, source and query. Reaches no network. */
const charts = defineConnector({
  name: 'charts',
  title: 'Charts',
  version: '0.1.0',
  description:
    'Line, area, bar, scatter, histogram and waterfall charts as SVG, captioned with unit, source and query.',
  connection,
  hosts: [],
  folders: [FOLDER],
  tools: [drawChart],
});

export default charts;
