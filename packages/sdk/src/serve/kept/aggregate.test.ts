import { describe, expect, it } from 'vitest';
import { Aggregation } from './aggregate.ts';
import { DecimalSum } from './decimal-sum.ts';
import { fileText } from './file-text.ts';

describe('a sum of decimals', () => {
  const sumOf = (...values: (number | string)[]) => {
    const sum = new DecimalSum();
    for (const value of values) sum.add(value);
    return sum.value();
  };

  it('has no error of binary fractions', () => {
    expect(sumOf(0.1, 0.2)).toBe(0.3);
    expect(sumOf('10.25', '-0.5', 3)).toBe(12.75);
    expect(sumOf('-0.10', '0.05')).toBe(-0.05);
  });

  it('is text where a number could not hold it', () => {
    expect(sumOf('9007199254740993', '0.01')).toBe('9007199254740993.01');
  });

  it('takes numbers in exponent form', () => {
    expect(sumOf(1e21, 1)).toBe(1e21);
  });
});

describe('an aggregation', () => {
  it('of no rows has one row without groups, and none with', () => {
    expect(new Aggregation([], [{ op: 'count' }, { op: 'sum', field: 'a' }], { a: [] }).rows()).toEqual([
      { count: 0, sum_a: null },
    ]);
    expect(new Aggregation(['a'], [{ op: 'count' }], { a: [] }).rows()).toEqual([]);
  });

  it('of numbers beyond 2^53 has the least and the most with all digits', () => {
    const most = new Aggregation(
      [],
      [
        { op: 'min', field: 'id' },
        { op: 'max', field: 'id' },
      ],
      { id: ['numeric text'] },
    );
    for (const id of ['9007199254740993', '9007199254740992', '9007199254740994']) most.add({ id });
    expect(most.rows()).toEqual([{ min_id: '9007199254740992', max_id: '9007199254740994' }]);
  });

  it('refuses more groups than a person could read', () => {
    const aggregation = new Aggregation(['id'], [], { id: ['number'] });
    expect(() => {
      for (let id = 0; id <= 10_000; id++) aggregation.add({ id });
    }).toThrow('There are more than 10000 groups.');
  });
});

describe('a CSV', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+49 30', "'+49 30"],
    ['-1+cmd', "'-1+cmd"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['-12.50', '-12.50'],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
  ])('holds %j as %j', (value, cell) => {
    expect(fileText([{ v: value }], 'csv')).toBe(`v\r\n${cell}\r\n`);
  });

  it('guards the names of columns too', () => {
    expect(fileText([{ '=evil()': 1 }], 'csv')).toBe("'=evil()\r\n1\r\n");
  });
});
