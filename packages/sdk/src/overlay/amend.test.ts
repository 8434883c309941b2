import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amend } from './amend.ts';
import type { Amendment } from './amendment-form.ts';
import { markdown } from './markdown.fixture.ts';
import { sectionsOf } from './sections.ts';

const SKILL =
  '---\nname: a\n---\n\n# Title\n\n## Read {#read}\n\nOne.\n\n### Deep {#deep}\n\nTwo.\n\n## Decide {#decide}\n\nThree.\n';
const RULES = '# Rules\n\n## Bounds {#bounds}\n\nFour.\n';
const FILES = [
  { path: 'skills/a/SKILL.md', text: SKILL },
  { path: 'skills/a/references/rules.md', text: RULES },
];

function amendment(section: string, place: Amendment['place'], text: string): Amendment {
  return { section, place, text, file: `amendments/a/${section}${place === 'replace' ? '' : `.${place}`}.md` };
}

const problemsOf = (...amendments: Amendment[]) =>
  amend(FILES, amendments).findings.map(({ code, file, line, message, fix }) => [
    code,
    file,
    line,
    `${message} ${fix}`,
  ]);

test('a section that is not there is refused with those that are', () => {
  expect(
    problemsOf(amendment('decid', 'replace', '## Decide {#decide}\n'), amendment('elsewhere', 'after', 'x')),
  ).toEqual([
    [
      'amendment/unknown-section',
      'amendments/a/decid.md',
      undefined,
      'The base\'s skill has no section "decid". Did you mean "decide"? It has read, deep, decide, bounds.',
    ],
    [
      'amendment/unknown-section',
      'amendments/a/elsewhere.after.md',
      undefined,
      'The base\'s skill has no section "elsewhere". It has read, deep, decide, bounds.',
    ],
  ]);
});

test.each<[string, Amendment, string, number]>([
  [
    'has no heading',
    amendment('decide', 'replace', 'Text.\n'),
    'must begin with its heading. Begin with "## Decide {#decide}"',
    1,
  ],
  ['has another id', amendment('decide', 'replace', '## Decide {#other}\n'), 'must begin with its heading', 1],
  ['has another level', amendment('decide', 'replace', '# Decide {#decide}\n'), 'must begin with its heading', 1],
  [
    'ends its section',
    amendment('decide', 'replace', '## Decide {#decide}\n\nText.\n\n## More\n'),
    'The heading "More" would end the section "decide".',
    5,
  ],
  [
    'ends its section behind it',
    amendment('deep', 'after', '# More\n'),
    'The heading "More" would end the section "deep".',
    1,
  ],
  ['leaves a fence open', amendment('read', 'after', '```\nText.\n'), 'would swallow what follows', 3],
  ['leaves a comment open', amendment('read', 'before', 'Text. \n\n<!-- a\n'), 'would swallow what follows', 4],
  ['is empty', amendment('read', 'before', ' \n'), 'The amendment is empty.', 1],
  ['has frontmatter', amendment('read', 'before', '---\nname: a\n---\n\nText.\n'), 'has no frontmatter', 1],
  [
    'has a conflict',
    amendment('read', 'before', 'Text.\n<<<<<<< yours\na\n||||||| base before\n=======\n>>>>>>> base now\n'),
    'A conflict with the base is not decided.',
    2,
  ],
  ['has an id of a wrong form', amendment('read', 'after', 'Text.\n\n### My Own {#MyOwn}\n'), 'Write {#my-own}.', 3],
  [
    'brings an id that is taken',
    amendment('read', 'after', '### Own {#bounds}\n'),
    'The skill has a section "bounds" in skills/a/references/rules.md already.',
    1,
  ],
])('an amendment that %s is refused', (_what, own, text, line) => {
  const [found, ...more] = problemsOf(own);
  expect(more).toEqual([]);
  expect(found?.[2]).toBe(line);
  expect(found?.[3]).toContain(text);
});

test('what is inside of a replaced section cannot be amended beside it', () => {
  const outer = amendment('read', 'replace', '## Read {#read}\n\nMine.\n');
  expect(problemsOf(outer, amendment('deep', 'before', 'Mine.\n'))).toEqual([
    [
      'amendment/overlap',
      'amendments/a/deep.before.md',
      undefined,
      'The section "deep" is inside "read", which amendments/a/read.md replaces. Write it into amendments/a/read.md, or amend only the sections inside.',
    ],
  ]);
  expect(amend(FILES, [outer, amendment('deep', 'before', 'Mine.\n')]).files).toEqual(FILES);
});

