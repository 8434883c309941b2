// The playbooks of every role, as `rolekit test plugins/<role>` runs them: against what was built and the sandboxes.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { testPlugin } from '../packages/cli/src/testing/run.ts';

const plugins = new URL('../plugins/', import.meta.url);

test.each(readdirSync(plugins).sort())(
  'the playbooks of %s pass',
  async (role) => {
    const { findings, checks, playbooks } = await testPlugin(fileURLToPath(new URL(role, plugins)), { onStep() {} });
    expect(findings).toEqual([]);
    expect(checks.filter(({ status }) => status === 'failed')).toEqual([]);
    const problems = playbooks.flatMap(({ file, steps, facts }) =>
      [...steps, ...facts].flatMap(({ problem }) => (problem ? [`${file}:${problem.line} ${problem.message}`] : [])),
    );
    expect(problems).toEqual([]);
    expect(new Set(playbooks.map(({ skill }) => skill)).size).toBeGreaterThanOrEqual(3);
  },
  300_000,
);
