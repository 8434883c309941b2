import { expect, it } from 'vitest';
import { checkLinks } from './links.ts';
import type { Skill } from './types.ts';

const FILES = ['price list.md', 'größe.md', 'fees (new).md', 'plain.md'].map((name) => `skills/a/references/${name}`);

async function problems(body: string): Promise<string[]> {
  const skill: Skill = { name: 'a', description: 'A.', body, bodyLine: 5, tools: [], path: 'skills/a/SKILL.md' };
  const found = await checkLinks(skill, (path) => FILES.includes(path));
  return found.map(({ severity, message, line, column }) => `${severity} ${line}:${column} ${message}`);
}

it('finds links to nowhere, in every form of CommonMark', async () => {
  expect(await problems('[a](no.md) and ![b](<no 2.md>)\n\n[c]\n\n[c]: no%203.md "C"\n')).toEqual([
    'warning 5:5 The link "no.md" leads to no file.',
    'warning 5:22 The link "no 2.md" leads to no file.',
    'warning 9:6 The link "no 3.md" leads to no file.',
  ]);
});

it('finds a link out of the plugin, also an encoded one', async () => {
  expect(await problems('[a](../../../b.md) [c](%2e%2e/%2e%2e/%2e%2e/b.md)')).toEqual([
    'error 5:5 The link "../../../b.md" leaves the plugin.',
    'error 5:24 The link "../../../b.md" leaves the plugin.',
  ]);
});

it('follows blanks, umlauts, brackets and fragments', async () => {
  expect(
    await problems(
      '[a](references/price%20list.md) [b](<references/price list.md>) [c](references/gr%C3%B6%C3%9Fe.md) [d](references/fees%20(new).md) [e](references/plain.md#part "E")',
    ),
  ).toEqual([]);
});

it('takes code of any fence, and code spans, for no links', async () => {
  expect(await problems('~~~md\n[a](no.md)\n~~~\n\n`[b](no.md)`\n\n    [c](no.md)\n')).toEqual([]);
});
