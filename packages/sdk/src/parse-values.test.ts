import { spawnSync } from 'node:child_process';
import { describe, expect, it, vi } from 'vitest';
import {
  compareDecimals,
  parseDate,
  parseDateTime,
  parseHttpDate,
  parseInteger,
  parseNumber,
  parseRfc2822Date,
  plainDecimal,
} from './parse-values.ts';

describe('a date', () => {
  it.each([
    '2026-02-30',
    '2026-02-29',
    '1900-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-1-1',
    '20261120',
    '2026-11-20 EST',
    ' 2026-11-20',
    '2026-11-20\n',
    '2026-11-20T00:00:00Z',
    '+02026-11-20',
    '20/11/2026',
    'today',
    '',
  ])('is not %j', (text) => expect(parseDate(text)).toBeUndefined());

  it.each([
    ['1970-01-01', 0],
    ['2024-02-29', 1_709_164_800_000],
    ['2000-02-29', 951_782_400_000],
    ['1969-12-31', -86_400_000],
    ['0001-01-01', -62_135_596_800_000],
    ['9999-12-31', 253_402_214_400_000],
  ])('%s is midnight in UTC', (text, time) => expect(parseDate(text)).toBe(time));
});

describe('a moment', () => {
  it.each([
    '2026-11-20T09:00:00',
    '2026-11-20',
    '2026-02-30T10:00:00Z',
    '2026-11-20T24:00:00Z',
    '2026-11-20T25:00:00Z',
    '2026-11-20T09:60:00Z',
    '2026-11-20T09:00:60Z',
    '2026-11-20T09Z',
    '2026-11-20T9:00Z',
    '2026-11-20T09:00:00.Z',
    '2026-11-20T09:00:00 EST',
    '2026-11-20T09:00:00+24:00',
    '2026-11-20T09:00:00+01:60',
    '2026-11-20T09:00:00+1',
    '2026-11-20T09:00:00Z trailing',
    'Fri, 20 Nov 2026 09:00:00 GMT',
    '1795132800000',
    '',
  ])('is not %j', (text) => expect(parseDateTime(text)).toBeUndefined());

  it.each([
    ['2026-11-20T09:00:00Z', 1_795_165_200_000],
    ['2026-11-20t09:00:00z', 1_795_165_200_000],
    ['2026-11-20 09:00Z', 1_795_165_200_000],
    ['2026-11-20T09:00:00+01:00', 1_795_161_600_000],
    ['2026-11-20T09:00:00.000+0000', 1_795_165_200_000],
    ['2026-11-20T23:30:00-05:30', 1_795_237_200_000],
    ['2026-11-20T00:00:00-00:00', 1_795_132_800_000],
    ['2026-11-20T09:00:00.5Z', 1_795_165_200_500],
    ['2026-11-20T09:00:00.999999999Z', 1_795_165_200_999],
    ['1969-12-31T23:59:59.999Z', -1],
    ['0001-01-01T00:00:00Z', -62_135_596_800_000],
  ])('%s', (text, time) => expect(parseDateTime(text)).toBe(time));

  it('is the same wherever the machine stands', () => {
    const module = new URL('./parse-values.ts', import.meta.url).href;
    const code = `import { parseDate, parseDateTime } from ${JSON.stringify(module)};
      console.log(parseDate('2026-03-29'), parseDateTime('2026-03-29T02:30:00Z'), parseDateTime('1883-11-18T12:03:58-05:00'));`;
    const answers = ['UTC', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia'].map((zone) => {
      const args = ['--input-type=module', '--eval', code];
      return spawnSync(process.execPath, args, { env: { ...process.env, TZ: zone }, encoding: 'utf8' }).stdout.trim();
    });
    expect(new Set(answers)).toEqual(new Set(['1774742400000 1774751400000 -2717650562000']));
  });
});

