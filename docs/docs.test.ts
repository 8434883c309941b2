import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { COMMANDS } from '../packages/cli/src/commands.ts';
import { rolekit } from '../packages/cli/test/rolekit.ts';
import { pagePaths, readPage, stalePages } from '../scripts/docs.mjs';
import { codesIn, FINDING_CODES } from '../scripts/finding-codes.mjs';
import { BEFORE, connectorLines, sliceLines } from '../scripts/lines.mjs';

const ROOT = dirname(import.meta.dirname);
const PAGES = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...pagePaths()];

test('no generated page and no snippet is stale; `node scripts/docs.mjs` writes them', async () => {
  expect((await stalePages()).map(([path]) => path)).toEqual([]);
});

test('the connectors are shorter than before the SDK was drawn from them, but for those that do more since, and their slices than with the official SDK alone', () => {
  const now = connectorLines();
  const longer = Object.entries(BEFORE).filter(([name, before]) => (now[name] ?? before) >= before);
  // docs/decisions/three-connectors.md says what they gained
  expect(longer.map(([name]) => name)).toEqual(['salesforce', 'snowflake']);
  const { shared, slices } = sliceLines();
  expect(slices.filter(({ plain, rolekit }) => rolekit >= plain)).toEqual([]);
  const all = (key: 'plain' | 'rolekit') => slices.reduce((total, slice) => total + slice[key], 0);
  expect(all('rolekit')).toBeLessThan((all('plain') + shared) / 1.5);
});

test('every code of a finding is explained, and none that is not there', () => {
  const packages = join(ROOT, 'packages');
  const paths = readdirSync(packages, { recursive: true, encoding: 'utf8' }).filter(
    (path) => /^(?:sdk|cli|registry|openapi)\/src\/.*\.ts$/.test(path) && !path.endsWith('.test.ts'),
  );
  const codes = codesIn(paths.map((path) => [path, readFileSync(join(packages, path), 'utf8')]));
  expect(Object.keys(FINDING_CODES).sort()).toEqual(codes);
});

test.each(PAGES)('links of %s lead somewhere', (path) => {
  const broken = linksOf(readPage(path)).filter((link) => !leadsSomewhere(path, link));
  expect(broken).toEqual([]);
});

test('every page of docs is linked from its index', () => {
  const index = readPage('docs/README.md');
  const pages = pagePaths().map((path) => relative('docs', path));
  expect(pages.filter((page) => /^(?!README)[^/]+$/.test(page) && !index.includes(`](${page})`))).toEqual([]);
});

test.each(PAGES)('%s names no place of one machine', (path) => {
  const text = readPage(path);
  expect(text).not.toMatch(/(?:^|[\s"'`(])\/(?:work|home|root|tmp|Users)\//m);
  const hosts = [...text.matchAll(/https?:\/\/([\w.-]+)/g)].map(([, host]) => host ?? '');
  expect(
    hosts.filter((host) => !/(?:^|\.)example(?:\.com)?$|^127\.0\.0\.1$/.test(host) && !PUBLIC.includes(host)),
  ).toEqual([]);
});

/** Where the registries beside which docs/promises.md stands say what they promise. */
const OTHER_REGISTRIES = [
  'docs.npmjs.com',
  'docs.pypi.org',
  'blog.pypi.org',
  'jsr.io',
  'github.com',
  'modelcontextprotocol.io',
];

const PUBLIC = [
  'agent-plugins.org',
  'agentskills.io',
  'rolekit.dev',
  'token.actions.githubusercontent.com',
  'gitlab.com',
  ...OTHER_REGISTRIES,
];

test.each(PAGES)('%s names commands that exist', (path) => {
  const lines = fencesOf(readPage(path), 'sh').flatMap((code) => code.split('\n'));
  const named = lines.flatMap((line) => /^(?:npx --no-install )?rolekit (\S+)/.exec(line)?.[1] ?? []);
  expect(named.filter((name) => !COMMANDS.some(({ words }) => words.name === name))).toEqual([]);
});

const OUTPUTS = PAGES.flatMap((path) =>
  [...readPage(path).matchAll(/<!-- output: rolekit (.+) -->\n```text\n([\s\S]*?)\n```/g)].map(
    ([, line = '', text = '']) => [path, line, text] as const,
  ),
);

test.each(OUTPUTS)('%s shows what `rolekit %s` prints', async (_path, line, text) => {
  const { code, stdout } = await rolekit(line.split(' '), { cwd: ROOT });
  expect(
    stdout
      .trimEnd()
      .replaceAll(/\d+ checks?/g, '… checks')
      .replaceAll(/\d+ ms/g, '… ms')
      .replaceAll(/\d+\.\d s/g, '… s'),
  ).toBe(text);
  expect(code).toBe(0);
});

function linksOf(page: string): string[] {
  const prose = page.replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^()\s]+)\)/g)]
    .map(([, target]) => target ?? '')
    .filter((link) => !/^https?:/.test(link));
}

function leadsSomewhere(from: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? from : join(dirname(from), path);
  if (!existsSync(join(ROOT, target))) return false;
  if (anchor === undefined) return true;
  return statSync(join(ROOT, target)).isFile() && anchorsOf(readPage(target)).includes(anchor);
}

/** As code hosts make them from headings. */
function anchorsOf(page: string): string[] {
  const prose = page.replaceAll(/```[\s\S]*?```/g, '');
  return [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function fencesOf(page: string, language: string): string[] {
  return [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\\n\`\`\``, 'g'))].map(([, code]) => code ?? '');
}
