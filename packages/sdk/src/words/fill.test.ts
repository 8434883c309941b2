import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeOf } from '../finding.ts';
import { fillWords, unfillWords } from './fill.ts';
import { WORDS } from './words.fixture.ts';

const SKILL = 'skills/review/SKILL.md';
const file = (text: string, path = SKILL) => ({ path, bytes: new TextEncoder().encode(text) });
const textOf = (bytes: Uint8Array | undefined) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
const filled = (text: string) => textOf(fillWords([file(text)], WORDS).files[0]?.bytes);

test('an unknown word and a mistyped group are findings at their places, and stay as they are', () => {
  const text = 'Wait {{thresholds.silentDay}}.\nOr {{treshold.silentDays}}, in {{stages.won}}.\n';
  const { files, findings, places } = fillWords([file(text)], WORDS);
  expect(findings.map((found) => [placeOf(found), found.code, found.fix])).toEqual([
    [
      `${SKILL}:2:4`,
      'words/unknown',
      'Did you mean "{{thresholds.silentDays}}"? Write "\\{{treshold.silentDays}}" for the text itself.',
    ],
    [`${SKILL}:1:6`, 'words/unknown', 'Did you mean "thresholds.silentDays"?'],
  ]);
  expect(textOf(files[0]?.bytes)).toBe('Wait {{thresholds.silentDay}}.\nOr {{treshold.silentDays}}, in Closed Won.\n');
  expect(places[SKILL]).toEqual([{ offset: 62, length: 10, word: 'stages.won' }]);
});

test('a plugin without words cannot have places for them', () => {
  expect(fillWords([file('{{stages}}')], undefined).findings).toEqual([
    {
      code: 'words/unknown',
      severity: 'error',
      message: 'The skill reads the word "stages", and the plugin has no words.yaml.',
      file: SKILL,
      line: 1,
      column: 1,
      fix: 'Add words.yaml, or write a backslash before the braces.',
    },
  ]);
});

test('what is escaped, spaced, of no group or in another file stays text', () => {
  const text = '\\{{stages}} {{ stages }} {{user.name}} {{{x}}} {{}}';
  expect(filled(text)).toBe(text);
  const other = file('{{stages}}', 'skills/review/assets/template.md');
  expect(fillWords([other], WORDS)).toEqual({ files: [other], places: {}, findings: [] });
});

test('code is filled too: a query needs the number of the client', () => {
  expect(filled('```\nWHERE Last < LAST_N_DAYS:{{thresholds.silentDays.value}}\n```\n')).toBe(
    '```\nWHERE Last < LAST_N_DAYS:30\n```\n',
  );
});

test('a table keeps the indent of its place', () => {
  expect(filled('1. Stages:\n\n   {{stages}}\n').split('\n').slice(2, 5)).toEqual([
    '   | stage | is | probability | left when |',
    '   |---|---|---|---|',
    '   | Discovery | open | 10% | A sponsor is named |',
  ]);
});

test('places count bytes, not characters', () => {
  const { files, places } = fillWords([file('Größe {{targets.coverage}}')], WORDS);
  const [place] = places[SKILL] ?? [];
  expect(place).toEqual({ offset: 8, length: 2, word: 'targets.coverage' });
  expect(textOf(files[0]?.bytes.subarray(8, 10))).toBe('3x');
});

test('what was filled is unfilled byte for byte, whatever stands around it', () => {
  const piece = fc.oneof(
    fc.constantFrom('{{stages}}', '{{thresholds.silentDays}}', '{{glossary}}', '{{style.tone}}', '{{stages.x}}'),
    fc.constantFrom('\\{{stages}}', '{{ stages }}', '{{', '}}', '\\', '\n', '\r\n', '  ', '```\n', '\ufeff', 'ß', '😀'),
    fc.string({ unit: 'grapheme', maxLength: 8 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const source = [file(pieces.join(''))];
      const { files, places } = fillWords(source, WORDS);
      expect(unfillWords(files, { places }).map(({ bytes }) => [...bytes])).toEqual(
        source.map(({ bytes }) => [...bytes]),
      );
    }),
  );
});
