import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { withRepository } from './repository.mjs';
import { dependencyProblems } from './tarballs.mjs';
import { followVersions } from './versions.mjs';

const ROOT = join(import.meta.dirname, '../..');
const FILES = [
  'packages/cli/package.json',
  'packages/sdk/package.json',
  'packages/cli/templates/connector/package.json',
  'packages/cli/templates/workspace/package.json',
  'connectors/slack/package.json',
  'connectors/slack/plugin.json',
  'connectors/slack/src/index.ts',
  'plugins/sales/plugin.json',
];

function copy(): { root: string; read(path: string): string; edit(path: string, from: RegExp, to: string): void } {
  const root = mkdtempSync(join(tmpdir(), 'rolekit-versions-'));
  for (const path of FILES) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    cpSync(join(ROOT, path), join(root, path));
  }
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  return { root, read, edit: (path, from, to) => writeFileSync(join(root, path), read(path).replace(from, to)) };
}

test('every version in this repository is that of its package; `npm run release:version` writes them', () => {
  expect(followVersions(ROOT, { write: false })).toEqual([]);
});

test('templates, connectors and role plugins follow the versions of the packages', () => {
  const { root, read, edit } = copy();
  edit('packages/sdk/package.json', /"version": ".*"/, '"version": "7.1.0"');
  edit('packages/cli/package.json', /"version": ".*"/, '"version": "7.1.0"');
  edit('connectors/slack/package.json', /"version": ".*"/, '"version": "3.0.1"');
  expect(followVersions(root)).toEqual([
    'packages/cli/templates/connector/package.json',
    'packages/cli/templates/workspace/package.json',
    'connectors/slack/plugin.json',
    'connectors/slack/src/index.ts',
    'plugins/sales/plugin.json',
  ]);
  expect(read('packages/cli/templates/connector/package.json')).toContain('"@rolekit/sdk": "7.1.0"');
  expect(read('packages/cli/templates/workspace/package.json')).toContain('"rolekit": "7.1.0"');
  expect(read('connectors/slack/src/index.ts')).toContain("version: '3.0.1'");
  expect(JSON.parse(read('connectors/slack/plugin.json')).version).toBe('3.0.1');
  const sales = JSON.parse(read('plugins/sales/plugin.json'));
  expect(sales.version).toBe('7.1.0');
  expect(sales.extensions['dev.rolekit'].connectors.slack.range).toBe('^3.0.1');
  expect(followVersions(root)).toEqual([]);
});

test('a tarball that needs what npm cannot give, or another version than is released, is a problem', () => {
  const versions = new Map([
    ['@rolekit/sdk', '0.2.0'],
    ['@rolekit/registry', '0.2.0'],
  ]);
  const dependencies = { '@rolekit/sdk': 'workspace:*', '@rolekit/registry': '0.1.0', zod: '4.6.7' };
  expect(dependencyProblems({ dependencies }, versions)).toEqual([
    'it needs @rolekit/sdk as workspace:*, which npm does not know',
    'it needs @rolekit/registry 0.1.0, but that is 0.2.0',
  ]);
});

test('manifests have the address of the repository while they are packed, and not a moment longer', async () => {
  const { root, read } = copy();
  const before = FILES.map(read);
  const env = { GITHUB_SERVER_URL: 'https://git.example', GITHUB_REPOSITORY: 'acme/rolekit' };
  const failed = withRepository(root, env, async () => {
    expect(JSON.parse(read('packages/sdk/package.json')).repository).toEqual({
      type: 'git',
      url: 'git+https://git.example/acme/rolekit.git',
      directory: 'packages/sdk',
    });
    throw new Error('packing failed');
  });
  await expect(failed).rejects.toThrow('packing failed');
  expect(FILES.map(read)).toEqual(before);
});
