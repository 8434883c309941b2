import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { expect, test } from 'vitest';
import config from '../.dependency-cruiser.mjs';
import { publicPackages } from './release/workspace-packages.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = ['packages/sdk/src', 'packages/registry/src', 'packages/openapi/src', 'packages/cli/src'];

test('packages and rooms depend one way, without circles, through doors', async () => {
  const { output } = await cruise(SOURCES, { ...config.options, ruleSet: config, validate: true, baseDir: ROOT });
  const { summary } = output as ICruiseResult;
  expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual([]);
  // without the parser there is nothing to find
  expect(summary.totalDependenciesCruised).toBeGreaterThan(2000);
}, 60_000);

test('the root of the SDK loads at most 25 source files', async () => {
  const count = `import { registerHooks } from 'node:module';
    const loaded = new Set();
    registerHooks({ load: (url, context, next) => (loaded.add(url), next(url, context)) });
    await import('@rolekit/sdk');
    console.log(JSON.stringify([...loaded].filter((url) => url.includes('/packages/sdk/src/'))));`;
  const args = ['--conditions=rolekit-source', '--input-type=module', '--eval', count];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
  const loaded: string[] = JSON.parse(stdout);
  expect(loaded.some((url) => url.endsWith('/connector/tool.ts'))).toBe(true);
  expect(loaded.length).toBeLessThanOrEqual(25);
});

test.each(['sdk', 'registry', 'openapi', 'cli'])('the types of every subpath of %s are those of its source', (name) => {
  const manifest = JSON.parse(readFileSync(`${ROOT}packages/${name}/package.json`, 'utf8'));
  const subpaths: Record<string, string>[] = Object.values(manifest.exports);
  expect(subpaths.map(({ types }) => types)).toEqual(
    subpaths.map((subpath) => subpath['rolekit-source']?.replace('./src/', './dist/').replace(/\.ts$/, '.d.ts')),
  );
});

test.each(publicPackages(ROOT))(
  '$folder publishes every subpath, and no way to sources that it leaves out',
  ({ folder }) => {
    const { exports, publishConfig } = JSON.parse(readFileSync(`${ROOT}${folder}/package.json`, 'utf8'));
    const withoutSource = JSON.parse(JSON.stringify(exports), (key, value) =>
      key === 'rolekit-source' ? undefined : value,
    );
    expect(publishConfig.exports).toEqual(withoutSource);
  },
);
