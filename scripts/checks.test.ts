import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readReport } from './checks.mjs';

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
