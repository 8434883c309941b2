import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readConflicts, resolveConflicts } from './conflict.ts';
import { markdown, threeTexts } from './markdown.fixture.ts';
import { mergeSections } from './merge.ts';
import { piecesOf } from './pieces.ts';

const HEAD = '---\nname: a\n---\n\n# Title\n\n';
const read = (text: string) => `## Read {#read}\n\n${text}\n\n`;
const decide = (text: string) => `## Decide {#decide}\n\n${text}\n\n`;
const end = (text: string) => `## End {#end}\n\n${text}\n`;
const BEFORE = HEAD + read('One.') + decide('Two.') + end('Three.');

const statuses = (before: string, now: string, client: string) =>
  Object.fromEntries(mergeSections(before, now, client).sections.map(({ id, status }) => [id, status]));

test('what only one of them changed is taken from that one', () => {
  const now = HEAD + read('One of the base.') + decide('Two.') + end('Three.');
  const client = HEAD + read('One.') + decide('Two of the client.') + end('Three.');
  const merged = mergeSections(BEFORE, now, client);
  expect(merged.text).toBe(HEAD + read('One of the base.') + decide('Two of the client.') + end('Three.'));
  expect(statuses(BEFORE, now, client)).toEqual({
    '---': 'unchanged',
    '': 'unchanged',
    read: 'theirs',
    decide: 'ours',
    end: 'unchanged',
  });
});

test('what both changed is a conflict with all three texts, and is read back', () => {
  const now = HEAD + read('One of the base.') + decide('Two.') + end('Three.');
  const client = HEAD + read('One of the client.') + decide('Two.') + end('Three.');
  const labels = { client: 'acme/sales', before: 'rolekit/sales 0.1.0', now: 'rolekit/sales 0.2.0' };
  const { text, sections } = mergeSections(BEFORE, now, client, labels);
  expect(text).toBe(
    `${HEAD}<<<<<<< acme/sales\n${read('One of the client.')}||||||| rolekit/sales 0.1.0\n${read('One.')}=======\n${read('One of the base.')}>>>>>>> rolekit/sales 0.2.0\n\n${decide('Two.')}${end('Three.')}`,
  );
  expect(sections.find(({ id }) => id === 'read')).toEqual({
    id: 'read',
    status: 'conflict',
    before: read('One.'),
    now: read('One of the base.'),
    client: read('One of the client.'),
  });
  expect(readConflicts(text)).toMatchObject({
    conflicts: [
      { before: read('One.'), now: read('One of the base.'), client: read('One of the client.'), line: 7, labels },
    ],
    broken: [],
  });
  expect(resolveConflicts(text, (conflict) => conflict.client?.trimEnd().concat('\n'))).toBe(
    HEAD + read('One of the client.') + decide('Two.') + end('Three.'),
  );
});

test('a section that the base dropped goes, unless the client amended it', () => {
  const now = HEAD + decide('Two.') + end('Three.');
  expect(mergeSections(BEFORE, now, BEFORE).text).toBe(now);
  const client = HEAD + read('One.') + decide('Two.') + end('Three, and ours.');
  expect(mergeSections(BEFORE, now, client).text).toBe(HEAD + decide('Two.') + end('Three, and ours.'));
  const amended = HEAD + read('Ours.') + decide('Two.') + end('Three.');
  const merged = mergeSections(BEFORE, now, amended);
  expect(merged.sections.find(({ id }) => id === 'read')).toEqual({
    id: 'read',
    status: 'conflict',
    before: read('One.'),
    now: undefined,
    client: read('Ours.'),
  });
  expect(merged.text).toContain('>>>>>>> base now (not there)\n');
  expect(readConflicts(merged.text).conflicts).toMatchObject([{ now: undefined, client: read('Ours.') }]);
});

