import { invalid } from '@rolekit/sdk';
import { z } from 'zod';
import { CHUNK } from '../batch-requests.ts';
import { byAfter } from '../client.ts';
import { hubspot } from '../connection.ts';
import { byAskedId, mergesOf, whyGone } from '../found-objects.ts';
import { ID_INPUT, OBJECT_INPUT, typeName } from '../object-types.ts';
import { OBJECT_ROW, readableRows } from '../rows.ts';
import { checkNames, propertiesToRead } from '../schema.ts';
import { offsetOf } from '../search-paging.ts';
import { OBJECT } from '../wire.ts';

export const listObjects = hubspot.list({
  name: 'hubspot_list_objects',
  title: 'Read HubSpot objects',
  description:
    'Objects by id, or by a unique property such as email; without `ids` all of a type. Notes name missing ids.',
  input: {
    object: OBJECT_INPUT,
    ids: z.array(ID_INPUT).min(1).max(500).optional().describe('Or values of `idProperty`.'),
    archived: z.boolean().optional().describe('Only archived ones.'),
    idProperty: z.string().optional().describe('A property with unique values, e.g. email.'),
    properties: z.array(z.string()).max(100).optional().describe('Columns.'),
  },
  items: OBJECT_ROW,
  defaultLimit: 50,
  maxLimit: 200,
  examples: [
    { title: 'Two deals of the demo account', input: { object: 'deals', ids: ['3010000001', '3010000002'] } },
    { title: 'All tickets', input: { object: 'tickets' } },
  ],
  async handler({ object, ids, archived, idProperty, properties }, client, { limit, cursor }) {
    const type = await typeName(client, object);
    const names = await propertiesToRead(client, type, properties);
    if (ids === undefined) {
      if (idProperty !== undefined) throw invalid('`idProperty` is given without `ids`.', 'Give the values in `ids`.');
      const page = await client.api.list(client.paths.objects(type), OBJECT, {
        query: { properties: names.join(','), archived: archived || undefined },
        rows: 'results',
        paging: byAfter(100),
        limit: Math.max(limit, 100),
      });
      return { ...page, items: await readableRows(client, type, page.items, names) };
    }
    if (idProperty !== undefined) await checkNames(client, type, [idProperty]);
    const asked = idProperty === undefined ? names : [...new Set([idProperty, ...names])];
    const from = offsetOf(cursor);
    const part = ids.slice(from, from + CHUNK);
    const objects = await client.read(type, part, { properties: asked, idProperty, archived });
    const byId = idProperty === undefined ? byAskedId(part, objects) : undefined;
    const values = new Set(objects.map(({ properties }) => (properties[idProperty ?? ''] ?? '').toLowerCase()));
    const missing = part.filter((id) => (byId ? !byId.has(id) : !values.has(id.toLowerCase())));
    const gone = archived || idProperty !== undefined ? new Map() : await whyGone(client, type, missing);
    const merged = byId ? mergesOf(byId).join('; ') : '';
    const archives = [...gone].map(([id, why]) => `${id} ${why}`).join('; ');
    const unknown = missing.filter((id) => !gone.has(id)).join(', ');
    return {
      items: await readableRows(client, type, objects, asked),
      ...(ids.length > CHUNK ? {} : { total: objects.length }),
      next: from + CHUNK < ids.length ? String(from + CHUNK) : undefined,
      notes: [
        ...(merged ? [`${merged}: the merged record is shown.`] : []),
        ...(archives ? [`${archives}. Read them with \`archived\`.`] : []),
        ...(unknown ? [`These do not exist, or may not be seen: ${unknown}.`] : []),
      ],
    };
  },
});
