import type { Finding } from '@rolekit/sdk';
import { CliError } from './errors.ts';
import { type ExitCode, exitCodeOf } from './exit-codes.ts';
import { colours, createOut, type Out, type Stream } from './terminal.ts';

/** What `error` of the JSON envelope holds. */
export interface ErrorReport {
  code: string;
  message: string;
  fix: string;
  findings?: readonly Finding[];
}

interface CodedError extends Error {
  code: string;
  fix: string;
  status?: number | undefined;
  findings?: readonly Finding[] | undefined;
  data?: Readonly<Record<string, unknown>>;
}

/** Prints the error that ended a command, as JSON or for people, and returns the exit code. */
export function reportError(
  error: unknown,
  options: { stream: Stream; env: NodeJS.ProcessEnv; json: boolean },
): ExitCode {
  const { stream, env } = options;
  const { report, exit } = describeError(error);
  if (options.json) {
    stream.write(`${JSON.stringify({ ok: false, error: report })}\n`);
  } else {
    const paint = colours(stream, env);
    const out = createOut(stream, env);
    if (report.findings && report.findings.length > 0) {
      renderFindings(report.findings, out);
      out.line();
    }
    out.line(`${paint.red('error')} ${paint.bold(report.code)}: ${out.advice(report.message)}`);
    if (report.fix) out.line(`  fix: ${out.advice(report.fix)}`);
  }
  if (env.ROLEKIT_DEBUG && error instanceof Error) stream.write(`${stackOf(error)}\n`);
  return exit;
}

/** The parts of any thrown value that a person or a script is told. */
export function describeError(error: unknown): { report: ErrorReport; exit: ExitCode } {
  const coded = isCoded(error) ? error : unexpected(error);
  const findings = findingsOf(coded);
  const report: ErrorReport = { code: coded.code, message: coded.message, fix: coded.fix };
  if (findings) report.findings = findings;
  const status = typeof coded.data?.status === 'number' ? coded.data.status : coded.status;
  return { report, exit: exitCodeOf({ code: coded.code, status }) };
}

/**
 * `plugin.json:12:5  error  manifest/unknown-key  message`, and the fix below it.
 */
export function renderFindings(findings: readonly Finding[], out: Out): void {
  const { paint } = out;
  const tint = { error: paint.red, warning: paint.yellow, note: paint.dim };
  for (const finding of findings) {
    const place = [finding.file, finding.line, finding.column].filter((part) => part !== undefined).join(':');
    const severity = tint[finding.severity](finding.severity);
    out.line(`${place}  ${severity}  ${paint.dim(finding.code)}  ${finding.message}`);
    if (finding.fix) out.line(`    fix: ${out.advice(finding.fix)}`);
  }
}

function unexpected(error: unknown): CodedError {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new CliError('RK_UNEXPECTED', { reason }, { cause: error });
}

/** True for an error out of one of the tables. */
export function isCoded(error: unknown): error is CodedError {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    error.code.startsWith('RK_') &&
    'fix' in error &&
    typeof error.fix === 'string'
  );
}

function findingsOf(error: CodedError): readonly Finding[] | undefined {
  const findings = error.findings ?? error.data?.findings;
  return Array.isArray(findings) ? findings : undefined;
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
