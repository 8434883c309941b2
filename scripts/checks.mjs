// `npm test`: types, lint and the unit tests beside them, and one summary of the three.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { performance } from 'node:perf_hooks';
import { capture } from './run.mjs';

/** Where the counts of the last run lie, for scripts. */
export function resultsFolder(root) {
  return join(root, 'node_modules', '.rolekit-results');
}

export async function runTests({ root, node, env }, args) {
  const bin = (...path) => join(root, 'node_modules', ...path);
  // beside the tests, which mostly wait
  const checking = Promise.all([
    check('types', node, [bin('typescript', 'bin', 'tsc'), '--noEmit', '-p', 'tsconfig.json'], { cwd: root, env }),
    check('lint', node, [bin('@biomejs', 'biome', 'bin', 'biome'), 'check', '.'], { cwd: root, env }),
  ]);
  const unit = await unitTests(root, node, [bin('vitest', 'vitest.mjs'), 'run'], args, env);
  const checks = await checking;
  for (const { name, ok, output } of checks) if (!ok) console.error(`\n${name} failed:\n${output.trim()}\n`);

  const lines = checks.map(({ name, ok, seconds }) => row(name, ok ? 'ok' : 'failed', seconds));
  console.log(['', ...lines, row('unit', counts(unit), unit.seconds)].join('\n'));
  const passed = unit.passed + checks.filter(({ ok }) => ok).length;
  const failed = unit.failed + checks.filter(({ ok }) => !ok).length;
  writeFileSync(join(resultsFolder(root), 'summary.json'), `${JSON.stringify({ passed, failed })}\n`);
  return failed === 0 ? 0 : 1;
}

async function check(name, command, args, options) {
  const began = performance.now();
  const { code, output } = await capture(command, args, options);
  return { name, ok: code === 0, output, seconds: since(began) };
}

async function unitTests(root, node, vitest, args, env) {
  const began = performance.now();
  const report = join(resultsFolder(root), 'unit.json');
  rmSync(resultsFolder(root), { recursive: true, force: true });
  mkdirSync(resultsFolder(root), { recursive: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await inherit(node, [...vitest, ...reporters, ...args], { cwd: root, env });
  return { ...readReport(report, code), seconds: since(began) };
}

/** Counts of a vitest JSON report. A file that does not load, or a run that crashed, is at least one failure. */
export function readReport(file, exitCode) {
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
  );
  const failed = report.numFailedTests + brokenFiles.length;
  return {
    passed: report.numPassedTests,
    failed: exitCode === 0 ? failed : Math.max(failed, 1),
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** A vitest JSON report's failures, a line each, so that they stand where a log that is cut still has them. */
export function failuresOf(file, root) {
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return [`${file}: no report`];
  }
  return report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const place = relative(root, name);
    const failed = assertionResults.filter((assertion) => assertion.status === 'failed');
    if (failed.length === 0) return status === 'failed' ? [`${place}: ${firstLine(message)}`] : [];
    return failed.map(({ fullName, failureMessages }) => `${place}: ${fullName}: ${firstLine(failureMessages[0])}`);
  });
}

function firstLine(text) {
  return (text ?? '').trim().split('\n', 1)[0].slice(0, 300);
}

function inherit(command, args, options) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: 'inherit' });
    child.once('error', () => resolve(127));
    child.once('exit', (code) => resolve(code === null ? 1 : code));
  });
}

function counts({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function row(name, outcome, seconds) {
  return `${name.padEnd(6)} ${outcome.padEnd(28)} ${seconds.toFixed(1)} s`;
}

function since(began) {
  return (performance.now() - began) / 1000;
}
