// What holds for the skills of every role: what they say of themselves, how long they are, and how an answer ends.
import { readdirSync, readFileSync } from 'node:fs';
import { checkSections, sectionsOf } from '@rolekit/sdk/internal/overlay';
import { fillWords, parseWords } from '@rolekit/sdk/internal/words';
import { describe, expect, test } from 'vitest';
import { toolsOfPlugin } from '../bench/token-count.ts';

const plugins = new URL('../plugins/', import.meta.url);
const ROLES = readdirSync(plugins).sort();

/** A skill's text as it is shipped: with the role's words in place. */
function filled(role: string, path: string): string {
  const { words } = parseWords(readFileSync(new URL(`${role}/words.yaml`, plugins), 'utf8'));
  const { files, findings } = fillWords([{ path, bytes: readFileSync(new URL(`${role}/${path}`, plugins)) }], words);
  expect(findings).toEqual([]);
  return new TextDecoder().decode(files[0]?.bytes);
}

const SKILLS = ROLES.flatMap((role) =>
  readdirSync(new URL(`${role}/skills/`, plugins)).map((name) => ({
    role,
    name,
    text: filled(role, `skills/${name}/SKILL.md`),
  })),
);

/** The skills that do a job; the others route a request and check connections. */
const JOBS = SKILLS.filter(({ role, name }) => !name.startsWith(`${role}-`));

const playbooksOf = (role: string, name: string) =>
  readdirSync(new URL(`${role}/playbooks/`, plugins))
    .map((file) => readFileSync(new URL(`${role}/playbooks/${file}`, plugins), 'utf8'))
    .filter((text) => text.startsWith(`skill: ${name}\n`));

const descriptionOf = (text: string) => /^description: (.+)$/m.exec(text)?.[1] ?? '';
const sectionOf = (text: string, heading: string) => text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';

test.each(ROLES)('%s says where a request goes and what is connected', (role) => {
  const names = SKILLS.filter((skill) => skill.role === role).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining([`${role}-index`, `${role}-setup`]));
});

test.each(ROLES)('the index of %s names every skill of the role', (role) => {
  const index = SKILLS.find(({ name }) => name === `${role}-index`)?.text ?? '';
  const others = SKILLS.filter((skill) => skill.role === role && skill.name !== `${role}-index`);
  for (const { name } of others) expect(index).toContain(`\`${name}\``);
});

test.each(ROLES)('the index of %s says what is done where two sources disagree', (role) => {
  expect(SKILLS.find(({ name }) => name === `${role}-index`)?.text).toContain('disagree');
});

test.each(ROLES)('the skills of %s name only tools that the role lists, in their references too', async (role) => {
  const { connectors } = JSON.parse(readFileSync(new URL(`${role}/plugin.json`, plugins), 'utf8')).extensions[
    'dev.rolekit'
  ];
  const tool = new RegExp(`\`((?:${Object.keys(connectors).join('|')})_\\w+)\``, 'g');
  const texts = readdirSync(new URL(`${role}/skills/`, plugins), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => readFileSync(new URL(`${role}/skills/${path}`, plugins), 'utf8'));
  const named = new Set(texts.flatMap((text) => [...text.matchAll(tool)].map((match) => match[1])));
  const listed = new Set((await toolsOfPlugin(role)).map(({ name }) => name));
  expect(named.size).toBeGreaterThan(3);
  // a property of HubSpot's that is named like a tool
  named.delete('hubspot_owner_id');
  expect([...named].filter((name) => name === undefined || !listed.has(name))).toEqual([]);
});

describe.each(SKILLS)('$role: $name', ({ text }) => {
  test('says in at most 1,024 characters what it does, when to use it and when not', () => {
    const description = descriptionOf(text);
    expect(description.length).toBeLessThanOrEqual(1024);
    expect(description).toMatch(/^[A-Z].{20,}? Use when .+ Not for .+/);
  });

  test('costs a host at most 900 tokens, estimated as a quarter of the characters', () => {
    expect(text.length).toBeLessThanOrEqual(3600);
  });

  test('says what it does with pasted rows', () => {
    expect(sectionOf(text, 'Pasted rows').length).toBeGreaterThan(80);
  });

  test('ends every answer with how sure it is, what is missing and one next step', () => {
    const end = sectionOf(text, 'End of every answer');
    expect([...end.matchAll(/^\*\*(.+?)\*\*: ./gm)].map((match) => match[1])).toEqual([
      'How sure',
      'Missing',
      'Next step',
    ]);
  });
});

test.each(JOBS)('$role: $name has sections that a client amends, each id once in its files', ({ role, name, text }) => {
  expect(sectionsOf(text).sections.length).toBeGreaterThanOrEqual(2);
  const folder = new URL(`${role}/skills/${name}/`, plugins);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.md'));
  expect(checkSections(files.map((path) => ({ path, text: readFileSync(new URL(path, folder), 'utf8') })))).toEqual([]);
});

test.each(JOBS)(
  '$role: $name is proven by at least three playbooks, one of them with nothing connected',
  ({ role, name }) => {
    const playbooks = playbooksOf(role, name);
    expect(playbooks.length).toBeGreaterThanOrEqual(3);
    expect(playbooks.filter((playbook) => playbook.includes('\nconnected: []\n'))).not.toEqual([]);
  },
);
