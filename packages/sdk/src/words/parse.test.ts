import { expect, test } from 'vitest';
import { placeOf } from '../finding.ts';
import { parseWords } from './parse.ts';
import { WORDS, WORDS_YAML } from './words.fixture.ts';

const ABOUT = 'about: x';

/** `place  code  message → fix` of every finding. */
const said = (text: string) =>
  parseWords(text).findings.map((found) => `${placeOf(found)} ${found.code} ${found.message} → ${found.fix}`);

test.each([
  [
    'stages:\n  a: [',
    'words.yaml:2:7 words/syntax Broken YAML: Flow sequence in block collection must be sufficiently indented and end with a ]. → Put a value that has ": " or starts with a special character in double quotes.',
  ],
  [
    'thresholds: &a { silent: 3 }\ntargets: *a\n',
    'words.yaml:1:1 words/syntax The file has YAML anchors or aliases. → Write the values out.',
  ],
  ['tresholds: {}\n', 'words.yaml:1:1 words/unknown-key Unknown key "tresholds". → Did you mean "thresholds"?'],
  [
    `thresholds:\n  silentDays: { valeu: 30, ${ABOUT} }\n`,
    'words.yaml:2:17 words/unknown-key Unknown key "valeu" in thresholds.silentDays. → Did you mean "value"?',
    'words.yaml:2:15 words/missing The word has no value. → Add "value", a number or a date.',
  ],
  [
    `thresholds:\n  silentDays: { value: 400, max: 365, ${ABOUT} }\n`,
    'words.yaml:2:24 words/range The value is 400, which is above its range. → Write a number at most 365.',
  ],
  [
    `thresholds:\n  silentDays: { value: [30], ${ABOUT} }\n`,
    'words.yaml:2:24 words/type The value is neither a number nor a date. → Write a number such as 30, or a date such as 2026-06-30.',
  ],
  [
    `thresholds:\n  since: { value: 2026-02-30, ${ABOUT} }\n`,
    'words.yaml:2:19 words/type The value: "2026-02-30" is neither a number nor a date. → Write a number such as 30, or a date such as 2026-06-30.',
  ],
  [
    `thresholds:\n  Silent-days: { value: 30, ${ABOUT} }\n`,
    'words.yaml:2:16 words/name "Silent-days" is not the name of a word. → Write "silentDays".',
  ],
  [
    `targets:\n  quota: { value: 3, ${ABOUT} }\n`,
    'words.yaml:2:10 words/missing-unit The target has no unit: nobody knows what the number counts. → Add "unit": "percent", "currency", "x", or what is counted.',
  ],
  [
    `targets:\n  quota: { value: 3, unit: EUB, ${ABOUT} }\n`,
    'words.yaml:2:28 words/currency The unit: "EUB" is not a currency of ISO 4217. → Did you mean "EUR"?',
  ],
  [
    'currencies: { reporting: usd }\n',
    'words.yaml:1:26 words/currency The currency: "usd" is not a currency of ISO 4217. → Did you mean "USD"?',
  ],
  [
    'fiscalYear: { startMonth: 13, startDay: 1, named: end }\n',
    'words.yaml:1:27 words/range fiscalYear.startMonth: there is no month 13. → Write a whole number from 1 to 12: 2 for February.',
  ],
  [
    'fiscalYear: { startMonth: 4, startDay: 31, named: end }\n',
    'words.yaml:1:40 words/range fiscalYear.startDay: April has no day 31. → Write a whole number from 1 to 30.',
  ],
  [
    'stages:\n  open: { label: Open, category: open }\n',
    'words.yaml:2:9 words/name "open" stands for all stages of that category. → Write an id such as "closed-open".',
  ],
  [
    'stages:\n  new: { label: New, category: opened, probability: 120 }\n',
    'words.yaml:2:32 words/value stages.new.category is not "open" or "won" or "lost". → Did you mean "open"?',
    'words.yaml:2:53 words/range The probability is 120, which is above its range. → Write a number from 0 to 100.',
  ],
  [
    `style:\n  tone: { value: loud, choices: [plain, formal], ${ABOUT} }\n`,
    'words.yaml:2:18 words/value The value: "loud" is none of its choices. → Write "plain" or "formal".',
  ],
  [
    'glossary:\n  arr: { term: ARR, meaning: "a\\nb" }\n',
    'words.yaml:2:30 words/line The meaning has a line break. → Write it on one line, or begin it with ">-".',
  ],
])('%j is refused', (text, ...findings) => {
  expect(said(text)).toEqual(findings);
});

test('a file that is too large or too deep is refused before anything of it is read', () => {
  expect(said(`style: { a: "${'x'.repeat(140_000)}" }`)).toEqual([
    'words.yaml:1:1 words/too-large The file has more than 131072 characters. → Shorten it.',
  ]);
  expect(said(`style: ${'['.repeat(20)}${']'.repeat(20)}`)).toEqual([
    'words.yaml:1:1 words/syntax The file nests deeper than 6 levels. → Nest it less deep.',
  ]);
  expect(said(`style: ${'['.repeat(100_000)}`)).toEqual([
    'words.yaml:1:1 words/syntax The file nests deeper than 6 levels. → Nest it less deep.',
  ]);
});

test('every group is read, stages in their order', () => {
  expect(parseWords(WORDS_YAML)).toEqual({ words: WORDS, findings: [] });
});
