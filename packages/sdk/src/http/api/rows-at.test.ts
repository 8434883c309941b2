import { describe, expect, it } from 'vitest';
import { rowsAt } from './rows-at.ts';

const reasonOf = (body: unknown, place: string): unknown => {
  try {
    return rowsAt('Twilio', body, place);
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
};

describe('a list that is not where it is looked for', () => {
  it('is told with the place, and what stands there instead', () => {
    expect(reasonOf({ messages: [], page: 0, uri: '/m' }, 'message')).toBe(
      'Twilio is not available: its answer holds no list where one is expected, at message; it has messages, page, uri',
    );
    expect(reasonOf({ data: { orders: { edges: [] } } }, 'data.orders.nodes')).toBe(
      'Twilio is not available: its answer holds no list where one is expected, at data.orders.nodes; data.orders has edges',
    );
    expect(reasonOf({ data: { orders: [] } }, 'data.order.nodes')).toBe(
      'Twilio is not available: its answer holds no list where one is expected, at data.order.nodes; data has orders',
    );
    expect(reasonOf({ rows: [] }, '')).toBe(
      'Twilio is not available: its answer holds no list where one is expected; it has rows',
    );
    expect(reasonOf('no JSON', 'rows')).toBe(
      'Twilio is not available: its answer holds no list where one is expected, at rows',
    );
  });

  it('is told without what may be data of somebody, and not at any length', () => {
    expect(reasonOf({ 'ann@example.com': 1, '+4912345': 2, total: 3 }, 'rows')).toMatch(/; it has total$/);
    const many = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`m${index}`, 0]));
    expect(reasonOf(many, 'rows')).toMatch(/; it has m0, m1, m2, m3, m4, m5, m6, m7 and 3 more$/);
  });

  it('does not exist where a parent is null', () => {
    expect(() => rowsAt('Shopify', { data: { order: null } }, 'data.order.lineItems.nodes')).toThrow(
      expect.objectContaining({
        code: 'RK_NOT_FOUND',
        message: 'What was asked for (the answer of Shopify has null at data.order) does not exist.',
      }),
    );
    expect(reasonOf({ rows: null }, 'rows')).toMatch(/no list where one is expected, at rows; it has rows$/);
  });
});
