import { defineConnector } from '@rolekit/sdk';
import { connection } from './connection.ts';
import { listActivities } from './tools/activities.ts';
import { listAssociations } from './tools/associations.ts';
import { createActivity } from './tools/create-activity.ts';
import { createAssociations } from './tools/create-associations.ts';
import { createObjects } from './tools/create-objects.ts';
import { listHistory } from './tools/history.ts';
import { listLists, listMembers } from './tools/lists.ts';
import { listObjects } from './tools/objects.ts';
import { listOwners } from './tools/owners.ts';
import { listPipelines } from './tools/pipelines.ts';
import { listProperties } from './tools/properties.ts';
import { searchObjects } from './tools/search.ts';
import { updateObjects } from './tools/update-objects.ts';

/** HubSpot for agents: search, objects, properties in two steps, associations, activities, approved batch writes. */
const hubspot = defineConnector({
  name: 'hubspot',
  title: 'HubSpot',
  version: '0.1.0',
  description: 'Search and read the HubSpot CRM, and write to it in batches with approval.',
  connection,
  hosts: ['api.hubapi.com', 'config:baseUrl'],
  tools: [
    searchObjects,
    listObjects,
    listProperties,
    listAssociations,
    listPipelines,
    listOwners,
    listHistory,
    listActivities,
    createObjects,
    updateObjects,
    createAssociations,
    createActivity,
    listLists,
    listMembers,
  ],
});

export default hubspot;
