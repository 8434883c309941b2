import { join, resolve } from 'node:path';
import type { CheckResult, Level } from '@rolekit/sdk/testing';
import { type ArgsOf, type CommandContext, defineCommand } from '../../command.ts';
import { isPluginFolder } from '../../connectors.ts';
import { usageError } from '../../errors.ts';
import { EXIT } from '../../exit-codes.ts';
import type { PlaybookResult, Problem } from '../../playbook/index.ts';
import { openBuildRegistries } from '../../registry/namespace-registries.ts';
import { renderFindings } from '../../report.ts';
import type { Out } from '../../terminal.ts';
import { type TestReport, testPlugin } from '../../testing/run.ts';
import { watchTests } from '../../testing/watch.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<TestReport | undefined> {
    if (args.record && args.playbook !== undefined)
      throw usageError('--record and --playbook cannot be combined.', 'Record a run of all tests.');
    if (args.recordings && (args.record || args.playbook !== undefined))
      throw usageError(
        '--recordings cannot be combined with --record or --playbook.',
        'Playbooks and reports need sandboxes.',
      );
    const folder = resolve(context.cwd, args.path);
    if (args.watch) return watch(folder, args, context);
    const registries = await openBuildRegistries(args, context, folder);
    return testPlugin(folder, {
      ...registries,
      only: args.playbook,
      level: levelOf(args.level),
      record: args.record,
      recordings: args.recordings ? recordingsFolder(folder, args['recordings-dir'], context.cwd) : undefined,
      seed: seedOf(args.seed),
      onStep: context.progress.step,
    });
  },
  render(report, out) {
    if (!report) return;
    renderFindings(report.findings, out);
    if (report.findings.length > 0) out.line();
    renderChecks(report.checks, out);
    for (const playbook of report.playbooks) renderPlaybook(playbook, out);
    for (const { connector, recordedAt } of report.overRecordings)
      out.line(
        `${out.paint.yellow('note')}  ${connector} was tested against a recording of ${recordedAt.slice(0, 10)}, without its playbooks`,
      );
    for (const name of report.withoutSandbox)
      out.line(`${out.paint.yellow('note')}  ${name} has no sandbox here; its tools were not called`);
    if (report.recorded) out.line(`${out.paint.green('recorded')}  ${report.recorded}`);
    if (report.unrecorded)
      out.line(
        `${out.paint.yellow('note')}  run it with --record to keep this in the plugin, for those who look at it in a registry`,
      );
    const failed =
      report.checks.filter((check) => check.status === 'failed').length +
      report.playbooks.filter((playbook) => !playbook.passed).length;
    if (report.checks.some((check) => check.status === 'failed'))
      out.line(out.paint.dim(`--seed ${report.seed} repeats the same input and faults`));
    const counts = [
      plural(report.checks.length, 'check'),
      plural(report.playbooks.length, 'playbook'),
      `${(report.ms / 1000).toFixed(1)} s`,
    ].join(', ');
    const verdict = report.passed
      ? out.paint.green('passed')
      : out.paint.red(failed > 0 ? `${failed} failed` : 'failed');
    out.line(`${verdict}  ${report.plugin}: ${counts}`);
  },
  exitCode: (report) => (report && !report.passed ? EXIT.failed : EXIT.done),
});

async function watch(dir: string, args: ArgsOf<typeof words>, context: CommandContext): Promise<undefined> {
  if (args.record || context.json)
    throw usageError('--watch cannot be combined with --record or --json.', 'Leave it out to run the tests once.');
  if (!isPluginFolder(dir))
    throw usageError(`${args.path} has no plugin.json.`, 'Name the folder of a plugin’s source.');
  levelOf(args.level);
  seedOf(args.seed);
  const { cwd, env, stdin, stdout: output, signal } = context;
  const valued = ['level', 'seed', 'registry', 'recordings-dir'] as const;
  const passed = valued.flatMap((name) => (args[name] === undefined ? [] : [`--${name}`, args[name]]));
  if (args.recordings) passed.push('--recordings');
  await watchTests({ dir, args: passed, only: args.playbook, cwd, env, stdin, output, signal });
}

function renderChecks(checks: readonly CheckResult[], out: Out): void {
  for (const of of new Set(checks.map((check) => check.of))) {
    const group = checks.filter((check) => check.of === of);
    const mark = group.every((check) => check.status !== 'failed') ? out.paint.green('✓') : out.paint.red('✗');
    const skipped = group.filter((check) => check.status === 'skipped');
    const ran = plural(group.length - skipped.length, 'check');
    const reasons = [...new Set(skipped.map((check) => check.reason))].join('; ');
    const skips = skipped.length === 0 ? '' : `, ${skipped.length} skipped: ${reasons}`;
    out.line(`${mark} ${of}  ${out.paint.dim(`${ran}${skips}`)}`);
    for (const check of group.filter(({ status }) => status === 'failed'))
      out.line(`    ${check.check}: ${out.paint.red(check.problem ?? 'failed')}`);
    for (const check of group.filter(({ status }) => status === 'waived'))
      out.line(`    ${check.check}: ${out.paint.yellow(`waived, ${check.reason}`)} (${check.problem})`);
  }
}

function recordingsFolder(plugin: string, given: string | undefined, cwd: string): string {
  return given === undefined ? join(plugin, '.rolekit', 'recordings') : resolve(cwd, given);
}

function seedOf(seed: string | undefined): number | undefined {
  if (seed === undefined) return undefined;
  if (/^\d{1,9}$/.test(seed)) return Number(seed);
  throw usageError(`--seed ${seed} is not a seed.`, 'Give a whole number of at most nine digits.');
}

function levelOf(level: string | undefined): Level | undefined {
  if (level === undefined || level === 'basic' || level === 'standard' || level === 'strict') return level;
  throw usageError(`--level ${level} is not a level.`, 'Use basic, standard or strict.');
}

function renderPlaybook(playbook: PlaybookResult, out: Out): void {
  const mark = (passed: boolean) => (passed ? out.paint.green('✓') : out.paint.red('✗'));
  out.line(`${mark(playbook.passed)} ${playbook.file}  ${playbook.title}  ${out.paint.dim(`${playbook.ms} ms`)}`);
  for (const step of playbook.steps) {
    if (step.status === 'skipped') out.line(out.paint.dim(`    - ${step.id}  ${step.call}  skipped`));
    else out.line(`    ${mark(step.status === 'passed')} ${step.id}  ${step.call}  ${out.paint.dim(`${step.ms} ms`)}`);
    renderProblem(step.problem, out);
  }
  for (const fact of playbook.facts.filter(({ status }) => status !== 'skipped')) {
    out.line(`    ${mark(fact.status === 'passed')} ${fact.name}: ${JSON.stringify(fact.value)}`);
    renderProblem(fact.problem, out);
  }
}

function renderProblem(problem: Problem | undefined, out: Out): void {
  if (!problem) return;
  out.line(`      ${problem.file}:${problem.line}:${problem.column}  ${out.paint.red(problem.message)}`);
  if (problem.fix) out.line(`      fix: ${problem.fix}`);
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
