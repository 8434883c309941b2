import { resolve } from 'node:path';
import type { PolicyDocument } from '@rolekit/sdk/internal/policy';
import { expect, test } from 'vitest';
import { extensionPattern } from './extension-pattern.ts';

const REGISTRY = 'https://plugins.acme.example';

/** As Gemini compares: what is no file of the machine becomes a path below the folder that it runs in. */
const allowed = (source: string, ...documents: PolicyDocument[]) =>
  new RegExp(extensionPattern(REGISTRY, documents)).test(resolve('/home/ada/work', source));

test.each([
  'https://plugins.acme.example.evil.example/git/acme/sales.git',
  'https://evil.example/https://plugins.acme.example/git/acme/sales.git',
  'ssh://evil.example/https://plugins.acme.example/git/acme/sales.git',
  'git@evil.example:https://plugins.acme.example/git/acme/sales.git',
  'http://plugins.acme.example/git/acme/sales.git',
  'https://pluginsXacme.example/git/acme/sales.git',
  'https://plugins.acme.example/git/acme/sales.git/../../evil.git',
  'https://plugins.acme.example/git/all.git',
  'https://ada:secret@plugins.acme.example/git/acme/sales.git',
  'google-gemini/some-extension',
  './https/plugins.acme.example/git/acme/sales.git',
])('another source is not allowed: %s', (source) => {
  expect(allowed(source)).toBe(false);
});

test('the repositories of the registry are allowed, also once Gemini has made a path of their address', () => {
  const source = `${REGISTRY}/git/acme/sales.git`;
  expect(allowed(source)).toBe(true);
  expect(new RegExp(extensionPattern(REGISTRY, [])).test(source)).toBe(true);
});

test.each<[PolicyDocument, string[]]>([
  [{ namespaces: { allow: ['acme'] } }, ['acme/sales', 'acme/sales-eu', 'acme/charts']],
  [{ namespaces: { allow: ['ac*'] } }, ['acme/sales', 'acme/sales-eu', 'acme/charts', 'acorn/sales']],
  [{ namespaces: { allow: [] } }, []],
  [{ namespaces: { deny: ['acme'] } }, ['acorn/sales', 'evil/sales']],
  [{ plugins: { allow: ['acme/sales'] } }, ['acme/sales']],
  [{ plugins: { allow: ['acme/sales*', 'evil/*'] } }, ['acme/sales', 'acme/sales-eu', 'evil/sales']],
  [{ plugins: { deny: ['acme/sales'] } }, ['acme/sales-eu', 'acme/charts', 'acorn/sales', 'evil/sales']],
  [{ plugins: { deny: ['acme/sales*'] } }, ['acme/charts', 'acorn/sales', 'evil/sales']],
  [{ namespaces: { allow: ['acme'] }, plugins: { deny: ['acme/charts'] } }, ['acme/sales', 'acme/sales-eu']],
])('%j allows %j', (document, expected) => {
  const all = ['acme/sales', 'acme/sales-eu', 'acme/charts', 'acorn/sales', 'evil/sales'];
  expect(all.filter((id) => allowed(`${REGISTRY}/git/${id}.git`, document))).toEqual(expected);
});

test('every level counts', () => {
  const levels = [{ namespaces: { allow: ['acme', 'evil'] } }, { namespaces: { deny: ['evil'] } }];
  expect(allowed(`${REGISTRY}/git/acme/sales.git`, ...levels)).toBe(true);
  expect(allowed(`${REGISTRY}/git/evil/sales.git`, ...levels)).toBe(false);
});
