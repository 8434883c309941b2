import { expect, it } from 'vitest';
import { isFraction, percentOf } from './percent.ts';

it.each([
  ['0.6', 60],
  ['0.07', 7],
  ['0.125', 12.5],
  ['1.5', 150],
  ['-0.003', -0.3],
  ['0', 0],
  ['', null],
  ['0x10', null],
  ['high', null],
])('the fraction "%s" is %s percent', (text, percent) => {
  expect(percentOf(text)).toBe(percent);
});

it('a property is a fraction when HubSpot shows it as a percentage', () => {
  const property = { name: 'discount', label: 'Discount', type: 'number', options: [] };
  expect(isFraction({ ...property, numberDisplayHint: 'percentage' })).toBe(true);
  expect(isFraction({ ...property, numberDisplayHint: 'currency' })).toBe(false);
  expect(isFraction({ ...property, type: 'string', numberDisplayHint: 'percentage' })).toBe(false);
});
