import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { Documents, type IndexFile } from './documents.ts';
import type { MarketplaceEntry } from './marketplace-entries.ts';
import { blobOf, pieceOf } from './pieces.ts';

const SCOPE = { name: 'rolekit', publicUrl: 'https://plugins.example.com' };

function entry(namespace: string, name: string, firstSeq: number, version = '1.0.0'): MarketplaceEntry {
  return {
    namespace,
    name,
    version,
    description: `What ${name} does: “äöü”.`,
    displayName: name,
    category: 'Productivity',
    keywords: [],
    author: undefined,
    homepage: undefined,
    license: undefined,
    commit: 'c'.repeat(40),
    firstSeq,
  };
}

const idOf = ({ namespace, name }: MarketplaceEntry) => `${namespace}/${name}`;
const changesOf = (entries: readonly MarketplaceEntry[]) => new Map(entries.map((row) => [idOf(row), row] as const));
const textOf = (file: IndexFile | undefined) =>
  Buffer.concat((file?.pieces ?? []).map(({ bytes }) => bytes)).toString('utf8');

function made(documents: Documents) {
  const [codex, claude, readme] = documents.files();
  return { codex: textOf(codex), claude: textOf(claude), readme: textOf(readme) };
}

function namesIn(documents: Documents): string[] {
  const { claude, codex, readme } = made(documents);
  const names = (JSON.parse(claude).plugins as { name: string }[]).map(({ name }) => name);
  expect((JSON.parse(codex).plugins as { name: string }[]).map(({ name }) => name)).toEqual(names);
  const lines = [...readme.replace(/\nNot listed.*/s, '').matchAll(/^- \S+\/(\S+) /gm)].map(([, name]) => name);
  expect(lines).toEqual(names);
  return names;
}

test('a list of nothing is written as JSON writes it, and so is one that has nothing left', () => {
  const documents = new Documents(SCOPE);
  const head = {
    name: 'rolekit',
    owner: { name: 'rolekit' },
    metadata: { description: 'Role plugins of the registry rolekit' },
  };
  expect(made(documents).claude).toBe(`${JSON.stringify({ ...head, plugins: [] }, null, 2)}\n`);
  documents.update(changesOf([entry('acme', 'sales', 1)]));
  expect(namesIn(documents)).toEqual(['sales']);
  documents.update(new Map([['acme/sales', undefined]]));
  expect(made(documents).claude).toBe(`${JSON.stringify({ ...head, plugins: [] }, null, 2)}\n`);
  expect(made(documents).readme).toBe(made(new Documents(SCOPE)).readme);
});

test('a name that a second namespace took is listed once, and whoever is hidden comes back whole', () => {
  const documents = new Documents(SCOPE);
  documents.update(changesOf([entry('acme', 'sales', 7)]));
  const alone = made(documents);
  documents.update(changesOf([entry('zeta', 'sales', 3)]));
  expect(made(documents).claude).toContain('/git/zeta/sales.git');
  expect(made(documents).readme).toContain('- acme/sales 1.0.0: https://plugins.example.com/git/acme.git');
  documents.update(new Map([['zeta/sales', undefined]]));
  expect(made(documents)).toEqual(alone);
});

test('thousands of changes one after the other make the same bytes as all at once, in whichever order', () => {
  const entries = Array.from({ length: 900 }, (_, at) => entry(`team-${at % 7}`, `plugin-${at}`, at + 1));
  const shuffled = entries.toSorted((a, b) => digest(a.name).localeCompare(digest(b.name)));
  const whole = new Documents(SCOPE);
  whole.update(changesOf(entries));
  const documents = new Documents(SCOPE);
  for (const row of shuffled) {
    documents.update(changesOf([{ ...row, version: '0.9.0' }, entry('gone', `${row.name}-x`, 5000)]));
    if (row.firstSeq % 50 === 0) documents.files();
  }
  for (const row of shuffled)
    documents.update(
      new Map([
        [idOf(row), row],
        [`gone/${row.name}-x`, undefined],
      ]),
    );
  expect(namesIn(documents)).toEqual(entries.map(({ name }) => name).toSorted());
  expect(made(documents)).toEqual(made(whole));
  expect(documents.files().map(({ pieces }) => blobOf(pieces).id)).toEqual(
    whole.files().map(({ pieces }) => blobOf(pieces).id),
  );
  expect(made(whole).claude).toBe(`${JSON.stringify(JSON.parse(made(whole).claude), null, 2)}\n`);
});

test('pieces that were compressed one by one are a whole stream with its checksum', () => {
  const pieces = ['', 'a'.repeat(100_000), 'ÿ'.repeat(4000), '', 'end'].map(pieceOf);
  const { id, content } = blobOf(pieces);
  const body = Buffer.concat(pieces.map(({ bytes }) => bytes));
  const stored = Buffer.concat([Buffer.from(`blob ${body.byteLength}\0`), body]);
  expect(inflateSync(content).equals(stored)).toBe(true);
  expect(id).toBe(createHash('sha1').update(stored).digest('hex'));
});

function digest(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}
