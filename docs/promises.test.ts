import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPage } from '../scripts/docs.mjs';

const PAGE = readPage('docs/promises.md');
const REGISTRIES = ['npm', 'PyPI', 'JSR', 'Open VSX', 'MCP registry'];

const PROMISES = PAGE.split(/^### /m)
  .slice(1)
  .map((text) => ({ title: text.slice(0, text.indexOf('\n')), text: text.split(/^## /m)[0] ?? '' }));

/** What a promise names as its proof: files, each with the names of tests in it. */
function proofsOf(text: string): { path: string; names: string[] }[] {
  const shown = /^Shown by ([\s\S]*?)\n\n/m.exec(text)?.[1] ?? '';
  return [...shown.matchAll(/\]\((\.\.\/[^)]+\.ts)\):((?:\s+"[^"]+",?)+)/g)].map(([, path = '', names = '']) => ({
    path: join(import.meta.dirname, path),
    names: [...names.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name),
  }));
}

describe.each(PROMISES)('the promise "$title"', ({ text }) => {
  const proofs = proofsOf(text);

  test('is shown by tests that are there', () => {
    expect(proofs.length).toBeGreaterThan(0);
    const missing = proofs.flatMap(({ path, names }) => {
      const source = existsSync(path) ? readFileSync(path, 'utf8').replaceAll("\\'", "'") : '';
      const isThere = (name: string) =>
        [`'${name}'`, `"${name}"`, `\`${name}\``].some((quoted) => source.includes(quoted));
      return names.filter((name) => !isThere(name)).map((name) => `${path}: ${name}`);
    });
    expect(missing).toEqual([]);
  });

  test('names no test that the pattern of this test does not find', () => {
    const shown = /^Shown by ([\s\S]*?)\n\n/m.exec(text)?.[1] ?? '';
    expect(proofs.flatMap(({ names }) => names)).toHaveLength(shown.split('"').length >> 1);
  });

  test('stands beside what each of the others says, with a source or the words that none was found', () => {
    const rows = [...text.matchAll(/^\| ([^|]+) \| ([^|]+) \|$/gm)].map(([, name = '', says = '']) => ({ name, says }));
    const said = rows.filter(({ name }) => name !== 'registry');
    expect(said.map(({ name }) => name)).toEqual(REGISTRIES);
    expect(said.filter(({ says }) => !/\]\(https:\/\/|[Nn]ot found/.test(says))).toEqual([]);
  });
});

test('the promises are those of a registry for a company', () => {
  expect(PROMISES.length).toBeGreaterThan(10);
});
