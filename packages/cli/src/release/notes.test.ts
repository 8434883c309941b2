import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder, writeFiles } from '../../test/workspace.ts';
import { parseNote, readNotes } from './notes.ts';

describe('a note that cannot be used is said with its line', () => {
  test.each([
    ['', 1, 'note/frontmatter', 'The note has no frontmatter.'],
    ['Just a text.\n', 1, 'note/frontmatter', 'The note has no frontmatter.'],
    ['\n---\n"sales": minor\nText.\n', 2, 'note/frontmatter', 'The frontmatter of the note has no end.'],
    ['---\n- sales\n---\nText.\n', 2, 'note/frontmatter', 'The frontmatter names no plugins.'],
    [
      '---\n"crm": minor\n"sales": "min\n---\nText.\n',
      3,
      'note/frontmatter',
      'The frontmatter is not YAML: Missing closing "quote.',
    ],
    [
      '---\nsales: minor\nsales: major\n---\nText.\n',
      3,
      'note/frontmatter',
      'The frontmatter is not YAML: Map keys must be unique.',
    ],
    [
      '---\r\ncrm: patch\r\nsales: minr\r\n---\r\nText.\r\n',
      3,
      'note/bump',
      '`minr` is no step of a version (of sales).',
    ],
    ['---\nsales: [minor]\n---\nText.\n', 2, 'note/bump', '`a list` is no step of a version (of sales).'],
    ['---\nsales: minor\n---\n\n', 3, 'note/empty', 'The note has no text.'],
  ])('%j', (source, line, code, message) => {
    expect(parseNote(source, '.changeset/x.md')).toEqual({
      findings: [
        { code, severity: 'error', message, file: '.changeset/x.md', line, fix: expect.stringMatching(/\.$|\?$/) },
      ],
    });
  });

  test('with what was meant', () => {
    const { findings } = parseNote('---\nsales: mayor\n---\nText.\n', 'x.md');
    expect(findings[0]?.fix).toBe('Did you mean `major`?');
  });

  test('also when it is too long to be one', async () => {
    const dir = writeFiles(temporaryFolder(), {
      '.changeset/long.md': `---\nsales: minor\n---\n${'x'.repeat(70_000)}`,
    });
    const { notes, findings } = await readNotes(dir, dir);
    expect(notes).toEqual([]);
    expect(findings).toEqual([
      expect.objectContaining({ file: '.changeset/long.md', message: 'The note has 70021 bytes; the limit is 65536.' }),
    ]);
  });
});

test('notes of all plugins are read, with either end of lines, and what is no note is passed over', async () => {
  const dir = writeFiles(temporaryFolder(), {
    '.changeset/b.md':
      '\uFEFF---\r\n"acme/sales": minor\r\n\'crm\': patch\r\n---\r\n\r\nFinds deals.\r\n\r\nAll of them.\r\n',
    '.changeset/a.md': '---\n---\n',
    '.changeset/none.md': '---\ncrm: none\n---\n\nTests.\n',
    '.changeset/README.md': '# Changesets\n',
    '.changeset/.hidden.md': 'x',
    '.changeset/config.json': '{}',
  });
  const { notes, findings } = await readNotes(dir, dir);
  expect(findings).toEqual([]);
  expect(notes.map(({ file, bumps, text }) => ({ file, bumps, text }))).toEqual([
    { file: '.changeset/a.md', bumps: [], text: '' },
    {
      file: '.changeset/b.md',
      bumps: [
        { name: 'acme/sales', bump: 'minor', line: 2 },
        { name: 'crm', bump: 'patch', line: 3 },
      ],
      text: 'Finds deals.\n\nAll of them.',
    },
    { file: '.changeset/none.md', bumps: [{ name: 'crm', bump: 'none', line: 2 }], text: 'Tests.' },
  ]);
});

test('every note of this repository, written by changesets, is read', async () => {
  const root = join(import.meta.dirname, '../../../..');
  const { notes, findings } = await readNotes(root, root);
  expect(findings).toEqual([]);
  const [note] = notes;
  expect((await readFile(note?.path ?? '', 'utf8')).endsWith(`${note?.text}\n`)).toBe(true);
});
