// What the page for partners shows fits the plugin that it follows.
import { existsSync, readFileSync } from 'node:fs';
import { sectionsOf } from '@rolekit/sdk/internal/overlay';
import { parseManifest } from '@rolekit/sdk/plugin';
import { expect, test } from 'vitest';

const page = readFileSync(new URL('partners.md', import.meta.url), 'utf8');
const sales = new URL('../plugins/sales/', import.meta.url);
const base = parseManifest(readFileSync(new URL('plugin.json', sales), 'utf8')).manifest;
const { manifest, findings } = parseManifest(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '');

test('the manifest of the page is one, and leaves out what the base has', () => {
  expect(findings).toEqual([]);
  const follows = manifest?.extensions['dev.rolekit'].extends;
  expect(follows?.plugin).toBe('rolekit/sales');
  for (const name of follows?.skills?.remove ?? [])
    expect([name, existsSync(new URL(`skills/${name}/SKILL.md`, sales))]).toEqual([name, true]);
  const connectors = Object.keys(base?.extensions['dev.rolekit'].connectors ?? {});
  expect(connectors).toEqual(expect.arrayContaining(Object.keys(follows?.connectors ?? {})));
});

test('the sections that the page amends are there', () => {
  const named = [...page.matchAll(/amendments\/([a-z-]+)\/([a-z-]+)/g)].map((match) => [match[1], match[2]] as const);
  expect(named).toEqual([
    ['review-forecast', 'decide'],
    ['review-forecast', 'decide'],
  ]);
  for (const [skill, section] of named) {
    const { sections } = sectionsOf(readFileSync(new URL(`skills/${skill}/SKILL.md`, sales), 'utf8'));
    expect(sections.map(({ id }) => id)).toContain(section);
  }
});
