import type { PlaybookResult, Problem } from '../playbook/index.ts';
import { renderFindings } from '../report.ts';
import type { Out } from '../terminal.ts';
import type { TestReport } from './run.ts';
import type { Round } from './test-process.ts';

/** A round in a few lines: only what failed, then the counts. */
export function renderRound(round: Round, out: Out): void {
  if ('error' in round) {
    const { code, message, fix, findings = [] } = round.error;
    if (findings.length > 0) renderFindings(findings, out);
    out.line(`${out.paint.red('failed')}  ${code}: ${message}${fix ? ` ${fix}` : ''}`);
    return;
  }
  const { result } = round;
  renderFindings(result.findings, out);
  for (const { of, check, status, problem } of result.checks)
    if (status === 'failed') out.line(`${out.paint.red('✗')} ${of}  ${check}: ${problem ?? 'failed'}`);
  for (const playbook of result.playbooks) if (!playbook.passed) renderFailed(playbook, out);
  out.line(summaryOf(result, out));
}

function renderFailed({ file, steps, facts }: PlaybookResult, out: Out): void {
  out.line(`${out.paint.red('✗')} ${file}`);
  const problems: (Problem | undefined)[] = [...steps, ...facts].map(({ problem }) => problem);
  for (const problem of problems)
    if (problem) out.line(`    ${problem.file}:${problem.line}:${problem.column}  ${problem.message}`);
}

function summaryOf({ passed, plugin, checks, playbooks, ms }: TestReport, out: Out): string {
  const counts = [count(checks.length, 'check'), count(playbooks.length, 'playbook'), `${(ms / 1000).toFixed(1)} s`];
  return `${passed ? out.paint.green('passed') : out.paint.red('failed')}  ${plugin}: ${counts.join(', ')}`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
