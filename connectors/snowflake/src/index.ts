import { defineConnector } from '@rolekit/sdk';
import { snowflake } from './connection.ts';
import { listQueries } from './tools/history.ts';
import { describeTable, listObjects } from './tools/objects.ts';
import { profileQuery } from './tools/profile.ts';
import { query } from './tools/query.ts';
import { getSession } from './tools/session.ts';

/** Snowflake for agents: SQL that can only read, long statements, pages to the last row, schema discovery in steps. */
export default defineConnector({
  name: 'snowflake',
  title: 'Snowflake',
  version: '0.1.0',
  description: 'Query and explore Snowflake with SQL that can only read.',
  connection: snowflake,
  hosts: ['config:accountUrl'],
  tools: [query, profileQuery, listObjects, describeTable, listQueries, getSession],
});
