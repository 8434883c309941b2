import { RolekitError } from './errors.ts';
import { type Finding, hasErrors } from './finding.ts';

/** Throws all findings at once when one of them is an error. */
export function refuseErrors(findings: readonly Finding[], what: string): void {
  if (!hasErrors(findings)) return;
  const count = findings.filter(({ severity }) => severity === 'error').length;
  throw new RolekitError('RK_FINDINGS', { count, what, findings });
}

/** The findings that `refuseErrors` threw. @throws `error` when it is another one */
export function refusedFindings(error: unknown): readonly Finding[] {
  if (!(error instanceof RolekitError) || error.code !== 'RK_FINDINGS') throw error;
  return error.data.findings as readonly Finding[];
}
