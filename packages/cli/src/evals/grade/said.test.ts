import { describe, expect, test } from 'vitest';
import { isSaid, isTelling } from './said.ts';

describe('a number is not said by', () => {
  test.each([
    ['another one', 'It is worth 48,000.', 480000],
    ['one that is rounded to a single digit', 'About 1k users.', 1234],
    ['one that rounds to something else', 'About 1.3k users.', 1234],
    ['a part of a longer one', 'Case 14800001.', 480000],
    ['a name that holds it', 'See CASE480000 and v480000.', 480000],
    ['a whole number near it', 'There are 790 users.', 787],
    ['its opposite', 'Users grew by -219.', 219],
    ['a percentage of something else', 'It fell by 22 %.', 0.5],
    ['no number at all', 'It is worth a lot.', 480000],
  ])('%s', (_, answer, value) => {
    expect(isSaid(answer, value)).toBe(false);
  });
});

describe('a number is said', () => {
  test.each([
    ['with thousands', 'It is worth $480,000.', 480000],
    ['with thousands of another language', 'It is worth 480 000 or 480’000.', 480000],
    ['with a currency behind', 'It is worth 480000 USD', 480000],
    ['with decimals', 'Exactly 1,234.50.', 1234.5],
    ['shortened', 'It is worth 480k.', 480000],
    ['shortened and rounded to two digits', 'About 1.2k users.', 1234],
    ['in millions', 'EUR 2.4 million was lost.', 2400000],
    ['rounded to fewer decimals', 'An average of 34.6', 34.57],
    ['at the end of a sentence', 'In the week: 787.', 787],
    ['in a table', '| users | **787** |', 787],
    ['with a minus', 'A change of −219.', -219],
    ['with its minus in words', 'Users fell by 219.', -219],
    ['in brackets of accounting', 'Change: (219)', -219],
    ['as a percentage', 'It fell by 21.8%.', -21.8],
    ['as the percentage of a share', 'A share of 21.8 %', 0.218],
    ['in bold', 'The renewal: **480,000**', 480000],
  ])('%s', (_, answer, value) => {
    expect(isSaid(answer, value)).toBe(true);
  });

  test('within the tolerance of its fact', () => {
    expect([isSaid('It is 479,990.', 480000, 10), isSaid('It is 479,980.', 480000, 10)]).toEqual([true, false]);
  });
});

describe('a text is said', () => {
  test.each([
    ['as it is', 'Talk to Declan Voss first.', 'Declan Voss', true],
    ['in other case and with Markdown', 'talk to **declan  voss**', 'Declan Voss', true],
    ['with other quotes and dashes', 'the “pre–sale” deal', 'the "pre-sale" deal', true],
    ['but not inside a word', 'The analytics team', 'Ana', false],
    ['nor in other words', 'Talk to the buyer.', 'Declan Voss', false],
    ['with signs of patterns in it', 'Costs (EUR) rose', 'Costs (EUR)', true],
    ['with its zeros', 'case 00001001 is open', '00001001', true],
  ])('%s', (_, answer, value, is) => {
    expect(isSaid(answer, value)).toBe(is);
  });
});

test.each([
  ['Closes 2026-12-15.', true],
  ['Closes on 15 December 2026.', true],
  ['Closes on December 15th, 2026.', true],
  ['Closes Dec 15.', true],
  ['Closes on the 15th of December', true],
  ['Closes on 15 December 2025.', false],
  ['Closes on December 5.', false],
  ['Closes on December 150.', false],
  ['Closes in December.', false],
])('a day in "%s": %s', (answer, is) => {
  expect([isSaid(answer, '2026-12-15'), isSaid(answer, '2026-12-15T09:00:00.000+0000')]).toEqual([is, is]);
});

test('a text that is a number is said as one', () => {
  expect([isSaid('worth $450,000', '450000'), isSaid('worth 45,000', '450000')]).toEqual([true, false]);
});

test('a list is said when all of it is', () => {
  expect(isSaid('Cases 00001001 and 00001002', ['00001001', '00001002'])).toBe(true);
  expect(isSaid('Case 00001001', ['00001001', '00001002'])).toBe(false);
});

test.each([
  [true, false],
  [null, false],
  [0, false],
  [5, false],
  [10, true],
  [9.4, true],
  ['US', false],
  ['Red', true],
  [[], false],
  [['Ana', 3], false],
  [['Ana', 30], true],
  [{ a: 1 }, false],
])('whether an answer that has %j means it: %s', (value, is) => {
  expect(isTelling(value)).toBe(is);
});
