import { describe, expect, it } from 'vitest';
import { columnNames, toRecords } from './values.ts';

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
    ['fixed', '99999999999999999999999999999999999999', 0, '99999999999999999999999999999999999999'],
    ['fixed', '-9007199254740991', 0, -9007199254740991],
    ['fixed', '-9007199254740992', 0, '-9007199254740992'],
    ['fixed', '0.00000000000000000000000000000000000001', 38, 1e-38],
    ['fixed', '0.1234567890123456789', 19, '0.1234567890123456789'],
    ['fixed', '1000000000000000000000.5', 1, '1000000000000000000000.5'],
    ['fixed', '10000000000000.10', 2, 10000000000000.1],
    ['fixed', '', 0, ''],
    ['fixed', '0x10', 0, '0x10'],
    ['real', '1.7976931348623157e+308', undefined, 1.7976931348623157e308],
    ['real', '0.30000000000000004', undefined, 0.30000000000000004],
    ['real', '9.007199254740992e+15', undefined, 9007199254740992],
    ['real', 'inf', undefined, 'inf'],
    ['real', '-inf', undefined, '-inf'],
    ['real', '', undefined, ''],
    ['decfloat', '1.2345678901234567890123456789e+10', undefined, '1.2345678901234567890123456789e+10'],
    ['boolean', 'maybe', undefined, 'maybe'],
    ['date', '-719528', undefined, '0000-01-01'],
    ['date', '-719162', undefined, '0001-01-01'],
    ['date', '2932896', undefined, '9999-12-31'],
    ['date', '3672458', undefined, '+012024-11-06'],
    ['date', '', undefined, ''],
    ['time', '0', 0, '00:00:00'],
    ['time', '86399.123456789', 9, '23:59:59.123456789'],
    ['time', '3600.000000001', 9, '01:00:00.000000001'],
    ['timestamp_ntz', '253402300799.999999999', 9, '9999-12-31T23:59:59.999999999'],
    ['timestamp_ntz', '317278606628.000000000', 9, '+012024-02-28T02:17:08'],
    ['timestamp_ntz', '-62135596800.000000000', 9, '0001-01-01T00:00:00'],
    ['timestamp_ntz', '-1.000000001', 9, '1969-12-31T23:59:58.999999999'],
    ['timestamp_ntz', '-1', 0, '1969-12-31T23:59:59'],
    ['timestamp_ntz', 'soon', 9, 'soon'],
    ['timestamp_ltz', '-0.000000001', 9, '1969-12-31T23:59:59.999999999Z'],
    ['timestamp_tz', '-0.500000000 1440', 9, '1969-12-31T23:59:59.5+00:00'],
    ['timestamp_tz', '-1.500000000 1500', 9, '1970-01-01T00:59:58.5+01:00'],
    ['timestamp_tz', '100.250000000 1380', 9, '1969-12-31T23:01:40.25-01:00'],
    ['timestamp_tz', '1616173619.000000000 960', 9, '2021-03-19T09:06:59-08:00'],
    ['timestamp_tz', '1616173619.000000000 1785', 9, '2021-03-19T22:51:59+05:45'],
    ['timestamp_tz', '1616173619.000000000 2280', 9, '2021-03-20T07:06:59+14:00'],
    ['binary', 'DEADBEEF', undefined, 'DEADBEEF'],
    ['variant', '{"id":9007199254740993,"n":1}', undefined, { id: '9007199254740993', n: 1 }],
    ['variant', '-12345678901234567890123456789012345678', undefined, '-12345678901234567890123456789012345678'],
    [
      'variant',
      '{"a":"9007199254740993","b\\"1234567890123456789":"x"}',
      undefined,
      { a: '9007199254740993', 'b"1234567890123456789': 'x' },
    ],
    [
      'variant',
      '{"huge":1e400,"tiny":1e-400,"one":1.000000000000000e+00}',
      undefined,
      { huge: '1e400', tiny: '1e-400', one: 1 },
    ],
    ['variant', '0.30000000000000004', undefined, 0.30000000000000004],
    ['variant', '0.123456789012345678901', undefined, '0.123456789012345678901'],
    ['array', '[1755445060952000001, [0.1, null], "x"]', undefined, ['1755445060952000001', [0.1, null], 'x']],
    ['object', '{"a":null}', undefined, { a: null }],
    ['variant', 'null', undefined, null],
    ['variant', 'NaN', undefined, 'NaN'],
    ['map', '{"1":2}', undefined, { 1: 2 }],
  ])('%s %s', (type, raw, scale, expected) => {
    expect(one(type, raw, scale)).toEqual(expected);
  });
});

describe('names of columns', () => {
  it.each([
    [
      ['A', 'A'],
      ['A', 'A_2'],
    ],
    [
      ['A', 'A', 'A_2'],
      ['A', 'A_3', 'A_2'],
    ],
    [
      ['A_2', 'A', 'A', 'A'],
      ['A_2', 'A', 'A_3', 'A_4'],
    ],
    [
      ['__proto__', 'a'],
      ['__proto__', 'a'],
    ],
  ])('%j are told apart', (names, expected) => {
    expect(columnNames(names.map((name) => ({ name, type: 'text' })))).toEqual(expected);
  });

  it('lose no column', () => {
    const columns = ['A', 'A', 'A_2', '__proto__'].map((name) => ({ name, type: 'text' }));
    expect(Object.values(toRecords(columns, [['1', '2', '3', '4']])[0] ?? {})).toEqual(['1', '2', '3', '4']);
  });
});
