import { defineConnector } from '@rolekit/sdk';
import { hubspot } from './connection.ts';
import { listActivities } from './tools/activities.ts';
import { listAssociations } from './tools/associations.ts';
import { createActivity } from './tools/create-activity.ts';
import { createAssociations } from './tools/create-associations.ts';
import { createObjects } from './tools/create-objects.ts';
import { listHistory } from './tools/history.ts';
import { listLists, listMembers } from './tools/lists.ts';
import { listObjects } from './tools/objects.ts';
import { listOwners, listPipelines, listProperties } from './tools/schema.ts';
import { searchObjects } from './tools/search.ts';
import { updateObjects } from './tools/update-objects.ts';

const reading = [searchObjects, listObjects, listProperties, listAssociations, listPipelines, listOwners];
const records = [listHistory, listActivities];
const writing = [createObjects, updateObjects, createAssociations, createActivity];

/** HubSpot for agents: search, objects, properties in two steps, associations, activities, approved batch writes. */
export default defineConnector({
  name: 'hubspot',
  title: 'HubSpot',
  version: '0.1.0',
  description: 'Search and read the HubSpot CRM, and write to it in batches with approval.',
  connection: hubspot,
  hosts: ['api.hubapi.com', 'config:baseUrl'],
  tools: [...reading, ...records, ...writing, listLists, listMembers],
});
