import { filled } from '@rolekit/sdk';
import { z } from 'zod';
import { byAfter } from '../client.ts';
import { hubspot } from '../connection.ts';
import { ID_INPUT, OBJECT_INPUT, titleOf, titlePropertiesOf, typeName } from '../object-types.ts';
import { ASSOCIATION } from '../wire.ts';

export const listAssociations = hubspot.list({
  name: 'hubspot_list_associations',
  title: 'List associations of a HubSpot object',
  description: 'Objects of one type that belong to an object, with names and labels.',
  input: {
    object: OBJECT_INPUT,
    id: ID_INPUT.describe('Its id.'),
    to: z.string().describe('Type of the others, e.g. contacts.'),
  },
  items: z.object({ id: z.string(), name: z.string().nullable(), labels: z.array(z.string()).optional() }),
  defaultLimit: 100,
  maxLimit: 100,
  examples: [{ title: 'Contacts of a company', input: { object: 'companies', id: '2010000001', to: 'contacts' } }],
  async handler({ object, id, to: others }, client) {
    const type = await typeName(client, object);
    const to = await typeName(client, others);
    const page = await client.api.list(client.paths.associated(type, id, to), ASSOCIATION, {
      rows: 'results',
      paging: byAfter(100),
      key: ({ toObjectId }) => toObjectId,
      limit: 100,
    });
    const ids = page.items.map((item) => item.toObjectId);
    const properties = await titlePropertiesOf(client, to);
    const objects = ids.length === 0 ? [] : await client.read(to, ids, { properties });
    const names = new Map(objects.map((object) => [object.id, titleOf(properties, object.properties)]));
    const items = page.items.map(({ toObjectId: id, associationTypes }) => {
      const labels = associationTypes.flatMap(({ label }) => label || []);
      return { id, name: names.get(id) ?? null, ...filled({ labels }) };
    });
    return { ...page, items };
  },
});
