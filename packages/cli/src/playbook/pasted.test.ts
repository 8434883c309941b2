import { describe, expect, test } from 'vitest';
import { parsePasted } from './pasted.ts';

describe('a pasted table is refused', () => {
  test('without rows', () => {
    expect(() => parsePasted('Deal,Amount\n')).toThrow('a pasted table has a line of names, and rows below');
    expect(() => parsePasted('  ')).toThrow('a pasted table has a line of names, and rows below');
  });

  test('with a row of another length, with its number', () => {
    expect(() => parsePasted('Deal,Amount\nA,1\nB,1,200')).toThrow('row 2 has 3 cells for 2 columns');
  });

  test('with a quote that is not closed', () => {
    expect(() => parsePasted('Deal,Amount\n"A,1')).toThrow('a double quote is not closed');
    expect(() => parsePasted('Deal,Amount\n"A" b,1')).toThrow('a double quote is not closed');
  });

  test('with columns of one name, or of none', () => {
    expect(() => parsePasted('Close date,Close  date\n1,2')).toThrow('the column `Close_date` is there twice');
    expect(() => parsePasted('Deal,\nA,1')).toThrow('a column has no name: ""');
  });
});

const ROWS = [
  { Account: 'Kestrel & Vale, Logistics', Amount: 480_000, Close_date: '2026-12-15', Case: '00001001' },
  { Account: 'A "B"', Amount: null, Close_date: '2027-01-08', Case: '7' },
];

describe('a pasted table is read', () => {
  test('from CSV, with quotes, thousands and what only looks like a number', () => {
    const csv =
      'Account,Amount,Close date,Case\r\n"Kestrel & Vale, Logistics","480,000",2026-12-15,00001001\r\n"A ""B""",,2027-01-08,\'7\r\n';
    expect(parsePasted(csv)).toEqual([ROWS[0], { ...ROWS[1], Case: "'7" }]);
  });

  test('from the cells of a spreadsheet', () => {
    const tabs = 'Account\tAmount\tClose date\n"Kestrel & Vale, Logistics"\t$480,000.00\t2026-12-15\n';
    const { Case: _, ...row } = ROWS[0] as (typeof ROWS)[0];
    expect(parsePasted(tabs)).toEqual([row]);
  });

  test('from a Markdown table', () => {
    const markdown = '| Account | Amount |\n| --- | ---: |\n| Kestrel & Vale | -12.5 |\n| B | |\n';
    expect(parsePasted(markdown)).toEqual([
      { Account: 'Kestrel & Vale', Amount: -12.5 },
      { Account: 'B', Amount: null },
    ]);
  });

  test('with lines inside a quoted cell, and digits beyond 2^53 kept', () => {
    expect(parsePasted('Note,Id\n"two\nlines",12345678901234567890\n')).toEqual([
      { Note: 'two\nlines', Id: '12345678901234567890' },
    ]);
  });
});
