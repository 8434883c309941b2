// Adds up the counts of `npm test` and of the e2e run: node .ci/count.mjs <results folder> <exit code> <exit code>
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { failuresOf, readReport } from '../scripts/checks.mjs';

const [folder, unitCode, e2eCode] = process.argv.slice(2);
const unit = readSummary(join(folder, 'summary.json'), Number(unitCode));
const e2e = readReport(join(folder, 'e2e.json'), Number(e2eCode));
const failed = unit.failed + e2e.failed;

for (const report of ['unit.json', 'e2e.json'])
  for (const line of failuresOf(join(folder, report), process.cwd())) console.log(`failed: ${line}`);
console.log(`${unit.passed + e2e.passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function readSummary(file, exitCode) {
  try {
    const { passed, failed: failures } = JSON.parse(readFileSync(file, 'utf8'));
    return { passed, failed: exitCode === 0 ? failures : Math.max(failures, 1) };
  } catch {
    // npm test ended before its tests did.
    return { passed: 0, failed: 1 };
  }
}
