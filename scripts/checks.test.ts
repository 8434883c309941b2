import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { failuresOf, readReport } from './checks.mjs';

const folder = mkdtempSync(join(tmpdir(), 'rolekit-checks-'));
const file = join(folder, 'report.json');

afterAll(() => rmSync(folder, { recursive: true }));

function report(content: object): string {
  writeFileSync(
    file,
    JSON.stringify({
      numPassedTests: 2,
      numFailedTests: 0,
      numPendingTests: 0,
      numTodoTests: 0,
      testResults: [],
      ...content,
    }),
  );
  return file;
}

describe('the counts of a test run', () => {
  test('a run that left no report is one failure', () => {
    expect(readReport(join(folder, 'none.json'), 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test('a file that does not load counts as a failure although no test in it failed', () => {
    const broken = { status: 'failed', assertionResults: [] };
    expect(readReport(report({ testResults: [broken] }), 1)).toEqual({ passed: 2, failed: 1, skipped: 0 });
  });

  test('a run that passed every test and then crashed is a failure', () => {
    expect(readReport(report({}), 1)).toEqual({ passed: 2, failed: 1, skipped: 0 });
  });

  test('a file with a failed test is counted by its tests', () => {
    const failing = { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] };
    expect(readReport(report({ numFailedTests: 1, testResults: [failing] }), 1)).toEqual({
      passed: 2,
      failed: 1,
      skipped: 0,
    });
  });
});

describe('the failures of a test run, a line each', () => {
  test('a run that left no report says so', () => {
    expect(failuresOf(join(folder, 'none.json'), folder)).toEqual([`${join(folder, 'none.json')}: no report`]);
  });

  test('a test by its file, its name and the first line of why, a file that does not load by why', () => {
    const testResults = [
      { name: join(folder, 'a.test.ts'), status: 'passed', assertionResults: [{ status: 'passed' }] },
      {
        name: join(folder, 'b.test.ts'),
        status: 'failed',
        assertionResults: [
          { status: 'failed', fullName: 'a page ends', failureMessages: ['Error: expected 1\n  at b.test.ts'] },
        ],
      },
      { name: join(folder, 'c.test.ts'), status: 'failed', message: 'no module x', assertionResults: [] },
    ];
    expect(failuresOf(report({ testResults }), folder)).toEqual([
      'b.test.ts: a page ends: Error: expected 1',
      'c.test.ts: no module x',
    ]);
  });
});
