import { expect, it } from 'vitest';
import { checkLinks } from './links.ts';
import type { Skill } from './types.ts';

const FILES = ['price list.md', 'größe.md', 'fees (new).md', 'plain.md'].map((name) => `skills/a/references/${name}`);

async function problems(body: string): Promise<string[]> {
  const skill: Skill = { name: 'a', description: 'A.', body, bodyLine: 5, tools: [], path: 'skills/a/SKILL.md' };
  const found = await checkLinks(skill, (path) => FILES.includes(path) || /\/references\/?$/.test(path));
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

it('reads destinations as CommonMark does', async () => {
  const right = [
    '[a]: references/plain.md\n[b][a] [a][] [a]',
    '[a](references/plain.md?raw=1#L3)',
    '[a](references/plain.md \'A "title"\')',
    '[a](  references/plain.md  (title)  )',
    '[a [b] c](references/plain.md)',
    '[![alt](references/plain.md)](references/plain.md)',
    '[a](references/fees\\ no) is no link',
    '[a](<references/fees (new).md>)',
    '[a](<references/fees (new\\).md>)',
    '[a](references/fees&#32;&#40;new&#41;.md) is no link',
    '[a](references/gr&ouml;&szlig;e.md)',
    '\\[a](no.md)',
    '`` [a](no.md) ` ``',
    '<p>[a](no.md)</p>',
    '<!-- [a](no.md) -->',
    '<https://example.com/no.md> <mailto:a@example.com>',
    '[a](https://example.com/no.md) [b](HTTPS://EXAMPLE.COM) [c](mailto:a@b.c) [d](//example.com/no.md) [e](tel:+49)',
    '[a](#part) [b]() [c](<>) [d](?x)',
    '[a](references) [b](references/) [c](./references/plain.md)',
    '    [a](no.md)',
    '````\n```\n[a](no.md)\n````',
    '~~~ js\n[a](no.md)\n',
    '> ```\n> [a](no.md)\n> ```',
    '- ```\n  [a](no.md)\n  ```',
    '[x] [ ] [^1]',
  ];
  for (const body of right) expect([body, await problems(body)]).toEqual([body, []]);
});

it('finds what CommonMark takes for a link to nowhere', async () => {
  const wrong = [
    '[a](no.md "t")',
    '![a](no.md)',
    '[a][b]\n\n[b]: no.md',
    '[b]: <no.md>',
    '- [a](no.md)',
    '> [a](no.md)',
    '**[a](no.md)**',
    '[a](\nno.md)',
    '[a](no.md#part)',
    '[a](no&#46;md)',
    '[a](no\\.md)',
  ];
  for (const body of wrong)
    expect([body, (await problems(body)).map((problem) => problem.replace(/^\S+ \S+ /, ''))]).toEqual([
      body,
      ['The link "no.md" leads to no file.'],
    ]);
});
