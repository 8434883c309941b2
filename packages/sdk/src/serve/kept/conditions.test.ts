import { describe, expect, it } from 'vitest';
import { compareCells, rowTest } from './conditions.ts';

describe('numbers beyond 2^53', () => {
  const ROWS = [{ id: '9007199254740992' }, { id: '9007199254740993' }, { id: '10000000000000000000' }];
  const found = (op: '=' | '<' | '>=', value: string | number) =>
    ROWS.filter(rowTest([{ field: 'id', op, value }], { id: ['numeric text'] })).map(({ id }) => id);

  it.each<['=' | '<' | '>=', string | number, string[]]>([
    ['=', '9007199254740993', ['9007199254740993']],
    ['<', '9007199254740993', ['9007199254740992']],
    ['>=', '9007199254740993', ['9007199254740993', '10000000000000000000']],
    ['=', 9007199254740992, ['9007199254740992']],
  ])('%s %s is by value, to the last digit', (op, value, ids) => {
    expect(found(op, value)).toEqual(ids);
  });

  it('are ordered by value', () => {
    expect(['10000000000000000000', '9007199254740993', '9007199254740992'].sort(compareCells)).toEqual([
      '9007199254740992',
      '9007199254740993',
      '10000000000000000000',
    ]);
  });
});
