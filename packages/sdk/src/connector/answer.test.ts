import { expect, it } from 'vitest';
import { filled, shortened } from './answer.ts';

it('leaves out fields without a value, and keeps those that say no or nothing', () => {
  const fields = { none: undefined, gone: null, blank: '', list: [], no: false, zero: 0, tags: ['a'], name: 'Tea' };
  expect(filled(fields)).toEqual({ no: false, zero: 0, tags: ['a'], name: 'Tea' });
});

it('says of a long text how much is left, and where', () => {
  expect(shortened('abc', 3, 'shop_get_order')).toBe('abc');
  expect(shortened('abcde', 3, 'shop_get_order')).toBe('abc… (2 more characters: shop_get_order)');
});
