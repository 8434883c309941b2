import { filled } from '@rolekit/sdk';
import { byOffset, path } from '@rolekit/sdk/http';
import { z } from 'zod';
import { byAfter } from '../client.ts';
import { hubspot } from '../connection.ts';
import { typeOfName } from '../object-types.ts';
import { LIST, MEMBER } from '../wire.ts';

export const listLists = hubspot.list({
  name: 'hubspot_list_lists',
  title: 'List HubSpot lists',
  enabled: false,
  description: 'Lists (segments) by name, with their size.',
  input: { text: z.string().optional().describe('Part of the name.') },
  items: z.object({
    id: z.string(),
    name: z.string(),
    object: z.string(),
    kind: z.string().describe('MANUAL, DYNAMIC or SNAPSHOT'),
    size: z.int().optional(),
  }),
  defaultLimit: 100,
  maxLimit: 200,
  examples: [{ title: 'All lists', input: {} }],
  handler: ({ text: query = '' }, { api, paths }) =>
    api.list(paths.of('lists', '/search'), LIST, {
      method: 'POST',
      json: { query, additionalProperties: ['hs_list_size'] },
      repeatable: true,
      rows: 'lists',
      paging: byOffset({
        ...{ param: 'offset', in: 'body', more: 'hasMore', total: 'total' },
        ...{ sizeParam: 'count', maxSize: 500 },
      }),
      toRow({ listId: id, name, objectTypeId, processingType: kind, additionalProperties }) {
        const size = additionalProperties?.hs_list_size;
        return { id, name, object: typeOfName(objectTypeId), kind, ...filled({ size: size && Number(size) }) };
      },
    }),
});

export const listMembers = hubspot.list({
  name: 'hubspot_list_members',
  title: 'List members of a HubSpot list',
  enabled: false,
  description: 'Ids of the objects in a list; read them with hubspot_list_objects.',
  input: { listId: z.string().regex(/^\d+$/).describe('From hubspot_list_lists.') },
  items: z.object({ id: z.string(), since: z.string() }),
  defaultLimit: 100,
  maxLimit: 200,
  examples: [{ title: 'Members of a list', input: { listId: '12' } }],
  handler: ({ listId }, { api, paths }) =>
    api.list(paths.of('lists', path`/${listId}/memberships`), MEMBER, {
      rows: 'results',
      paging: byAfter(250),
      toRow: ({ recordId: id, membershipTimestamp: since }) => ({ id, since }),
    }),
});
