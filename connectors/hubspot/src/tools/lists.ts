import { defineTool } from '@rolekit/sdk';
import { byCursor, type Paging } from '@rolekit/sdk/http';
import { z } from 'zod';
import { rowsOf } from '../client.ts';
import { connection } from '../connection.ts';
import { typeOfId } from '../object-types.ts';
import { LISTS, MEMBERS } from '../wire.ts';

const MAX_PAGE_ROWS = 500;

/** Lists go on by a number of rows, and say themselves whether there are more. */
const BY_OFFSET: Paging = {
  ask: (cursor, limit) => ({ json: { offset: Number(cursor ?? 0), count: Math.min(limit, MAX_PAGE_ROWS) } }),
  next({ response }) {
    const { hasMore, offset, total } = LISTS.parse(response.body);
    return { next: hasMore ? String(offset) : undefined, total };
  },
};

export const listLists = defineTool({
  connection,
  name: 'hubspot_list_lists',
  title: 'List HubSpot lists',
  access: 'read',
  enabled: false,
  description: 'Lists (segments) by name, with their size.',
  input: z.object({ text: z.string().optional().describe('Part of the name.') }),
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
  async handler({ input, connection: client, limit, cursor, signal }) {
    const page = await client.page(LISTS.shape.lists.element, {
      request: {
        method: 'POST',
        path: client.paths.of('lists', '/search'),
        json: { query: input.text ?? '', additionalProperties: ['hs_list_size'] },
        repeatable: true,
      },
      paging: BY_OFFSET,
      rows: (body) => (body as { lists?: unknown[] } | undefined)?.lists,
      key: (row) => (row as { listId?: string }).listId,
      cursor,
      limit,
      signal,
    });
    return {
      ...page,
      items: page.items.map(({ listId, name, objectTypeId, processingType, additionalProperties }) => {
        const size = additionalProperties?.hs_list_size;
        return {
          id: listId,
          name,
          object: typeOfId(objectTypeId),
          kind: processingType,
          ...(size ? { size: Number(size) } : {}),
        };
      }),
    };
  },
});

export const listMembers = defineTool({
  connection,
  name: 'hubspot_list_members',
  title: 'List members of a HubSpot list',
  access: 'read',
  enabled: false,
  description: 'Ids of the objects in a list; read them with hubspot_list_objects.',
  input: z.object({ listId: z.string().regex(/^\d+$/).describe('From hubspot_list_lists.') }),
  items: z.object({ id: z.string(), since: z.string() }),
  defaultLimit: 100,
  maxLimit: 200,
  examples: [{ title: 'Members of a list', input: { listId: '12' } }],
  async handler({ input, connection: client, limit, cursor, signal }) {
    const page = await client.page(MEMBERS.shape.results.element, {
      request: { path: client.paths.of('lists', `/${input.listId}/memberships`) },
      paging: byCursor({ at: 'paging.next.after', param: 'after', sizeParam: 'limit', maxSize: 250, total: 'total' }),
      rows: rowsOf,
      key: (row) => (row as { recordId?: string }).recordId,
      cursor,
      limit: Math.max(limit, 100),
      signal,
    });
    return {
      ...page,
      items: page.items.map(({ recordId, membershipTimestamp }) => ({ id: recordId, since: membershipTimestamp })),
    };
  },
});
