import { defineTool } from '@rolekit/sdk';
import { z } from 'zod';
import { connection } from '../connection.ts';
import { ownerName } from '../schema.ts';

export const listOwners = defineTool({
  connection,
  name: 'hubspot_list_owners',
  title: 'List HubSpot owners',
  access: 'read',
  description: 'Users who own objects, with the id in hubspot_owner_id; also deactivated ones.',
  input: z.object({ text: z.string().optional().describe('Part of name, email or id.') }),
  items: z.object({
    id: z.string(),
    name: z.string(),
    email: z.string().optional(),
    deactivated: z.literal(true).optional(),
  }),
  defaultLimit: 100,
  maxLimit: 500,
  examples: [
    { title: 'An owner by name', input: { text: 'porter' } },
    { title: 'All owners', input: {} },
  ],
  async handler({ input, connection: client, signal }) {
    const text = input.text?.toLowerCase() ?? '';
    const items = (await client.owners(signal))
      .map((owner) => ({
        id: owner.id,
        name: ownerName(owner),
        ...(owner.email ? { email: owner.email } : {}),
        ...(owner.archived ? { deactivated: true as const } : {}),
      }))
      .filter((item) => `${item.id} ${item.name} ${item.email ?? ''}`.toLowerCase().includes(text));
    return { items, total: items.length };
  },
});
