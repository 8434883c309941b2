import { expect, it } from 'vitest';
import { z } from 'zod';
import { idsIn } from './argument-ids.ts';
import { recordId } from './named-ids.ts';

const found = (schema: z.ZodObject, args: unknown) => idsIn(schema, args).map(({ at, id }) => `${at}=${id}`);

it('finds arguments that are named like ids, at any depth', () => {
  const schema = z.object({
    items: z.array(z.object({ id: z.string(), toId: z.string() })),
    fields: z.looseObject({}),
  });
  const args = {
    items: [{ id: 'a', toId: 'b' }],
    fields: { OwnerId: '005', hubspot_owner_id: 42, paid: 'x', valid: 'y' },
  };
  expect(found(schema, args)).toEqual([
    'items[0].id=a',
    'items[0].toId=b',
    'fields.OwnerId=005',
    'fields.hubspot_owner_id=42',
  ]);
});

it('finds marked arguments, also of lists, and where something was said of them after that', () => {
  const channel = recordId(z.string().describe('Of the workspace.'), 'channel');
  expect(channel.description).toBe('Of the workspace.');
  const schema = z.object({
    channel: channel.optional().describe('Where.'),
    users: z.array(recordId(z.string(), 'user')).max(9),
    text: z.string(),
  });
  expect(found(schema, { channel: 'C1', users: ['U1', 'U2'], text: 'C1' })).toEqual([
    'channel=C1',
    'users[0]=U1',
    'users[1]=U2',
  ]);
});

it('marks a copy: the same schema elsewhere is no id', () => {
  const text = z.string();
  const schema = z.object({ station: recordId(text, 'station'), name: text });
  expect(found(schema, { station: 'st-01', name: 'North' })).toEqual(['station=st-01']);
});

it('finds nothing in what is empty, missing or no text', () => {
  expect(found(z.object({ id: z.string().nullish() }), { id: null })).toEqual([]);
  expect(found(z.object({ id: z.string() }), { id: '' })).toEqual([]);
  expect(found(z.object({ ids: z.array(z.string()) }), { ids: [] })).toEqual([]);
});
