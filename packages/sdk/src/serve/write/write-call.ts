import type { CallToolResult, InputRequiredResult } from '@modelcontextprotocol/server';
import type { AnyBatchTool, AnyWriteTool } from '../../connector/tool.ts';
import type { ItemResult, ToolCall, WritePlan } from '../../connector/tool-call.ts';
import { RolekitError } from '../../errors.ts';
import { timed } from '../plugin/call-times.ts';
import type { IncomingCall } from '../plugin/incoming-call.ts';
import { sourceOf } from '../plugin/result-source.ts';
import { appliedResult } from '../result/envelope.ts';
import type { Times } from '../result/result-times.ts';
import { type ApprovalSubject, type ApprovedPlan, approvalQuestion, EXPIRED } from './approval.ts';
import { approvedByLink } from './approval-by-link.ts';
import type { ApprovalDesk } from './approval-desk.ts';
import { askFor } from './approval-request.ts';
import type { UnappliedEntry } from './audit-log.ts';
import { recordedWrite } from './recorded-write.ts';
import type { Writer } from './serving.ts';
import { auditUnapplied } from './unapplied-write.ts';

export { approvalDesk } from './approval-desk.ts';
export { auditUnapplied } from './unapplied-write.ts';

/** A call of a tool that writes. */
export interface WriteCall extends Writer {
  desk: ApprovalDesk;
  /** What the tool's functions get, for an input. */
  called(input: unknown): ToolCall<unknown, unknown>;
  call: IncomingCall;
}

/** A write as what asks a person sees it. */
interface Planned<P extends WritePlan> {
  input: unknown;
  plan(): Promise<P>;
  apply(approved: ApprovedPlan<P>): Promise<ItemResult<unknown> & Times>;
}

/** @throws RK_APPROVAL_REQUIRED where nobody could be asked */
export function checkAskable(
  desk: ApprovalDesk,
  tool: Writer['tool'],
  { canAsk }: Pick<IncomingCall, 'canAsk'>,
  input: Record<string, unknown>,
): void {
  const isResumed = tool.kind === 'batch' && input.resume !== undefined;
  if (canAsk || desk.links || isResumed) return;
  throw new RolekitError('RK_APPROVAL_REQUIRED', {
    tool: tool.name,
    hint: `Use a host that supports MCP elicitation and allow it to ask; over HTTP, ${desk.setting}.`,
  });
}

/** Plans, asks and applies. */
export function writeTool(
  write: WriteCall & Writer<AnyWriteTool>,
  input: Record<string, unknown>,
): Promise<CallToolResult | InputRequiredResult> {
  const { tool } = write;
  const context = write.called(input);
  return askOrApply(write, {
    input,
    plan: () => tool.plan(context),
    apply: (approved) => {
      const { plan, idempotencyKey } = approved;
      return recordedWrite(write, approved, {
        lines: { ...(plan.undo ? { undo: plan.undo } : {}), ...(tool.undo ? { canUndo: true } : {}) },
        apply: () => inTime(write, () => tool.apply({ ...context, plan, idempotencyKey })),
        appliedLine: ({ undo }) => (undo ? { undo: { ...plan.undo, ...undo } } : {}),
      });
    },
  });
}

/** Plans, asks and applies, or goes on with a batch that was approved before. */
export async function writeBatch(
  write: WriteCall & Writer<AnyBatchTool>,
  { resume, ...input }: Record<string, unknown>,
): Promise<CallToolResult | InputRequiredResult> {
  const [{ BatchWrite, nothingWritten }, { notesOfNothing }] = await Promise.all([
    import('./batch/run.ts'),
    import('./batch/plan.ts'),
  ]);
  const { tool, call } = write;
  const batch = new BatchWrite({ ...write, context: write.called(input), endedBy: () => call.ending.by });
  const resultWithin = async (work: () => Promise<ItemResult<unknown>>) =>
    resultOf(write, tool.title, await inTime(write, work));
  if (typeof resume === 'string') return resultWithin(() => batch.resume(resume));
  try {
    return await askOrApply(write, {
      input,
      plan: () => batch.plan(),
      apply: (approved) => inTime(write, () => batch.apply(approved)),
    });
  } catch (error) {
    const notes = notesOfNothing(error);
    if (notes === undefined) throw error;
    return resultWithin(async () => nothingWritten(notes));
  }
}

async function askOrApply<P extends WritePlan>(
  write: WriteCall,
  { input, plan: make, apply: applyPlan }: Planned<P>,
): Promise<CallToolResult | InputRequiredResult> {
  const { desk, tool, connector, opened, principal, call } = write;
  const apply = async (approved: ApprovedPlan<P>) => resultOf(write, approved.plan.summary, await applyPlan(approved));
  const subject: ApprovalSubject<P> = { tool: tool.name, input, principal, connection: opened.id };
  const { approvals, links } = desk;
  const unapplied = (state: UnappliedEntry['state'], reason: string, summary: string) =>
    auditUnapplied({
      serving: write.serving,
      connector: connector.name,
      tool: tool.name,
      environment: opened.environment,
      principal,
      state,
      reason,
      summary,
    });
  if (links && (!call.canAsk || links.always)) {
    const got = await approvedByLink(links, {
      ...call,
      subject,
      connector: connector.title,
      environment: opened.environment,
      plan: make,
      unapplied: (state, summary) =>
        void unapplied(state, state === 'refused' ? 'the person declined it' : EXPIRED, summary),
    });
    return 'plan' in got ? apply(got as ApprovedPlan<P>) : got;
  }
  if (!call.answer) {
    const plan = await make();
    const expired = () => void unapplied('expired', 'nobody answered in time', plan.summary);
    return askFor(desk, subject, plan, approvalQuestion(connector.title, opened.environment, plan), expired);
  }
  let approved: ApprovedPlan<P>;
  try {
    // consumed whatever the answer is: a state counts once
    approved = approvals.consume(call.answer.state, subject);
  } catch (error) {
    const reason = error instanceof RolekitError ? String(error.data.reason) : 'it could not be checked';
    await unapplied(reason === EXPIRED ? 'expired' : 'denied', reason, tool.title);
    throw error;
  }
  const { approved: isApproved, action } = call.answer;
  if (!isApproved) {
    const reason = action === 'accept' ? 'the person did not approve it' : `the person answered "${action}"`;
    await unapplied(action === 'cancel' ? 'cancelled' : 'refused', reason, approved.plan.summary);
    throw new RolekitError('RK_APPROVAL_REFUSED', { tool: tool.name, reason });
  }
  return apply(approved);
}

function inTime<R extends ItemResult<unknown>>(
  { serving, connector, opened }: Writer,
  work: () => Promise<R>,
): Promise<R & Times> {
  return timed(connector, opened, serving.clock, work);
}

function resultOf(
  { serving, connector, opened }: Writer,
  summary: string,
  result: ItemResult<unknown> & Times,
): CallToolResult {
  return appliedResult(result, summary, sourceOf(connector, opened, result), serving.resultBytes);
}
