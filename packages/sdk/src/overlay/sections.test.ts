import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkSections } from './check.ts';
import { markdown } from './markdown.fixture.ts';
import { piecesOf } from './pieces.ts';
import { sectionsOf } from './sections.ts';

const idsOf = (text: string) => sectionsOf(text).sections.map(({ id }) => id);

test('ids of a wrong form, and ids used twice, are said with their place', () => {
  const { sections, findings } = sectionsOf(
    '# A {#Big One}\n\n## B {#b}\n\n## C {#b}\n\n> ## D {#d}\n',
    'skills/a/SKILL.md',
  );
  expect(sections.map(({ id }) => id)).toEqual(['b']);
  expect(findings).toEqual([
    {
      code: 'section/id',
      severity: 'warning',
      message: 'The heading of "d" is in a list or a quotation.',
      file: 'skills/a/SKILL.md',
      line: 7,
      column: 8,
      fix: 'Move it out to amend it.',
    },
    {
      code: 'section/id',
      severity: 'warning',
      message: '"Big One" is not the id of a section: it must be a lower-case name.',
      file: 'skills/a/SKILL.md',
      line: 1,
      column: 5,
      fix: 'Write {#big-one}.',
    },
    {
      code: 'section/twice',
      severity: 'warning',
      message: 'Two sections have the id "b".',
      file: 'skills/a/SKILL.md',
      line: 5,
      column: 6,
      fix: 'Rename one: an amendment names one section.',
    },
  ]);
});

test('an id is used once in all files of a skill', () => {
  const files = [
    { path: 'skills/a/SKILL.md', text: '# A\n\n## B {#b}\n' },
    { path: 'skills/a/references/c.md', text: '# C\n\nText.\n\n## B {#b}\n' },
  ];
  expect(checkSections(files)).toMatchObject([
    { code: 'section/twice', file: 'skills/a/references/c.md', line: 5, column: 1 },
  ]);
});

test('a section reaches to the next heading of its level or higher, over those that are deeper', () => {
  const text =
    '---\nname: a\n---\n\n# T\n\nIntro.\n\n## Read {#read}\n\nOne.\n\n### Deep {#deep}\n\nTwo.\n\n### Plain\n\nThree.\n\n## End\n\nFour.\n';
  const { sections } = sectionsOf(text);
  expect(sections.map(({ id, title, level, parent }) => [id, title, level, parent])).toEqual([
    ['read', 'Read', 2, undefined],
    ['deep', 'Deep', 3, 'read'],
  ]);
  const [read, deep] = sections.map(({ start, end }) => text.slice(start, end));
  expect(read).toBe('## Read {#read}\n\nOne.\n\n### Deep {#deep}\n\nTwo.\n\n### Plain\n\nThree.\n\n');
  expect(deep).toBe('### Deep {#deep}\n\nTwo.\n\n');
});

test.each([
  ['a fence', '```md\n## A {#a}\n```\n', []],
  ['a longer fence of tildes', '~~~~\n~~~\n## A {#a}\n~~~~\n', []],
  ['an indented block', 'Text.\n\n    ## A {#a}\n', []],
  ['HTML', '<!--\n## A {#a}\n-->\n\n<div>\n## B {#b}\n</div>\n', []],
  ['the frontmatter', '---\nname: a\n## A {#a}\n---\n\n## B {#b}\n', ['b']],
  ['closing signs', '## A {#a} ##\n', ['a']],
  ['the form with a line below', 'A {#a}\n---\n\nB {#b}\n===\n', ['a', 'b']],
  ['lines that end in CR LF', '## A {#a}\r\n\r\nText.\r\n\r\n## B {#b}\r\n', ['a', 'b']],
  ['a byte order mark', '\ufeff## A {#a}\n', ['a']],
  ['blanks around the id', '## A { #a }\n', ['a']],
  ['no blank before it', '## A{#a}\n', ['a']],
  ['an id that is not at the end', '## {#a} A\n', []],
])('reads %s as CommonMark does', (_what, text, ids) => {
  expect(idsOf(text)).toEqual(ids);
});

test('pieces joined are the text again, byte for byte', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        markdown,
        fc.string({
          unit: fc.constantFrom(
            '#',
            ' ',
            '\n',
            '\r\n',
            '-',
            '`',
            '{#a}',
            '{#b}',
            'x',
            '>',
            '\t',
            '<!--',
            '\ufeff',
            '=',
          ),
        }),
      ),
      (text) => {
        expect(
          piecesOf(text)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text);
        for (const { start, bodyStart, end } of sectionsOf(text).sections)
          expect(0 <= start && start < bodyStart && bodyStart <= end && end <= text.length).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});