describe('a decimal number', () => {
  it.each([
    '',
    ' ',
    '.',
    '+',
    '-',
    'e5',
    '0x10',
    '0b1',
    '0o7',
    '1_000',
    '1,000',
    ' 1',
    '1 ',
    '1\n',
    'NaN',
    'Infinity',
    '1e',
    '1e401',
    '--1',
    '1.2.3',
    '١',
  ])('is not %j', (text) => expect(plainDecimal(text)).toBeUndefined());

  it.each([
    ['5', '5'],
    ['+5', '5'],
    ['-5', '-5'],
    ['007', '7'],
    ['0', '0'],
    ['-0', '0'],
    ['-0.00', '0'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['1.50', '1.5'],
    ['1e3', '1000'],
    ['1.5e3', '1500'],
    ['1.5E-3', '0.0015'],
    ['12.5e-1', '1.25'],
    ['1e+21', '1000000000000000000000'],
    ['0.1e1', '1'],
    ['0e400', '0'],
    ['9007199254740993', '9007199254740993'],
    ['+012345678901234567890.50', '12345678901234567890.5'],
    ['99999999999999999999999999999999999999', '99999999999999999999999999999999999999'],
    ['-0.000000000000000000000000000001', '-0.000000000000000000000000000001'],
  ])('%s is %s', (text, plain) => expect(plainDecimal(text)).toBe(plain));
});

describe('a number', () => {
  it.each([
    ['0', 0],
    ['5', 5],
    ['-12', -12],
    ['9007199254740991', 9007199254740991],
    ['-9007199254740991', -9007199254740991],
  ])('whole: %s', (text, number) => expect(parseInteger(text)).toBe(number));

  it.each(['', ' 5', '5 ', '05', '+5', '-0', '5.0', '0x10', '1e3', '5n', '9007199254740992', '٥', 'NaN', '5\n'])(
    'is no whole one: %j',
    (text) => expect(parseInteger(text)).toBeUndefined(),
  );

  it.each([
    ['5', 5],
    ['5.0', 5],
    ['0.10', 0.1],
    ['-0.5', -0.5],
    ['1234567.89', 1234567.89],
    ['0.000001', 0.000001],
    ['123456789012345.6', 123456789012345.6],
  ])('with a fraction: %s', (text, number) => expect(parseNumber(text)).toBe(number));

  it.each(['', '.5', '5.', '05.1', '-0', '-0.0', '1e3', '1,5', '1 000', '0.1234567890123456789', '9007199254740993'])(
    'is none: %j',
    (text) => expect(parseNumber(text)).toBeUndefined(),
  );
});

it.each([
  ['Sun, 06 Nov 1994 08:49:37 GMT', 784111777000],
  ['Sunday, 06-Nov-94 08:49:37 GMT', 784111777000],
  ['Sun Nov  6 08:49:37 1994', 784111777000],
  ['Friday, 20-Nov-26 12:00:00 GMT', 1795176000000],
  ['Friday, 20-Nov-87 12:00:00 GMT', 564408000000],
  ['Sun, 06 Nov 1994 08:49:37 +0000', undefined],
  ['Sun, 31 Feb 1994 08:49:37 GMT', undefined],
  ['06 Nov 1994 08:49:37', undefined],
  ['1994-11-06', undefined],
  ['1', undefined],
])('reads the date of a header in each of the three forms of RFC 9110: %s', (text, at) => {
  expect(parseHttpDate(text, Date.UTC(2026, 10, 20))).toBe(at);
});

describe('a date of HTTP', () => {
  const AT = 784111777000;

  it.each(['Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994'])(
    '%s, whatever the zone of the machine',
    (text) => {
      vi.stubEnv('TZ', 'Pacific/Kiritimati');
      expect(parseHttpDate(text, AT)).toBe(AT);
      vi.unstubAllEnvs();
    },
  );
});

describe('decimals are ordered by value', () => {
  it.each([
    ['9007199254740992', '9007199254740993'],
    ['-9007199254740993', '-9007199254740992'],
    ['99999999999999999998', '99999999999999999999.5'],
    ['99999999999999999999', '99999999999999999999.5'],
    ['0.10000000000000000001', '0.10000000000000000002'],
    [2, '10'],
    ['-10', '-2'],
    ['1e3', '1000.00000000000000000001'],
  ])('%s before %s', (less, more) => {
    expect(Math.sign(compareDecimals(less, more))).toBe(-1);
    expect(Math.sign(compareDecimals(more, less))).toBe(1);
  });

  it.each([
    ['1.50', '1.5'],
    ['1e21', 1e21],
    ['-0', '0'],
  ])('%s as %s', (a, b) => expect(compareDecimals(a, b)).toBe(0));
});

it.each([
  ['Fri, 20 Nov 2026 12:00:00 +0000', '2026-11-20T12:00:00.000Z'],
  ['Fri, 20 Nov 2026 12:00:00 GMT', '2026-11-20T12:00:00.000Z'],
  ['20 Nov 2026 09:00 +0100', '2026-11-20T08:00:00.000Z'],
  ['Sun, 1 Feb 2026 23:30:15 -0830', '2026-02-02T08:00:15.000Z'],
])('reads the date of RFC 2822 %s', (text, instant) => {
  expect(new Date(parseRfc2822Date(text) ?? 0).toISOString()).toBe(instant);
});

it.each([
  '',
  '20 Nov 2026',
  'Fri, 20 Nov 2026 12:00:00',
  'Fri, 20 Nov 2026 12:00:00 EST',
  'Mon, 30 Feb 2026 12:00:00 +0000',
  'Fri, 20 Nvm 2026 12:00:00 +0000',
  'Fri, 20 Nov 2026 24:00:00 +0000',
  'Fri, 20 Nov 2026 12:00:00 +0160',
  '2026-11-20T12:00:00Z',
])('takes %j for no date of RFC 2822', (text) => {
  expect(parseRfc2822Date(text)).toBeUndefined();
});
