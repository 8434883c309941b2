import { defineConnector } from '@rolekit/sdk';
import { connection } from './connection.ts';
import { listActivities } from './tools/activities.ts';
import { describeObject, listObjects } from './tools/objects.ts';
import { getLimits, getUser } from './tools/org.ts';
import { query } from './tools/query.ts';
import { getRecord } from './tools/record.ts';
import { search } from './tools/search.ts';
import { createRecord, updateRecord } from './tools/write.ts';
import { createRecords, updateRecords } from './tools/write-many.ts';

/** Salesforce for agents: SOQL with continuation, SOSL, describe in two steps, records, activities, approved writes. */
const salesforce = defineConnector({
  name: 'salesforce',
  title: 'Salesforce',
  version: '0.1.0',
  description: 'Query, search, describe and read Salesforce, and write to it with approval.',
  connection,
  hosts: ['*.salesforce.com', '*.my.salesforce.com', 'config:instanceUrl', 'config:loginUrl'],
  tools: [
    query,
    search,
    listObjects,
    describeObject,
    getRecord,
    listActivities,
    createRecord,
    updateRecord,
    createRecords,
    updateRecords,
    getUser,
    getLimits,
  ],
});

export default salesforce;
