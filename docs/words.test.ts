import { readFileSync } from 'node:fs';
import { parseClientWords, parseWords, renderWord } from '@rolekit/sdk/internal/words';
import { expect, test } from 'vitest';

const ROOT = new URL('../', import.meta.url);
const page = readFileSync(new URL('docs/words.md', ROOT), 'utf8');
const [client = '', base = ''] = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = '']) => yaml);

test('the client of the page follows the sales plugin', () => {
  const { words } = parseWords(readFileSync(new URL('plugins/sales/words.yaml', ROOT), 'utf8'));
  const { words: own, findings } = parseClientWords(client, words ?? {});
  expect(findings).toEqual([]);
  const read = (path: string) => renderWord(own ?? {}, path, false);
  expect(read('stages.open')).toEqual({
    text: 'Qualification, Needs analysis, Evaluation, Proposal and Contracting',
  });
  expect(read('fiscalYear.quarters')).toEqual({
    text: 'Q1 February to April, Q2 May to July, Q3 August to October, Q4 November to January',
  });
  expect(read('thresholds.silentDays')).toEqual({ text: '45 days' });
});

test('the base of the page defines its words', () => {
  expect(parseWords(base).findings).toEqual([]);
});
