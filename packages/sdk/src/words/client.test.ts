import { expect, test } from 'vitest';
import { placeOf } from '../finding.ts';
import { parseClientWords } from './client.ts';
import { WORDS } from './words.fixture.ts';

test.each([
  [
    'thresholds: { silentDays: 400 }\n',
    'words.yaml:1:27 words/range The value is 400, which is above its range. → Write a number from 1 to 365.',
  ],
  [
    'thresholds: { silentDay: 45 }\n',
    'words.yaml:1:15 words/unknown-key The base has no word "silentDay" in thresholds. → Did you mean "silentDays"? For a word of your own, give it all keys of a definition.',
  ],
  [
    'thresholds: { silentDays: 45 days }\n',
    'words.yaml:1:27 words/type thresholds.silentDays must be a number, not a text. → Write a number, such as 30.',
  ],
  [
    'treshold: { silentDays: 45 }\n',
    'words.yaml:1:1 words/unknown-key Unknown key "treshold". → Remove it; known are glossary, fiscalYear, currencies, thresholds, targets, style, stages.',
  ],
  [
    'fiscalYear: { startMonth: 13 }\n',
    'words.yaml:1:27 words/range fiscalYear.startMonth: there is no month 13. → Write a whole number from 1 to 12: 2 for February.',
  ],
  [
    'fiscalYear: { startMonth: 2, startday: 4 }\n',
    'words.yaml:1:30 words/unknown-key Unknown key "startday" in fiscalYear. → Remove it; known are startMonth, startDay, named.',
  ],
  [
    'currencies: { reporting: EUO }\n',
    'words.yaml:1:26 words/currency The currency: "EUO" is not a currency of ISO 4217. → Did you mean "EUR"?',
  ],
  [
    'stages: { negotation: false, trial: { label: Trial } }\n',
    'words.yaml:1:11 words/unknown-key The base has no word "negotation" in stages. → Did you mean "negotiation"? For a word of your own, give it all keys of a definition.',
    'words.yaml:1:37 words/missing stages.trial.category is missing. → Write "open" or "won" or "lost".',
  ],
  [
    'stages: { trial: { label: Trial, category: open, after: discvery } }\n',
    'words.yaml:1:57 words/missing-stage There is no stage "discvery" to stand behind. → Did you mean "discovery"?',
  ],
  ['stages: 3\n', 'words.yaml:1:9 words/type stages must be an object, not a number. → Write an object.'],
  ['3\n', 'words.yaml:1:1 words/type The file must be an object, not a number. → Write an object.'],
])('%j is refused', (text, ...findings) => {
  const { words, findings: found } = parseClientWords(text, WORDS);
  expect(found.map((found) => `${placeOf(found)} ${found.code} ${found.message} → ${found.fix}`)).toEqual(findings);
  expect(words).toBeUndefined();
});

test('a client renames a stage by a text, removes one, and adds one where it says', () => {
  const text = `stages:
  negotiation: Verhandlung
  discovery: { exit: Two sponsors are named }
  closed-lost: false
  trial: { label: Trial, category: open, probability: 40, after: discovery }
  signing: { label: Signing, category: open }
`;
  const { words, changed, findings } = parseClientWords(text, WORDS);
  expect(findings).toEqual([]);
  expect(words?.stages).toEqual([
    { id: 'discovery', label: 'Discovery', category: 'open', probability: 10, exit: 'Two sponsors are named' },
    { id: 'trial', label: 'Trial', category: 'open', probability: 40 },
    { id: 'negotiation', label: 'Verhandlung', category: 'open', probability: 75.5 },
    { id: 'signing', label: 'Signing', category: 'open' },
    { id: 'closed-won', label: 'Closed Won', category: 'won', probability: 100 },
  ]);
  expect(changed).toEqual([
    'stages.negotiation',
    'stages.discovery',
    'stages.closed-lost',
    'stages.trial',
    'stages.signing',
  ]);
});

test('a client gives values, and defines words of its own; the rest is the base’s', () => {
  const text = `thresholds: { silentDays: 45, calls: { value: 2, unit: calls, about: Calls of a week } }
fiscalYear: { startMonth: 2, named: end }
glossary: { arr: { meaning: Yearly value }, nrr: false }
style: { order: [risks] }
`;
  const { words, findings } = parseClientWords(text, WORDS);
  expect(findings).toEqual([]);
  expect(words).toEqual({
    ...WORDS,
    fiscalYear: { startMonth: 2, startDay: 1, named: 'end' },
    glossary: { arr: { term: 'ARR', meaning: 'Yearly value' } },
    thresholds: {
      ...WORDS.thresholds,
      silentDays: { ...WORDS.thresholds?.silentDays, value: 45 },
      calls: { value: 2, unit: 'calls', about: 'Calls of a week' },
    },
    style: { ...WORDS.style, order: { value: ['risks'], about: 'Parts of a brief' } },
  });
});

test('an empty file is the base’s words', () => {
  expect(parseClientWords('', WORDS)).toEqual({ words: WORDS, changed: [], findings: [] });
});
