import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Finding, placeOf } from '@rolekit/sdk';
import { type WordsFile, wordsDigest } from '@rolekit/sdk/internal/words';
import { describe, expect, test } from 'vitest';
import { rolekit } from '../../test/rolekit.ts';
import { TODO_CODE, todoWorkspace, writeFiles } from '../../test/workspace.ts';
import { checkPlugin } from '../validate/check.ts';
import { composeBundle } from './index.ts';

const YAML = `thresholds:
  silentDays: { value: 30, unit: days, min: 1, max: 365, about: Days of silence }
  unread: { value: 2, unit: times, about: Nobody reads it }
stages:
  todo: { label: To do, category: open }
  done: { label: Done, category: won }
`;
const skill = (body: string) => `---\nname: tidy-up\ndescription: Tidy the list. Use when asked to.\n---\n\n${body}\n`;
const BODY = 'Read it with `todo_list_items` after {{thresholds.silentDays}}.\n\n{{stages}}';
const SKILL = 'skills/tidy-up/SKILL.md';

function plugin(files: Record<string, string>): string {
  const made = todoWorkspace();
  writeFiles(made.plugin, { 'words.yaml': YAML, [SKILL]: skill(BODY), ...files });
  return made.plugin;
}

const said = (findings: readonly Finding[]) => findings.map((found) => `${placeOf(found)} ${found.code}`);
const bytesOf = (files: readonly { path: string; bytes: Uint8Array }[], path: string) =>
  new TextDecoder().decode(files.find((file) => file.path === path)?.bytes);

describe('words that are wrong are refused before anything is built', () => {
  test('in words.yaml and in skills, all at once', async () => {
    const dir = plugin({ [SKILL]: skill('{{thresholds.silentDay}} {{stages.doing}} {{style.tone}}') });
    const expected = [
      'skills/tidy-up/SKILL.md:6:1 words/unknown',
      'skills/tidy-up/SKILL.md:6:26 words/missing-stage',
      'skills/tidy-up/SKILL.md:6:43 words/unknown',
    ];
    expect(said((await checkPlugin(dir)).findings)).toEqual(expected);
    await expect(composeBundle(dir)).rejects.toMatchObject({ code: 'RK_FINDINGS' });
  });

  test('what follows from a broken words.yaml is not said of the skills', async () => {
    const dir = plugin({ 'words.yaml': YAML.replace('value: 30', 'value: 400') });
    expect(said((await checkPlugin(dir)).findings)).toEqual(['words.yaml:2:24 words/range']);
  });

  test('when a skill reads words that there are not', async () => {
    const made = todoWorkspace();
    writeFiles(made.plugin, { [SKILL]: skill(BODY) });
    expect(said((await checkPlugin(made.plugin)).findings)).toEqual([
      'skills/tidy-up/SKILL.md:6:38 words/unknown',
      'skills/tidy-up/SKILL.md:8:1 words/unknown',
    ]);
  });

  test('when a word makes a skill one that no host would load', async () => {
    const long = `glossary: { a: { term: ${'x'.repeat(80)}, meaning: x } }\n`;
    const text = `---\nname: tidy-up\ndescription: "${'{{glossary.a}} '.repeat(14)}."\n---\n\nTidy.\n`;
    const dir = plugin({ 'words.yaml': long, [SKILL]: text });
    await expect(composeBundle(dir)).rejects.toMatchObject({
      data: { findings: [expect.objectContaining({ code: 'skill/too-long', file: SKILL })] },
    });
  });
});

