import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineConnection } from '../../connector/connector.ts';
import { defineTool } from '../../connector/tool.ts';
import type { RolekitError } from '../../errors.ts';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { connectInMemory, type InMemoryHost, type InMemoryOptions } from '../../testing/in-memory.ts';
import { orders } from '../write/orders.fixture.ts';
import { project } from './projection.ts';

let home: string;
beforeEach(() => {
  home = temporaryFolder();
});

async function withHost(options: InMemoryOptions, use: (host: InMemoryHost) => Promise<void>): Promise<void> {
  const host = await connectInMemory(orders().plugin, { home, ...options });
  try {
    await use(host);
  } finally {
    await host.close();
  }
}

describe.each(['2026-07-28', '2025-11-25'] as const)('a tool whose fields a %s client may choose', (era) => {
  it('refuses a field that there is not, and names what was meant and what there is', () =>
    withHost({ era }, async (host) => {
      const answer = await host.call('orders_list_orders', { fields: ['id', 'regoin', 'customer.adress.city'] });
      expect(answer.isError).toBe(true);
      expect(answer.text).toBe(
        'invalid_request: unknown field `regoin`; Did you mean `region`?; unknown field `customer.adress.city`; Did you mean `customer.address.city`?\n' +
          'Next: There are: id, region, amount, units, paid, customer, customer.name, customer.address, customer.address.city, note, discount.',
      );
    }));

  it('gives just the fields asked for, nested ones too', () =>
    withHost({ era }, async (host) => {
      const { structured } = await host.call('orders_list_orders', {
        fields: ['id', 'customer.address.city', 'customer.name'],
        limit: 2,
      });
      expect(structured.items).toEqual([
        { id: 'o1', customer: { address: { city: 'Bergen' }, name: 'Customer 1' } },
        { id: 'o2', customer: { address: { city: 'Oslo' }, name: 'Customer 2' } },
      ]);
    }));

  it('takes a field that the schema has and no row of the page', () =>
    withHost({ era }, async (host) => {
      const { structured } = await host.call('orders_list_orders', { fields: ['id', 'discount'], limit: 1 });
      expect(structured.items).toEqual([{ id: 'o1' }]);
    }));

  it('lets more rows into the budget', () =>
    withHost({ era, resultBytes: 500 }, async (host) => {
      const whole = await host.call('orders_list_orders');
      const ids = await host.call('orders_list_orders', { fields: ['id'] });
      expect(whole.structured.page).toMatchObject({ returned: 3 });
      expect(ids.structured.page).toMatchObject({ returned: 39 });
    }));

  it('goes on with the same fields over pages, without loss', () =>
    withHost({ era, resultBytes: 500 }, async (host) => {
      const ids: unknown[] = [];
      let cursor: string | undefined;
      do {
        const { structured } = await host.call('orders_list_orders', { fields: ['id'], ...(cursor ? { cursor } : {}) });
        ids.push(...(structured.items as { id: string }[]).map(({ id }) => id));
        cursor = (structured.page as { next?: string }).next;
      } while (cursor);
      expect(ids).toEqual(Array.from({ length: 120 }, (_, index) => `o${index + 1}`));
    }));

  it('makes one thing fit that is too large as a whole', () =>
    withHost({ era, resultBytes: 1000 }, async (host) => {
      const whole = await host.call('orders_get_order', { id: 'o1' });
      expect(whole.text).toContain('too_large: The result has');
      const part = await host.call('orders_get_order', { id: 'o1', fields: ['id', 'history.at'] });
      expect(part.structured).toMatchObject({ item: { id: 'o1' } });
      expect((part.structured.item as { history: unknown[] }).history[2]).toEqual({ at: '2' });
    }));
});

describe('a projection', () => {
  const tool = { output: z.looseObject({}) };

  it('prefers a field whose own name has a dot', () => {
    expect(project(tool, [{ 'Account.Name': 'Acme', Account: { Name: 'other' } }], ['Account.Name'])).toEqual([
      { 'Account.Name': 'Acme' },
    ]);
  });

  it('does not reach what a row only inherits', () => {
    expect(() => project(tool, [{ id: 1 }], ['constructor'])).toThrow('unknown field `constructor`');
    const [row] = project(tool, [JSON.parse('{"__proto__": {"polluted": 1}}')], ['__proto__']);
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
  });

  describe('of a nested field that there is not', () => {
    const owner = { id: 'u1', name: 'Ada', address: { city: 'Graz', zip: '8010' } };
    const rows = [{ id: 1, amount: 5, owner, lines: [{ sku: 'a', price: { net: 1 } }], nameOfOwner: 'x' }];
    const refusal = (...fields: string[]) => {
      try {
        project(tool, rows, fields);
      } catch (error) {
        const { message, fix } = error as RolekitError;
        return `${message} ${fix}`;
      }
      return undefined;
    };

    it.each([
      [
        ['owner.nam'],
        'unknown field `owner.nam`; Did you mean `owner.name`? In owner there are: owner.id, owner.name, owner.address, owner.address.city, owner.address.zip.',
      ],
      [
        ['owner.address.cty'],
        'unknown field `owner.address.cty`; Did you mean `owner.address.city`? In owner.address there are: owner.address.city, owner.address.zip.',
      ],
      [['owner.adress.city'], 'Did you mean `owner.address.city`? In owner there are: owner.id'],
      [
        ['lines.prise.net'],
        'Did you mean `lines.price.net`? In lines there are: lines.sku, lines.price, lines.price.net.',
      ],
      [['owner.Name'], 'Did you mean `owner.name`?'],
      [['amount.value'], 'unknown field `amount.value`; `amount` has no fields in it. Ask for amount itself.'],
      [['ownr.name'], 'unknown field `ownr.name`; Did you mean `owner.name`? There are: id, amount, owner, owner.id'],
      [['owner.phone'], 'unknown field `owner.phone`. In owner there are: owner.id, owner.name'],
      [
        ['owner.nam', 'amout'],
        'unknown field `owner.nam`; Did you mean `owner.name`?; unknown field `amout`; Did you mean `amount`?',
      ],
    ])('%j names what is there', (fields, told) => {
      expect(refusal(...fields)).toContain(told);
    });
  });

  it('cannot be asked of a tool that has `fields` of its own', () => {
    const connection = defineConnection({ config: {}, open: () => ({}) });
    const define = () =>
      defineTool({
        connection,
        name: 'a_list_b',
        title: 'b',
        description: 'b',
        access: 'read',
        projectable: true,
        input: z.object({ fields: z.string() }),
        items: z.object({}),
        handler: async () => ({ items: [] }),
      });
    expect(define).toThrow('tool a_list_b: `projectable` adds the input `fields`, which the tool already has');
  });
});
