import { invalid } from '@rolekit/sdk';
import { z } from 'zod';
import { hubspot } from '../connection.ts';
import { FILTER_GROUPS, vendorFilters } from '../filters.ts';
import { OBJECT_INPUT, typeName } from '../object-types.ts';
import { OBJECT_ROW, readableRows } from '../rows.ts';
import { checkNames, propertiesToRead } from '../schema.ts';
import { byId, byPosition, hasRoomForKey } from '../search-paging.ts';
import { OBJECT } from '../wire.ts';

/** https://developers.hubspot.com/docs/api-reference/2026-03/crm/search-the-crm */
const MAX_QUERY = 3000;

export const searchObjects = hubspot.list({
  name: 'hubspot_search_objects',
  title: 'Search HubSpot objects',
  description:
    'Objects by filters: groups joined by OR, filters in a group by AND. Stages, owners and options by id, ' +
    'see hubspot_list_pipelines; `associations.company` EQ an id: what belongs to it. A date alone is the whole day (UTC). With `sort` or `query` 10,000 results at most.',
  input: {
    object: OBJECT_INPUT,
    filterGroups: FILTER_GROUPS.optional().describe('In HubSpot form.'),
    query: z.string().optional().describe('Words in the main properties.'),
    sort: z
      .object({ property: z.string(), direction: z.enum(['ascending', 'descending']) })
      .optional()
      .describe('Else by id.'),
    properties: z.array(z.string()).max(100).optional().describe('Columns.'),
  },
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
  async handler({ object, filterGroups = [], query, sort, properties }, client, { limit }) {
    const type = await typeName(client, object);
    const names = await propertiesToRead(client, type, properties);
    const groups = await vendorFilters(client, type, filterGroups);
    if (query !== undefined && query.length > MAX_QUERY)
      throw invalid(
        `HubSpot takes a \`query\` of at most ${MAX_QUERY} characters, and ${query.length} were given.`,
        'Shorten it.',
      );
    if (sort) await checkNames(client, type, [sort.property]);
    const sorts = sort ? [{ propertyName: sort.property, direction: sort.direction.toUpperCase() }] : [];
    const isAnyOrder = sort === undefined && query === undefined && hasRoomForKey(groups);
    const page = await client.searching.list(client.paths.objects(type, '/search'), OBJECT, {
      method: 'POST',
      json: { properties: names, query },
      repeatable: true,
      rows: 'results',
      paging: isAnyOrder ? byId(groups) : byPosition(sorts, groups),
      limit: Math.max(limit, 100),
    });
    return { ...page, items: await readableRows(client, type, page.items, names) };
  },
});
