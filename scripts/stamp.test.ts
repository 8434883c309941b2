import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildHash, builtPackages, installHash, readStamp, writeStamp } from './stamp.mjs';

const root = mkdtempSync(join(tmpdir(), 'rolekit stamp '));

beforeAll(() => {
  mkdirSync(join(root, 'packages/one/src/deep'), { recursive: true });
  mkdirSync(join(root, 'connectors/without-a-build'), { recursive: true });
  writeFileSync(join(root, 'package.json'), '{}');
  writeFileSync(join(root, 'packages/one/package.json'), '{}');
  writeFileSync(join(root, 'packages/one/tsup.config.ts'), '');
  writeFileSync(join(root, 'packages/one/src/deep/a.ts'), 'export const a = 1;');
});

afterAll(() => rmSync(root, { recursive: true }));

describe('the stamp of the workspace', () => {
  test('is empty before the first installation and survives a round trip', () => {
    expect(readStamp(root)).toEqual({});
    writeStamp(root, { install: 'abc', built: {} });
    expect(readStamp(root)).toEqual({ install: 'abc', built: {} });
  });

  test('lists only packages that have a tsup configuration', () => {
    expect(builtPackages(root)).toEqual(['packages/one']);
  });

  test('a change in a nested source makes the build stale, not the installation', () => {
    const before = { build: buildHash(root, 'packages/one'), install: installHash(root) };
    writeFileSync(join(root, 'packages/one/src/deep/a.ts'), 'export const a = 2;');
    expect(buildHash(root, 'packages/one')).not.toBe(before.build);
    expect(installHash(root)).toBe(before.install);
  });

  test('a changed test file makes nothing stale', () => {
    const before = buildHash(root, 'packages/one');
    writeFileSync(join(root, 'packages/one/src/deep/a.test.ts'), 'whatever');
    expect(buildHash(root, 'packages/one')).toBe(before);
  });

  test('a changed package.json makes the installation stale', () => {
    const before = installHash(root);
    writeFileSync(join(root, 'packages/one/package.json'), '{"version":"2.0.0"}');
    expect(installHash(root)).not.toBe(before);
  });
});