test('a build fills the skills and ships the words with their places', async () => {
  const { files, words } = await composeBundle(plugin({}));
  expect(bytesOf(files, SKILL)).toBe(
    skill(
      'Read it with `todo_list_items` after 30 days.\n\n| stage | is |\n|---|---|\n| To do | open |\n| Done | won |',
    ),
  );
  const shipped = JSON.parse(bytesOf(files, 'words.json')) as WordsFile;
  expect(shipped.digest).toBe(wordsDigest(shipped.words));
  expect(shipped.places).toEqual({
    [SKILL]: [
      { offset: 107, length: 7, word: 'thresholds.silentDays' },
      { offset: 117, length: 56, word: 'stages' },
    ],
  });
  expect(words?.map(({ word, value, skills }) => [word, value, skills.length])).toEqual([
    ['stages.todo', 'To do', 1],
    ['stages.done', 'Done', 1],
    ['thresholds.silentDays', 30, 1],
    ['thresholds.unread', 2, 0],
  ]);
});

test('other words change neither the tools nor their digest', async () => {
  const dir = plugin({});
  const before = await composeBundle(dir);
  writeFiles(dir, { 'words.yaml': YAML.replace('value: 30', 'value: 45').replace('To do', 'Offen') });
  const after = await composeBundle(dir);
  expect(bytesOf(after.files, 'tools.json')).toBe(bytesOf(before.files, 'tools.json'));
  expect(after.tools.toolsetDigest).toBe(before.tools.toolsetDigest);
  expect(after.digest).not.toBe(before.digest);
  expect(JSON.parse(bytesOf(after.files, 'words.json')).digest).not.toBe(
    JSON.parse(bytesOf(before.files, 'words.json')).digest,
  );
});

test('validate says how many words there are, and how many are read, of a source and of what was built', async () => {
  const dir = plugin({});
  expect((await rolekit(['validate', dir])).stdout).toContain('words  4, 3 read by skills, 0 by tools\n');
  expect((await rolekit(['build', dir])).stdout).toMatch(/words +4, 3 read by skills, 0 by tools\n/);
  expect((await rolekit(['validate', join(dir, 'dist')])).stdout).toContain('words  4, 3 read by skills, 0 by tools\n');
  expect(readFileSync(join(dir, 'dist', SKILL), 'utf8')).toContain('after 30 days.');
});

describe('a tool that computes with words', () => {
  const reading = TODO_CODE.replace(
    "items: item, examples: [], handler: async () => [{ id: '1', title: legacy.title() }],",
    'items: item, examples: [], words: { thresholds: { silentDays: 14 } },\n' +
      "  handler: async (_, __, { words }) => [{ id: '1', title: `after ${words.thresholds.silentDays}` }],",
  ).replace(/^import legacy .*$/m, '');

  function readingPlugin(yaml: string): string {
    const made = todoWorkspace();
    writeFiles(made.connector, { 'src/index.ts': reading });
    writeFiles(made.plugin, { 'words.yaml': yaml, [SKILL]: skill(BODY) });
    return made.plugin;
  }

  test('is refused where the plugin defines the word with another type', async () => {
    const dir = readingPlugin(YAML.replace('{ value: 30, unit: days, min: 1, max: 365,', '{ value: 2026-01-31,'));
    const [finding] = (await checkPlugin(dir)).findings;
    expect(finding).toEqual({
      code: 'words/type',
      severity: 'error',
      message: 'The tool todo_list_items reads thresholds.silentDays as a number.',
      file: 'words.yaml',
      fix: 'Write a number, or give the word another name.',
    });
  });

  test('gets the plugin’s value in the built server, which no definition shows', async () => {
    const dir = readingPlugin(YAML.replace('value: 30', 'value: 45'));
    const { words, files, tools } = await composeBundle(dir);
    expect(words?.find(({ word }) => word === 'thresholds.silentDays')?.tools).toEqual(['todo_list_items']);
    expect(bytesOf(files, 'server/main.mjs')).toContain('{\\"thresholds\\":{\\"silentDays\\":45}}');
    writeFiles(dir, { 'words.yaml': YAML });
    expect((await composeBundle(dir)).tools.toolsetDigest).toBe(tools.toolsetDigest);
    const env = { TODO_TOKEN: 'x' };
    const called = await rolekit(['call', 'todo_list_items', '--plugin', dir, '--json'], { env });
    expect(called.stdout).toContain('after 30');
  });
});