test('sections that each of them added are both there, each behind what it followed', () => {
  const now = `${HEAD + read('One.')}## New {#new}\n\nBase.\n\n${decide('Two.')}${end('Three.')}`;
  const client = `${HEAD + read('One.') + decide('Two.')}## Own {#own}\n\nClient.\n\n${end('Three.')}`;
  expect(mergeSections(BEFORE, now, client).text).toBe(
    HEAD +
      read('One.') +
      '## New {#new}\n\nBase.\n\n' +
      decide('Two.') +
      '## Own {#own}\n\nClient.\n\n' +
      end('Three.'),
  );
});

test('sections that the base moved are moved, with what the client made of them', () => {
  const now = HEAD + decide('Two.') + read('One.') + end('Three.');
  const client = HEAD + read('Ours.') + decide('Two.') + end('Three.');
  expect(mergeSections(BEFORE, now, client).text).toBe(HEAD + decide('Two.') + read('Ours.') + end('Three.'));
});

test('a section that is no longer the last has not changed', () => {
  const now = `${BEFORE}\n## New {#new}\n\nBase.\n`;
  const client = HEAD + read('One.') + decide('Two.') + end('Ours.');
  expect(mergeSections(BEFORE, now, client).text).toBe(`${client}\n## New {#new}\n\nBase.\n`);
});

test('texts that have lines of marks themselves are told from them', () => {
  const own = '## Read {#read}\n\n=======\n<<<<<<< not one\n';
  const { text } = mergeSections(
    BEFORE,
    HEAD + read('Base.') + decide('Two.') + end('Three.'),
    `${HEAD + own}\n${decide('Two.')}${end('Three.')}`,
  );
  expect(text).toContain('<<<<<<<< yours\n');
  expect(readConflicts(text)).toMatchObject({ conflicts: [{ client: `${own}\n` }], broken: [] });
});

test('marks that belong to no whole conflict are said', () => {
  expect(readConflicts('a\n<<<<<<< yours\nb\n=======\nc\n>>>>>>> base\n')).toEqual({ conflicts: [], broken: [2, 6] });
});

test('merging with what has not changed is nothing, byte for byte', () => {
  fc.assert(
    fc.property(markdown, markdown, (one, other) => {
      expect(mergeSections(one, one, other).text).toBe(other);
      expect(mergeSections(one, other, one).text).toBe(other);
      expect(mergeSections(one, other, other).text).toBe(other);
    }),
    { numRuns: 100 },
  );
});

test('merging and then diffing loses nothing', () => {
  let conflicts = 0;
  let clean = 0;
  fc.assert(
    fc.property(threeTexts, ({ before, now, client }) => {
      const merged = mergeSections(before, now, client);
      const found = readConflicts(merged.text);
      expect(found.broken).toEqual([]);
      const contested = merged.sections.filter(({ status }) => status === 'conflict');
      expect(found.conflicts.map(({ before, now, client }) => ({ before, now, client }))).toEqual(
        contested.map(({ before, now, client }) => ({ before, now, client })),
      );
      conflicts += contested.length;
      clean += contested.length === 0 ? 1 : 0;
      // what remains is each section once, whole, as the side has it that changed it
      const rest = contentsOf(resolveConflicts(merged.text, () => undefined));
      const expected = merged.sections
        .filter(({ status }) => status !== 'conflict')
        .map((section) => [section.id, section.status === 'theirs' ? section.now : section.client] as const)
        .flatMap(([id, text]) => (text === undefined ? [] : [[id, tight(text)] as const]));
      expect(rest).toEqual(new Map(expected.toSorted(([a], [b]) => (a < b ? -1 : 1))));
    }),
    { numRuns: 300 },
  );
  expect([conflicts > 40, clean > 40]).toEqual([true, true]);
});

/** Blank lines between sections are not theirs. */
function tight(text: string): string {
  return text.replace(/\n\s*\n/g, '\n').trim();
}

function contentsOf(text: string): Map<string, string> {
  const contents = new Map<string, string>();
  for (const piece of piecesOf(text)) contents.set(piece.id, `${contents.get(piece.id) ?? ''}\n${piece.text}`);
  return new Map(
    [...contents]
      .map(([id, text]) => [id, tight(text)] as const)
      .filter(([id, text]) => id !== '' || text !== '')
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}
