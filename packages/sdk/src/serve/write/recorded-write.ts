import { RolekitError } from '../../errors.ts';
import type { ApprovedPlan } from './approval.ts';
import { type AuditEntry, audit, auditEntry, auditOutcome } from './audit-log.ts';
import type { Writer } from './serving.ts';
import { unknownWrite } from './unknown-write.ts';

/** One write that a person approved, or its undoing. */
export interface RecordedWrite<R> {
  /** What its lines in the audit log say besides. */
  lines: Pick<AuditEntry, 'undo' | 'canUndo' | 'undoes'>;
  apply(): Promise<R>;
  /** What its last line says besides. */
  appliedLine?(result: R): Pick<AuditEntry, 'undo'>;
}

/**
 * Applies a write between its lines in the audit log, and notes what could not be recorded of one that is done.
 *
 * @throws RK_FILE when it cannot be begun in the log: it is not applied then. RK_WRITE_UNKNOWN when its answer is lost
 */
export async function recordedWrite<R extends { notes?: string[] | undefined }>(
  writer: Writer,
  approved: ApprovedPlan,
  { lines, apply, appliedLine }: RecordedWrite<R>,
) {
  const { home, onProblem } = writer.serving;
  const entry = (outcome: Pick<AuditEntry, 'state' | 'error' | 'undo'>) =>
    auditEntry(writer, approved, { ...lines, ...outcome });
  // what cannot be recorded is not done
  await audit(home, entry({ state: 'applying' }));
  let result: R;
  try {
    result = await apply();
  } catch (error) {
    const unknown = unknownWrite(writer, approved.plan, error);
    const failure = unknown ?? error;
    const code = failure instanceof RolekitError ? failure.code : 'RK_INTERNAL';
    const unrecorded = await auditOutcome(home, entry({ state: unknown ? 'unknown' : 'failed', error: code }));
    if (unrecorded) onProblem(unrecorded);
    throw failure;
  }
  const unrecorded = await auditOutcome(home, entry({ state: 'applied', ...appliedLine?.(result) }));
  return { ...result, notes: [...(result.notes ?? []), ...(unrecorded ? [unrecorded] : [])] };
}
