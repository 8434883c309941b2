import {
  listWords,
  parseWordsFile,
  renderWord,
  SHIPPED_WORDS_FILE,
  type Words,
  type WordsFile,
} from '../words/index.ts';
import type { Change, Content } from './types.ts';

/** Which of the client's words differ, with who reads them. */
export function compareWords(before: Content, after: Content): Change[] {
  const [was, is] = [wordsOf(before), wordsOf(after)];
  const [had, has] = [textsOf(was), textsOf(is)];
  const readers = readersOf(is);
  return [...new Set([...has.keys(), ...had.keys()])].flatMap((word): Change[] => {
    const [then, now] = [had.get(word), has.get(word)];
    if (then?.text === now?.text) return [];
    const about = now?.about ?? then?.about;
    const name = about === undefined ? word : `${word} (${about.replace(/[.:]$/, '')})`;
    const readBy = readers.get(word) ?? [];
    const ending = readBy.length === 0 ? '' : `; read by ${readBy.join(', ')}`;
    if (now === undefined) return [{ change: 'removed', text: `${name}: was ${then?.text}` }];
    if (then === undefined) return [{ change: 'added', text: `${name}: ${now.text}${ending}` }];
    return [{ change: 'changed', text: `${name}: was ${then.text}, is ${now.text}${ending}` }];
  });
}

function wordsOf({ files }: Content): WordsFile | undefined {
  const shipped = files.find(({ path }) => path === SHIPPED_WORDS_FILE);
  return shipped && parseWordsFile(new TextDecoder().decode(shipped.bytes)).wordsFile;
}

/** Names of the skills that hold a word. */
function readersOf(file: WordsFile | undefined): Map<string, string[]> {
  if (file === undefined) return new Map();
  const name = (path: string) => path.split('/')[1] ?? path;
  return new Map(listWords(file.words, file.places).map(({ word, skills }) => [word, [...new Set(skills.map(name))]]));
}

function textsOf(file: WordsFile | undefined): Map<string, { text: string; about?: string }> {
  if (file === undefined) return new Map();
  const { words } = file;
  const measures = (group: 'thresholds' | 'targets') =>
    Object.entries(words[group] ?? {}).map(
      ([name, { about }]) => [`${group}.${name}`, { text: textOf(words, `${group}.${name}`), about }] as const,
    );
  return new Map<string, { text: string; about?: string }>([
    ...Object.entries(words.glossary ?? {}).map(
      ([name, { term, meaning, also = [] }]) =>
        [`glossary.${name}`, { text: `"${[term, ...also].join('", "')}": ${meaning}` }] as const,
    ),
    ...stageTexts(words),
    ...(words.fiscalYear
      ? [
          [
            'fiscalYear',
            { text: `from ${textOf(words, 'fiscalYear.start')}, called after ${textOf(words, 'fiscalYear.named')}` },
          ] as const,
        ]
      : []),
    ...(words.currencies
      ? [['currencies', { text: [words.currencies.reporting, ...(words.currencies.others ?? [])].join(', ') }] as const]
      : []),
    ...measures('thresholds'),
    ...measures('targets'),
    ...Object.entries(words.style ?? {}).map(
      ([name, { about }]) => [`style.${name}`, { text: textOf(words, `style.${name}`), about }] as const,
    ),
  ]);
}

function stageTexts({ stages = [] }: Words): [string, { text: string }][] {
  if (stages.length === 0) return [];
  return [
    ['stages', { text: stages.map(({ label }) => label).join(' → ') }],
    ...stages.map(({ id, label, category, probability, exit }): [string, { text: string }] => {
      const facts = [category, ...(probability === undefined ? [] : [`${probability}%`])].join(', ');
      return [`stages.${id}`, { text: `"${label}" (${facts})${exit === undefined ? '' : `, left when: ${exit}`}` }];
    }),
  ];
}

function textOf(words: Words, word: string): string {
  const rendered = renderWord(words, word, false);
  return 'text' in rendered ? rendered.text : '';
}
