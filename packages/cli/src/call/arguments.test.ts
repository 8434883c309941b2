import { describe, expect, it } from 'vitest';
import { flagsToArguments } from './arguments.ts';

const SCHEMA = {
  properties: {
    limit: { type: 'integer' },
    rate: { anyOf: [{ type: 'number' }, { type: 'null' }] },
    id: { type: 'string' },
    ids: { type: 'array' },
    where: { type: 'object' },
  },
};
const read = (flag: string, value: string) => flagsToArguments('shop_list_orders', [[flag, value]], SCHEMA);

describe('a value of an option is the number that it writes, or none', () => {
  it.each<[string, string, unknown]>([
    ['limit', '5', { limit: 5 }],
    ['limit', '-5', { limit: -5 }],
    ['rate', '0.50', { rate: 0.5 }],
    ['id', '5', { id: '5' }],
    ['id', '12345678901234567890', { id: '12345678901234567890' }],
    ['ids', '[12345678901234567890]', { ids: ['12345678901234567890'] }],
    ['where', '{"id":12345678901234567890}', { where: { id: '12345678901234567890' } }],
  ])('--%s %s', (flag, value, args) => {
    expect(read(flag, value)).toEqual(args);
  });

  it.each([
    ['limit', '0x10'],
    ['limit', '05'],
    ['limit', ' 5'],
    ['limit', '1e3'],
    ['limit', ''],
    ['limit', '12345678901234567890'],
    ['rate', '0.1234567890123456789'],
  ])('not --%s %j', (flag, value) => {
    expect(() => read(flag, value)).toThrow(expect.objectContaining({ code: 'RK_USAGE' }));
  });
});
