import { defineTool } from '@rolekit/sdk';
import { z } from 'zod';
import { rowsOf } from '../client.ts';
import { connection } from '../connection.ts';
import { invalid } from '../errors.ts';
import { FILTER_GROUPS, vendorFilters } from '../filters.ts';
import { OBJECT_INPUT, typeName } from '../object-types.ts';
import { OBJECT_ROW, readableRows } from '../rows.ts';
import { checkNames, propertiesToRead } from '../schema.ts';
import { byId, byPosition, hasRoomForKey } from '../search-paging.ts';
import { OBJECT } from '../wire.ts';

/** https://developers.hubspot.com/docs/api-reference/2026-03/crm/search-the-crm */
const MAX_QUERY = 3000;

export const searchObjects = defineTool({
  connection,
  name: 'hubspot_search_objects',
  title: 'Search HubSpot objects',
  access: 'read',
  description:
    'Objects by filters: groups joined by OR, filters in a group by AND. Stages, owners and options by id, ' +
    'see hubspot_list_pipelines; `associations.company` EQ an id: what belongs to it. A date alone is the whole day (UTC). With `sort` or `query` 10,000 results at most.',
  input: z.object({
    object: OBJECT_INPUT,
    filterGroups: FILTER_GROUPS.optional().describe('In HubSpot form.'),
    query: z.string().optional().describe('Words in the main properties.'),
    sort: z
      .object({ property: z.string(), direction: z.enum(['ascending', 'descending']) })
      .optional()
      .describe('Else by id.'),
    properties: z.array(z.string()).max(100).optional().describe('Columns.'),
  }),
  items: OBJECT_ROW,
  defaultLimit: 50,
  maxLimit: 200,
  examples: [
    {
      title: 'Large open deals in negotiation, by close date',
      input: {
        object: 'deals',
        filterGroups: [
          {
            filters: [
              { propertyName: 'dealstage', operator: 'EQ', value: 'contractsent' },
              { propertyName: 'amount', operator: 'GTE', value: 100_000 },
            ],
          },
        ],
        sort: { property: 'closedate', direction: 'ascending' },
      },
    },
    {
      title: 'Companies in red health',
      input: {
        object: 'companies',
        filterGroups: [{ filters: [{ propertyName: 'health', operator: 'EQ', value: 'Red' }] }],
        properties: ['name', 'health', 'recurring_revenue'],
      },
    },
    { title: 'A company by name', input: { object: 'companies', query: 'kestrel' } },
  ],
  async handler({ input, connection: client, limit, cursor, signal }) {
    const type = await typeName(client, input.object, signal);
    const names = await propertiesToRead(client, type, input.properties, signal);
    const groups = await vendorFilters(client, type, input.filterGroups ?? [], signal);
    const { sort, query } = input;
    if (query !== undefined && query.length > MAX_QUERY)
      throw invalid(
        `HubSpot takes a \`query\` of at most ${MAX_QUERY} characters, and ${query.length} were given.`,
        'Shorten it.',
      );
    if (sort) await checkNames(client, type, [sort.property], signal);
    const sorts = sort ? [{ propertyName: sort.property, direction: sort.direction.toUpperCase() }] : [];
    const anyOrder = sort === undefined && query === undefined && hasRoomForKey(groups);
    const page = await client.page(OBJECT, {
      request: {
        method: 'POST',
        path: client.paths.objects(type, '/search'),
        json: { properties: names, ...(query === undefined ? {} : { query }) },
        repeatable: true,
      },
      paging: anyOrder ? byId(groups) : byPosition(sorts, groups),
      rows: rowsOf,
      cursor,
      limit: Math.max(limit, 100),
      signal,
      search: true,
    });
    return { ...page, items: await readableRows(client, type, page.items, names, signal) };
  },
});
