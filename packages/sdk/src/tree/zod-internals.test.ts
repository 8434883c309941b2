import { expect, it } from 'vitest';
import { z } from 'zod';
import * as mini from 'zod/mini';
import { z as v3 } from 'zod/v3';
import { defineConnection } from '../connector/connector.ts';
import { field } from '../connector/field.ts';
import { defineTool } from '../connector/tool.ts';

const connection = defineConnection({ config: {}, open: () => ({}) });
const toolWith = (input: unknown, item: unknown = z.object({})) =>
  defineTool({
    connection,
    name: 'shop_get_order',
    title: 'Get an order',
    description: 'One order.',
    access: 'read',
    input: input as z.ZodObject,
    item: item as z.ZodObject,
    handler: async () => ({ item: {} }),
  });
/** As another installed copy makes them. */
const ofVersion = (major: number, minor: number) => ({
  ...z.object({}),
  extend: () => {},
  _zod: { version: { major, minor, patch: 0 } },
});
const { major, minor } = z.unknown()._zod.version;

it.each([
  ['of zod 3', v3.object({}), `its \`input\` is no schema of zod 4, and the SDK has zod ${major}.${minor}`],
  ['of zod/mini', mini.object({}), 'its `input` is no `z.object` of zod itself, but perhaps of zod/mini'],
  ['of an older zod 4', ofVersion(4, 0), 'its `input` is of zod 4.0, and the SDK has'],
  ['of a newer zod', ofVersion(5, 1), 'its `input` is of zod 5.1, and the SDK has'],
  ['that is none', undefined, 'its `input` is no schema of zod 4'],
])('refuses an input %s, and says which zod to install', (_, input, reason) => {
  expect(() => toolWith(input)).toThrow(`tool shop_get_order: ${reason}`);
  expect(() => toolWith(input)).toThrow(
    expect.objectContaining({ code: 'RK_DEFINITION', fix: expect.stringContaining(`zod@${major}.${minor}`) }),
  );
});

it('refuses results and settings of another zod too', () => {
  expect(() => toolWith(z.object({}), v3.object({}))).toThrow('its `item` is no schema of zod 4');
  const said = { title: 'Token', description: 'Token.', env: 'SHOP_TOKEN' };
  expect(() => field(v3.string() as unknown as z.ZodString, said)).toThrow(
    'setting SHOP_TOKEN: its `schema` is no schema of zod 4',
  );
});

it('takes those of a second copy of the same version', () => {
  expect(toolWith(ofVersion(major, minor)).name).toBe('shop_get_order');
});
