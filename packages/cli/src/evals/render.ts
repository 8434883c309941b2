import type { Out } from '../terminal.ts';
import type { Difference, Rate } from './grade/intervals.ts';
import type { CaseReport, EvalReport, RunReport } from './report.ts';

/** Prints rates with their intervals, and below each playbook what went wrong how often. */
export function renderEval(report: EvalReport, out: Out): void {
  const { paint } = out;
  const compares = report.total.without !== undefined;
  const heading = ['playbook', 'passed', ...(compares ? ['said with', 'said without', 'difference'] : [])];
  out.table([
    heading.map(paint.dim),
    ...report.cases.map((row) => cellsOf(row.name, row.with.passed, row.with.right, row, compares)),
    cellsOf('all', report.total.passed, report.total.right, totalOf(report), compares),
  ]);
  for (const row of report.cases) renderProblems(row, out);
  for (const { name, reason } of report.skipped) out.line(`${paint.yellow('skipped')}  ${name}: ${reason}`);
  out.line();
  if (report.stopped !== undefined) out.line(`${paint.red('stopped')}  ${out.advice(report.stopped)}`);
  const { usage, usd, ms } = report;
  const cost = usd === undefined ? '' : `, ${usd.toFixed(usd < 1 ? 4 : 2)} USD`;
  out.line(
    `${report.plugin} ${report.version}: ${count(usage.input)} tokens in, ${count(usage.output)} out${cost}, ${(ms / 1000).toFixed(1)} s`,
  );
}

interface Compared {
  without?: Rate | undefined;
  difference?: Difference | undefined;
}

function totalOf({ total }: EvalReport): Compared {
  return { without: total.without, difference: total.difference };
}

function cellsOf(name: string, passed: Rate, right: Rate, row: Compared | CaseReport, compares: boolean): string[] {
  if (!compares) return [name, rateText(passed)];
  const { without, difference } = row;
  const bare = without && ('right' in without ? without.right : without);
  return [
    name,
    rateText(passed),
    ...(bare && difference ? [rateText(right), rateText(bare), differenceText(difference)] : ['', '', '']),
  ];
}

/** `4/5 80 % (38 to 96)` */
function rateText({ passed, runs, rate, low, high }: Rate): string {
  if (runs === 0) return 'not run';
  return `${passed}/${runs} ${percent(rate)} % (${percent(low)} to ${percent(high)})`;
}

function differenceText({ difference, low, high }: Difference): string {
  const signed = (share: number) => `${share > 0 ? '+' : ''}${percent(share)}`;
  return `${signed(difference)} (${signed(low)} to ${signed(high)})`;
}

function percent(share: number): string {
  return String(Math.round(share * 100));
}

function count(tokens: number): string {
  return tokens.toLocaleString('en-US');
}

function renderProblems({ name, with: { runs } }: CaseReport, out: Out): void {
  const counts = new Map<string, number>();
  for (const text of runs.flatMap(problemsOf)) counts.set(text, (counts.get(text) ?? 0) + 1);
  if (counts.size === 0) return;
  out.line();
  out.line(name);
  for (const [text, times] of [...counts].toSorted(([, a], [, b]) => b - a))
    out.line(`  ${times} of ${runs.length} ${runs.length === 1 ? 'run' : 'runs'}: ${out.paint.red(text)}`);
}

const ENDINGS: Record<RunReport['ended'], string | undefined> = {
  answered: undefined,
  refused: 'the model refused',
  cut: 'the answer was cut at --max-tokens',
  turns: 'no answer within --max-turns',
  timeout: 'no answer within --timeout',
  budget: 'the budget ended it',
  failed: 'the endpoint did not go on',
};

function problemsOf({ ended, problem, missing, late, unsaid, forbidden }: RunReport): string[] {
  const ending = ENDINGS[ended];
  const written = forbidden.map((tool) => `asked to write with ${tool}`);
  // what a run that never answered did not do follows from that
  if (ending !== undefined) return [problem === undefined ? ending : `${ending}: ${problem}`, ...written];
  return [
    ...missing.map((tool) => `did not call ${tool}`),
    ...late.map(([before, after]) => `called ${before} after ${after}`),
    ...written,
    ...unsaid.map((fact) => `did not say "${fact}"`),
  ];
}
