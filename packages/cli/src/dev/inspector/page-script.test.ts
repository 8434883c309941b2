import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { INSPECTOR_FOLDER } from '../../inspector-folder.ts';

const ROOT = fileURLToPath(new URL('../../../../../', import.meta.url));

test('the script of the page has the types that it says', async () => {
  const tsc = `${ROOT}node_modules/typescript/bin/tsc`;
  const project = fileURLToPath(INSPECTOR_FOLDER);
  await expect(promisify(execFile)(process.execPath, [tsc, '--project', project])).resolves.toMatchObject({
    stdout: '',
  });
});

test('script and style sheet stay small, and load nothing', async () => {
  const files = await Promise.all(
    ['inspector.js', 'inspector.css'].map((name) => readFile(new URL(name, INSPECTOR_FOLDER))),
  );
  expect(gzipSync(Buffer.concat(files)).length).toBeLessThan(12_000);
  expect(files.join('\n')).not.toMatch(/https?:|@import|\bimport\b/);
});
