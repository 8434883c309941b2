import { describe, expect, it } from 'vitest';
import { renderItem, renderRows } from './text-table.ts';

describe('rows as a table', () => {
  it('keeps every row on one line and every cell apart', () => {
    expect(renderRows([{ text: 'two\nlines', sum: 1 }, { text: 'a | b   c\tend' }])).toBe(
      'text | sum\ntwo lines | 1\na ¦ b c end | ',
    );
  });

  it('cuts long cells and says so', () => {
    expect(renderRows([{ text: 'x'.repeat(121) }])).toBe(`text\n${'x'.repeat(119)}…`);
    expect(renderRows([{ text: 'x'.repeat(120) }])).toBe(`text\n${'x'.repeat(120)}`);
  });

  it('names the columns of all rows, in the order in which they first appear', () => {
    expect(renderRows([{ b: 1 }, { a: null, b: false }, 'loose'])).toBe(
      'b | a | value\n1 |  | \nfalse |  | \n |  | loose',
    );
  });

  it('writes what is nested as JSON, and numbers as JSON does', () => {
    expect(renderRows([{ list: ['a|b'], object: { x: 1 }, no: Number.NaN, big: 1e21 }])).toBe(
      'list | object | no | big\n["a¦b"] | {"x":1} | null | 1e+21',
    );
  });

  it('is nothing for no rows and for rows without names', () => {
    expect(renderRows([])).toBe('');
    expect(renderRows([{}, {}])).toBe('');
  });
});

it('one thing is a line for each value, its lists indented below', () => {
  expect(renderItem({ id: 'b1', none: undefined, rows: [{ n: 1 }, { n: 2 }], note: ' a\u2028b ' })).toBe(
    'id: b1\nrows:\n  n\n  1\n  2\nnote:  a b ',
  );
});