test('replaces, puts before and puts after, and says what was there', () => {
  const { files, sections, blocks, findings } = amend(FILES, [
    amendment('deep', 'after', 'After deep.\n'),
    amendment('read', 'after', 'After read.\n'),
    amendment('decide', 'before', 'Before decide.\n'),
    amendment('decide', 'replace', '\n## How we decide {#decide}\n\nOurs.\n\n### More {#more}\n\nOurs too.'),
    amendment('bounds', 'after', '## Own {#own}\n\nFive.\n'),
  ]);
  expect(findings).toEqual([]);
  expect(files[0]?.text).toBe(
    '---\nname: a\n---\n\n# Title\n\n## Read {#read}\n\nOne.\n\n### Deep {#deep}\n\nTwo.\n\nAfter deep.\n\nAfter read.\n\nBefore decide.\n\n## How we decide {#decide}\n\nOurs.\n\n### More {#more}\n\nOurs too.\n',
  );
  expect(files[1]?.text).toBe('# Rules\n\n## Bounds {#bounds}\n\nFour.\n\n## Own {#own}\n\nFive.\n');
  const text = files[0]?.text.split('\n') ?? [];
  expect(
    blocks.map(({ file, line, lines, fileLine }) => [file, fileLine, text.slice(line - 1, line - 1 + lines)]),
  ).toEqual([
    ['amendments/a/deep.after.md', 1, ['After deep.']],
    ['amendments/a/read.after.md', 1, ['After read.']],
    ['amendments/a/decide.before.md', 1, ['Before decide.']],
    ['amendments/a/decide.md', 2, ['## How we decide {#decide}', '', 'Ours.', '', '### More {#more}', '', 'Ours too.']],
    ['amendments/a/bounds.after.md', 1, expect.anything()],
  ]);
  expect(sections).toEqual([
    { id: 'bounds', path: 'skills/a/references/rules.md', before: '## Bounds {#bounds}\n\nFour.\n' },
    { id: 'decide', path: 'skills/a/SKILL.md', before: '## Decide {#decide}\n\nThree.\n' },
    { id: 'deep', path: 'skills/a/SKILL.md', before: '### Deep {#deep}\n\nTwo.\n\n' },
    { id: 'read', path: 'skills/a/SKILL.md', before: '## Read {#read}\n\nOne.\n\n### Deep {#deep}\n\nTwo.\n\n' },
  ]);
});

test('the order of amendments gives one result or the same errors', () => {
  const edits = fc.array(
    fc.tuple(
      fc.nat(),
      fc.constantFrom('replace' as const, 'before' as const, 'after' as const),
      fc.constantFrom('Text.', '- a', 'Text.', '| a |\n|---|', '## Up', '```', '##### Sub {#own}'),
    ),
    { minLength: 1, maxLength: 6 },
  );
  let amended = 0;
  let refused = 0;
  fc.assert(
    fc.property(markdown, edits, fc.nat(), (text, edits, seed) => {
      const { sections } = sectionsOf(text);
      fc.pre(sections.length > 0);
      const amendments = edits.flatMap(([index, place, body]) => {
        const section = sections[index % sections.length];
        if (section === undefined) return [];
        const heading = `${'#'.repeat(section.level)} Ours {#${section.id}}\n\n`;
        return [amendment(section.id, place, place === 'replace' ? `${heading}${body}\n` : `${body}\n`)];
      });
      const files = [{ path: 'skills/a/SKILL.md', text }];
      const first = amend(files, amendments);
      const other = amend(files, shuffled(amendments, seed));
      expect(other.files).toEqual(first.files);
      expect(new Set(other.findings.map(({ code, file }) => `${code} ${file}`))).toEqual(
        new Set(first.findings.map(({ code, file }) => `${code} ${file}`)),
      );
      if (first.findings.length > 0) refused++;
      else amended++;
      if (first.findings.length > 0) return;
      // nothing of the base is gone but what was replaced, and its sections are all still there
      const kept = sectionsOf(first.files[0]?.text ?? '').sections.map(({ id }) => id);
      const replaced = new Set(amendments.flatMap(({ section, place }) => (place === 'replace' ? [section] : [])));
      const isInside = (id: string | undefined): boolean =>
        id !== undefined && (replaced.has(id) || isInside(sections.find((section) => section.id === id)?.parent));
      expect(kept).toEqual(
        expect.arrayContaining(sections.filter(({ parent }) => !isInside(parent)).map(({ id }) => id)),
      );
    }),
    { numRuns: 200 },
  );
  expect([amended > 30, refused > 30]).toEqual([true, true]);
});

function shuffled<T>(items: readonly T[], seed: number): T[] {
  const [first, ...rest] =
    items.length > 1 ? [...items.slice(seed % items.length), ...items.slice(0, seed % items.length)] : items;
  return first === undefined ? [] : seed % 2 === 0 ? [...rest.toReversed(), first] : [first, ...rest];
}
