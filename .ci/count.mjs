// Adds up the counts of `npm test` and of the runs after it: node .ci/count.mjs <results folder> <exit code> <run>=<exit code> …
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { failuresOf, readReport } from '../scripts/checks.mjs';

const [folder, unitCode, ...runs] = process.argv.slice(2);
const unit = readSummary(join(folder, 'summary.json'), Number(unitCode));
const counts = [unit];
for (const [run, code] of runs.map((argument) => argument.split('=')))
  counts.push(readReport(join(folder, `${run}.json`), Number(code)));
const sum = (key) => counts.reduce((total, count) => total + count[key], 0);

for (const run of ['unit', ...runs.map((argument) => argument.split('=')[0])])
  for (const line of failuresOf(join(folder, `${run}.json`), process.cwd())) console.log(`failed: ${line}`);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') === 0 ? 0 : 1;

function readSummary(file, exitCode) {
  try {
    const { passed, failed: failures } = JSON.parse(readFileSync(file, 'utf8'));
    return { passed, failed: exitCode === 0 ? failures : Math.max(failures, 1) };
  } catch {
    // npm test ended before its tests did.
    return { passed: 0, failed: 1 };
  }
}
