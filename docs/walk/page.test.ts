import { expect, test } from 'vitest';
import { patternOf, stepsOf, wordsOf } from './page.ts';

const COMMANDS = { kind: 'commands', exitCode: 0, prints: undefined, withHosts: false };

test('blocks that say who runs them are steps, the others are text', () => {
  const page = [
    '```sh\nrolekit search\n```',
    '<!-- ada, ben -->\n```sh\nrolekit info a \\\n  --json\n```\n```text\na\n```',
    '<!-- ada writes policy.json -->\n```json\n{}\n```',
    '<!-- dan with hosts -->\n```sh\nrolekit install a\n```',
    '<!-- dan ends with 3 -->\n```sh\n# no\nrolekit yank a\n```',
  ].join('\n\n');
  expect(stepsOf(page)).toEqual([
    { ...COMMANDS, people: ['ada', 'ben'], commands: ['rolekit info a --json'], prints: 'a' },
    { kind: 'file', people: ['ada'], path: 'policy.json', text: '{}\n' },
    { ...COMMANDS, people: ['dan'], commands: ['rolekit install a'], withHosts: true },
    { ...COMMANDS, people: ['dan'], commands: ['rolekit yank a'], exitCode: 3 },
  ]);
});

test('words are those of a shell', () => {
  expect(wordsOf(`rolekit yank a --reason "Two words" --set 'ada=owner,@x=reader' --name=b`)).toEqual([
    'rolekit',
    'yank',
    'a',
    '--reason',
    'Two words',
    '--set',
    'ada=owner,@x=reader',
    '--name=b',
  ]);
});

test('what a page prints stands for any date and for anything where it says …, and for nothing else', () => {
  const pattern = patternOf('signed in  ada\n  until 2026-12-30\ndigest sha256:…');
  expect('signed in  ada\n  until 2027-01-02\ndigest sha256:abc').toMatch(pattern);
  expect('signed in  ada\n  until 2027-01-02\ndigest sha256:abc\nmore').not.toMatch(pattern);
  expect('signed in  eve\n  until 2027-01-02\ndigest sha256:abc').not.toMatch(pattern);
});

test('a last line of … stands for more lines, or none', () => {
  const pattern = patternOf('withdrawn  here\n…');
  expect(
    ['withdrawn  here', 'withdrawn  here\nthere\nand there', 'withdrawn  hereby'].map((text) => pattern.test(text)),
  ).toEqual([true, true, false]);
});
