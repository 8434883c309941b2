import { defineTool } from '@rolekit/sdk';
import { byCursor } from '@rolekit/sdk/http';
import { z } from 'zod';
import { CHUNK } from '../batch-requests.ts';
import { rowsOf } from '../client.ts';
import { connection } from '../connection.ts';
import { invalid } from '../errors.ts';
import { byAskedId, mergesOf } from '../merged-objects.ts';
import { whyGone } from '../missing-objects.ts';
import { ID_INPUT, OBJECT_INPUT, typeName } from '../object-types.ts';
import { OBJECT_ROW, readableRows } from '../rows.ts';
import { checkNames, propertiesToRead } from '../schema.ts';
import { OBJECT } from '../wire.ts';

export const listObjects = defineTool({
  connection,
  name: 'hubspot_list_objects',
  title: 'Read HubSpot objects',
  access: 'read',
  description:
    'Objects by id, or by a unique property such as email; without `ids` all of a type. Notes name missing ids.',
  input: z.object({
    object: OBJECT_INPUT,
    ids: z.array(ID_INPUT).min(1).max(500).optional().describe('Or values of `idProperty`.'),
    archived: z.boolean().optional().describe('Only archived ones.'),
    idProperty: z.string().optional().describe('A property with unique values, e.g. email.'),
    properties: z.array(z.string()).max(100).optional().describe('Columns.'),
  }),
  items: OBJECT_ROW,
  defaultLimit: 50,
  maxLimit: 200,
  examples: [
    { title: 'Two deals of the demo account', input: { object: 'deals', ids: ['3010000001', '3010000002'] } },
    { title: 'All tickets', input: { object: 'tickets' } },
  ],
  async handler({ input, connection: client, limit, cursor, signal }) {
    const type = await typeName(client, input.object, signal);
    const names = await propertiesToRead(client, type, input.properties, signal);
    const { ids, idProperty, archived } = input;
    if (ids === undefined) {
      if (idProperty !== undefined) throw invalid('`idProperty` is given without `ids`.', 'Give the values in `ids`.');
      const page = await client.page(OBJECT, {
        request: {
          path: client.paths.objects(type),
          query: { properties: names.join(','), ...(archived ? { archived: 'true' } : {}) },
        },
        paging: byCursor({ at: 'paging.next.after', param: 'after', sizeParam: 'limit', maxSize: 100 }),
        rows: rowsOf,
        cursor,
        limit: Math.max(limit, 100),
        signal,
      });
      return { ...page, items: await readableRows(client, type, page.items, names, signal) };
    }
    if (idProperty !== undefined) await checkNames(client, type, [idProperty], signal);
    const asked = idProperty === undefined ? names : [...new Set([idProperty, ...names])];
    const from = offsetOf(cursor);
    const part = ids.slice(from, from + CHUNK);
    const objects = await client.read(type, part, { properties: asked, idProperty, archived, signal });
    const byId = idProperty === undefined ? byAskedId(part, objects) : undefined;
    const values = new Set(objects.map(({ properties }) => (properties[idProperty ?? ''] ?? '').toLowerCase()));
    const missing = part.filter((id) => (byId ? !byId.has(id) : !values.has(id.toLowerCase())));
    const merges = byId ? mergesOf(byId) : [];
    const gone = archived || idProperty !== undefined ? undefined : await whyGone(client, type, missing, signal);
    const told = [...(gone ?? [])].map(([id, why]) => `${id} ${why}`);
    const unknown = missing.filter((id) => !gone?.has(id));
    return {
      items: await readableRows(client, type, objects, asked, signal),
      ...(ids.length > CHUNK ? {} : { total: objects.length }),
      next: from + CHUNK < ids.length ? String(from + CHUNK) : undefined,
      notes: [
        ...(merges.length === 0 ? [] : [`${merges.join('; ')}: the merged record is shown.`]),
        ...(told.length === 0 ? [] : [`${told.join('; ')}. Read them with \`archived\`.`]),
        ...(unknown.length === 0 ? [] : [`These do not exist, or may not be seen: ${unknown.join(', ')}.`]),
      ],
    };
  },
});

function offsetOf(cursor: string | undefined): number {
  const from = Number(cursor ?? 0);
  if (Number.isInteger(from) && from >= 0) return from;
  throw invalid('The cursor is not one of this list.', 'Repeat the call without `cursor`.');
}
