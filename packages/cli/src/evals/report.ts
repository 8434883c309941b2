import type { EvalCase } from './case.ts';
import type { Talk } from './conversation.ts';
import { type Difference, differenceOf, type Rate, wilson } from './grade/intervals.ts';
import type { Usage } from './model/index.ts';
import type { Spending } from './spending.ts';
import type { Verdict } from './verdict.ts';

export interface RunReport extends Talk, Verdict {}

/** The runs of one playbook. */
export interface CaseReport {
  name: string;
  title: string;
  /** Facts that an answer must say. */
  facts: readonly string[];
  with: ArmReport;
  without?: ArmReport;
  /** Of answers that say all facts, with less without. */
  difference?: Difference;
}

export interface ArmReport {
  /** Runs in which all was right; without the plugin, answers that say all facts. */
  passed: Rate;
  /** Answers that say all facts. */
  right: Rate;
  runs: readonly RunReport[];
}

export interface EvalReport {
  plugin: string;
  version: string;
  cases: readonly CaseReport[];
  skipped: readonly { name: string; reason: string }[];
  /** Of all playbooks together. */
  total: { passed: Rate; right: Rate; without?: Rate; difference?: Difference };
  usage: Usage;
  /** Undefined without prices, or where the endpoint does not count tokens. */
  usd?: number;
  ms: number;
  /** Why not all was run. */
  stopped?: string;
}

export function caseReport(
  { name, title, facts }: EvalCase,
  withPlugin: readonly RunReport[],
  withoutPlugin: readonly RunReport[] | undefined,
): CaseReport {
  const first = armOf(withPlugin);
  const second = withoutPlugin && armOf(withoutPlugin);
  return {
    name,
    title,
    facts: facts.map((fact) => fact.name),
    with: first,
    ...(second ? { without: second, difference: differenceOf(first.right, second.right) } : {}),
  };
}

export function reportOf(
  about: Pick<EvalReport, 'plugin' | 'version' | 'cases' | 'skipped' | 'ms'> & { stopped: string | undefined },
  spending: Spending,
): EvalReport {
  const { stopped, ...rest } = about;
  const { cases } = rest;
  // only what was run both ways is compared
  const compared = cases.filter(({ without }) => without !== undefined);
  const right = sumOf(compared.map((report) => report.with.right));
  const without = compared.length === 0 ? undefined : sumOf(compared.flatMap((report) => report.without?.right ?? []));
  const usd = spending.usd();
  return {
    ...rest,
    total: {
      passed: sumOf(cases.map((report) => report.with.passed)),
      right: compared.length === 0 ? sumOf(cases.map((report) => report.with.right)) : right,
      ...(without === undefined ? {} : { without, difference: differenceOf(right, without) }),
    },
    usage: { ...spending.usage },
    ...(usd === undefined ? {} : { usd }),
    ...(stopped === undefined ? {} : { stopped }),
  };
}

function armOf(runs: readonly RunReport[]): ArmReport {
  const count = (is: (run: RunReport) => boolean) => wilson(runs.filter(is).length, runs.length);
  return { passed: count((run) => run.passed), right: count((run) => run.right), runs };
}

function sumOf(rates: readonly Rate[]): Rate {
  const sum = (of: (rate: Rate) => number) => rates.reduce((total, rate) => total + of(rate), 0);
  return wilson(
    sum(({ passed }) => passed),
    sum(({ runs }) => runs),
  );
}
