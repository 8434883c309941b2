import { describe, expect, it } from 'vitest';
import type { Finding } from '../finding.ts';
import { WORDS_ADVICE, type WordsAdvice } from './advice.fixture.ts';
import { parseClientWords } from './client.ts';
import { fillWords } from './fill.ts';
import { parseWords } from './parse.ts';
import { WORDS } from './words.fixture.ts';

function findingsOf({ yaml, client, skill }: WordsAdvice['wrong']): Finding[] {
  if (yaml !== undefined) return parseWords(yaml).findings;
  if (client !== undefined) return parseClientWords(client, WORDS).findings;
  return fillWords([{ path: 'skills/a/SKILL.md', bytes: new TextEncoder().encode(skill) }], WORDS).findings;
}

describe('advice about words that is followed makes the finding go away', () => {
  it.each(WORDS_ADVICE.map((row) => [row.code, row.fix, row] as const))('%s: %s', (code, fix, { wrong, followed }) => {
    expect(findingsOf(wrong).map((finding) => [finding.code, finding.fix])).toEqual([[code, fix]]);
    expect(findingsOf(followed)).toEqual([]);
  });
});
