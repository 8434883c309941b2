import { expect, expectTypeOf, test } from 'vitest';
import { mismatched, type ToolWords, toolWordsOf, type WordsOf, wordNames, wordsFor } from './tool-words.ts';
import { WORDS } from './words.fixture.ts';

const OWN = {
  fiscalYear: { startMonth: 1, startDay: 1, named: 'start' },
  thresholds: { silentDays: 14, calls: 2, since: 7 },
} satisfies ToolWords;

test('a tool takes the plugin’s value of each word that it declares, and its own where there is none or another type', () => {
  const plugin = toolWordsOf({ ...WORDS, fiscalYear: { startMonth: 2, startDay: 1, named: 'end' } });
  expect(wordsFor(OWN, plugin)).toEqual({
    fiscalYear: { startMonth: 2, startDay: 1, named: 'end' },
    thresholds: { silentDays: 30, calls: 2, since: 7 },
  });
  expect(mismatched(OWN, plugin)).toEqual([{ word: 'thresholds.since', expected: 'number' }]);
  expect(wordsFor(OWN, undefined)).toBe(OWN);
});

test('names of the prototype are no words', () => {
  expect(wordsFor({ thresholds: { constructor: 1 } }, { thresholds: {} })).toEqual({ thresholds: { constructor: 1 } });
});

test('the words of a tool are known by name, and typed', () => {
  expect(wordNames(OWN)).toEqual(['fiscalYear', 'thresholds.silentDays', 'thresholds.calls', 'thresholds.since']);
  expectTypeOf<WordsOf<{ thresholds: { a: 3; b: 'x' } }>>().toEqualTypeOf<{
    readonly thresholds: { readonly a: number; readonly b: string };
  }>();
});
