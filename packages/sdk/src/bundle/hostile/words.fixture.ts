import { SHIPPED_WORDS_FILE, type Words, type WordsFile, wordsDigest, writeWordsFile } from '../../words/index.ts';
import { SKILL } from '../bundle.fixture.ts';
import type { HostileRow } from './row.fixture.ts';

const PATH = 'skills/review-forecast/SKILL.md';
const WORDS: Words = { thresholds: { silentDays: { value: 30, unit: 'days', max: 365, about: 'Days of silence' } } };
const FILLED = `${SKILL}A deal is silent after 30 days.\n`;
const PLACE = { offset: SKILL.length + 'A deal is silent after '.length, length: 7, word: 'thresholds.silentDays' };

/** The fixture with a word in its skill, as a build ships it. */
export const WITH_WORDS = shipped({});

function shipped(change: Partial<WordsFile>, skill = FILLED): Record<string, string> {
  const file: WordsFile = {
    format: 1,
    digest: wordsDigest(WORDS),
    words: WORDS,
    places: { [PATH]: [PLACE] },
    ...change,
  };
  return { [PATH]: skill, [SHIPPED_WORDS_FILE]: JSON.stringify(file) };
}

function row(name: string, changes: Record<string, string>, code: string, file: string, says?: string): HostileRow {
  return { name, changes, code, file, ...(says === undefined ? {} : { says }) };
}

const places = (...list: WordsFile['places'][string]) => shipped({ places: { [PATH]: list } });

export const WORDS_ROWS: readonly HostileRow[] = [
  row(
    'a skill that says another number than its word',
    shipped({}, FILLED.replace('30 days', '99 days')),
    'words/place',
    PATH,
    'The skill holds "99 days" here, and its word "thresholds.silentDays" says something else.',
  ),
  row('a place that is somewhere else', places({ ...PLACE, offset: 3 }), 'words/place', PATH),
  row('a place that is longer than its word', places({ ...PLACE, length: 8 }), 'words/place', PATH),
  row('a place that names another word', places({ ...PLACE, word: 'thresholds.pushes' }), 'words/place', PATH),
  row(
    'places that overlap',
    places(PLACE, { ...PLACE, offset: PLACE.offset + 2 }),
    'words/place',
    PATH,
    'words.json names places that overlap, or lie outside of the file.',
  ),
  row('a place behind the end of the file', places({ ...PLACE, offset: 1_000_000 }), 'words/place', PATH),
  row(
    'a place whose word ends the braces',
    places({ ...PLACE, word: 'thresholds.silentDays}} `x' }),
    'words/place',
    PATH,
  ),
  row(
    'places in a file that is not there',
    shipped({ places: { 'skills/other/SKILL.md': [PLACE] } }),
    'words/place',
    SHIPPED_WORDS_FILE,
    '"skills/other/SKILL.md" is no text of a skill in this bundle.',
  ),
  row('places in the manifest', shipped({ places: { 'plugin.json': [PLACE] } }), 'words/place', SHIPPED_WORDS_FILE),
  row(
    'a digest of other words',
    shipped({ digest: wordsDigest({}) }),
    'words/digest',
    SHIPPED_WORDS_FILE,
    'The digest is not that of the words in the file.',
  ),
  row(
    'words out of their range',
    {
      [SHIPPED_WORDS_FILE]: writeWordsFile(
        { thresholds: { silentDays: { value: 400, max: 365, about: 'Days of silence' } } },
        {},
      ),
    },
    'words/range',
    SHIPPED_WORDS_FILE,
  ),
  row(
    'words of an unknown group',
    { [SHIPPED_WORDS_FILE]: writeWordsFile({ hooks: {} } as Words, {}) },
    'words/unknown-key',
    SHIPPED_WORDS_FILE,
  ),
  row(
    'words with a line that ends a table',
    shipped({ words: { glossary: { a: { term: 'A\n\n# B', meaning: 'x' } } } }),
    'words/line',
    SHIPPED_WORDS_FILE,
  ),
];
