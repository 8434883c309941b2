import { describe, expect, it } from 'vitest';
import { toRecords } from './values.ts';

const one = (type: string, raw: string | null, scale?: number) =>
  toRecords([{ name: 'V', type, scale }], [[raw]])[0]?.V;

describe('values as Snowflake sends them', () => {
  it.each([
    ['fixed', '42', 0, 42],
    ['fixed', '9007199254740993', 0, '9007199254740993'],
    ['fixed', '1234.50', 2, 1234.5],
    ['fixed', '-0.10', 2, -0.1],
    ['fixed', '12345678901234.56', 2, '12345678901234.56'],
    ['real', '1e-3', undefined, 0.001],
    ['real', 'NaN', undefined, 'NaN'],
    ['boolean', 'true', undefined, true],
    ['boolean', 'false', undefined, false],
    ['date', '20777', undefined, '2026-11-20'],
    ['date', '-1', undefined, '1969-12-31'],
    ['time', '32460.500000000', 9, '09:01:00.5'],
    ['timestamp_ntz', '1795168800.000000000', 9, '2026-11-20T10:00:00'],
    ['timestamp_ntz', '1795168800.123456789', 9, '2026-11-20T10:00:00.123456789'],
    ['timestamp_ltz', '1795168800.000000000', 9, '2026-11-20T10:00:00Z'],
    ['timestamp_tz', '1795168800.000000000 1500', 9, '2026-11-20T11:00:00+01:00'],
    ['timestamp_tz', '1795168800.000000000 1110', 9, '2026-11-20T04:30:00-05:30'],
    ['timestamp_ntz', '-0.500000000', 9, '1969-12-31T23:59:59.5'],
    ['variant', '{"a":[1]}', undefined, { a: [1] }],
    ['variant', 'undefined', undefined, 'undefined'],
    ['text', '007', undefined, '007'],
    ['text', null, undefined, null],
  ])('%s %s', (type, raw, scale, expected) => {
    expect(one(type, raw, scale)).toEqual(expected);
  });
});
