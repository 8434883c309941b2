import { defineTool } from '@rolekit/sdk';
import { byCursor } from '@rolekit/sdk/http';
import { z } from 'zod';
import { rowsOf } from '../client.ts';
import { connection } from '../connection.ts';
import { ID_INPUT, OBJECT_INPUT, titleOf, titlePropertiesOf, typeName } from '../object-types.ts';
import { ASSOCIATIONS } from '../wire.ts';

export const listAssociations = defineTool({
  connection,
  name: 'hubspot_list_associations',
  title: 'List associations of a HubSpot object',
  access: 'read',
  description: 'Objects of one type that belong to an object, with names and labels.',
  input: z.object({
    object: OBJECT_INPUT,
    id: ID_INPUT.describe('Its id.'),
    to: z.string().describe('Type of the others, e.g. contacts.'),
  }),
  items: z.object({ id: z.string(), name: z.string().nullable(), labels: z.array(z.string()).optional() }),
  defaultLimit: 100,
  maxLimit: 100,
  examples: [{ title: 'Contacts of a company', input: { object: 'companies', id: '2010000001', to: 'contacts' } }],
  async handler({ input, connection: client, cursor, signal }) {
    const type = await typeName(client, input.object, signal);
    const to = await typeName(client, input.to, signal);
    const page = await client.page(ASSOCIATIONS.shape.results.element, {
      request: { path: client.paths.associated(type, input.id, to) },
      paging: byCursor({ at: 'paging.next.after', param: 'after', sizeParam: 'limit', maxSize: 100 }),
      rows: rowsOf,
      key: (row) => (row as { toObjectId?: string }).toObjectId,
      cursor,
      limit: 100,
      signal,
    });
    const ids = page.items.map((item) => item.toObjectId);
    const titles = await titlePropertiesOf(client, to, signal);
    const objects = ids.length === 0 ? [] : await client.read(to, ids, { properties: titles, signal });
    const names = new Map(objects.map((object) => [object.id, titleOf(titles, object.properties)]));
    return {
      ...page,
      items: page.items.map(({ toObjectId, associationTypes }) => {
        const labels = associationTypes.flatMap((associationType) => associationType.label || []);
        return { id: toObjectId, name: names.get(toObjectId) ?? null, ...(labels.length > 0 ? { labels } : {}) };
      }),
    };
  },
});
