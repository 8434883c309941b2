import type { Connector } from '../../connector/connector.ts';
import type { AnyTool } from '../../connector/tool.ts';
import type { WritePlan } from '../../connector/tool-call.ts';
import { RolekitError } from '../../errors.ts';
import type { PluginState } from '../plugin/state.ts';
import { type AuditEntry, audit, auditOutcome } from './audit.ts';
import { unknownWrite } from './unknown-write.ts';

/** One write that a person approved, or its undoing. */
export interface RecordedWrite<R> {
  state: PluginState;
  tool: AnyTool;
  connector: Connector;
  plan: WritePlan;
  /** A line of the audit log. */
  entry(outcome: Pick<AuditEntry, 'state' | 'error'>): AuditEntry;
  apply(): Promise<R>;
  /** What its last line says besides. */
  appliedLine?(result: R): Pick<AuditEntry, 'undo'>;
}

/**
 * Applies a write between its lines in the audit log, and notes what could not be recorded of one that is done.
 *
 * @throws RK_FILE when it cannot be begun in the log: it is not applied then. RK_WRITE_UNKNOWN when its answer is lost
 */
export async function recordedWrite<R extends { notes?: string[] | undefined }>(write: RecordedWrite<R>) {
  const { state, tool, connector, plan, entry } = write;
  // what cannot be recorded is not done
  await audit(state.home, entry({ state: 'applying' }));
  let result: R;
  try {
    result = await write.apply();
  } catch (error) {
    const unknown = unknownWrite(state, tool, connector, plan, error);
    const failure = unknown ?? error;
    const code = failure instanceof RolekitError ? failure.code : 'RK_INTERNAL';
    const unrecorded = await auditOutcome(state.home, entry({ state: unknown ? 'unknown' : 'failed', error: code }));
    if (unrecorded) state.onProblem(unrecorded);
    throw failure;
  }
  const unrecorded = await auditOutcome(state.home, { ...entry({ state: 'applied' }), ...write.appliedLine?.(result) });
  return { ...result, notes: [...(result.notes ?? []), ...(unrecorded ? [unrecorded] : [])] };
}
