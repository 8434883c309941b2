import type { CallToolResult, InputRequiredResult } from '@modelcontextprotocol/server';
import type { AnyTool } from '../../connector/tool.ts';
import type { ItemResult, ToolCall, WritePlan } from '../../connector/tool-call.ts';
import { RolekitError } from '../../errors.ts';
import { timed } from '../plugin/call-times.ts';
import type { IncomingCall } from '../plugin/incoming-call.ts';
import { sourceOf } from '../plugin/result-source.ts';
import { appliedResult } from '../result/envelope.ts';
import type { Times } from '../result/result-times.ts';
import { type ApprovedPlan, approvalQuestion } from './approval.ts';
import { approvedByLink } from './approval-by-link.ts';
import type { ApprovalDesk } from './approval-desk.ts';
import { askFor } from './approval-request.ts';
import type { PlannedTool } from './planned-tool.ts';
import { recordedWrite } from './recorded-write.ts';
import type { Writer } from './serving.ts';

export { approvalDesk } from './approval-desk.ts';

/** A call of a tool that writes. */
export interface WriteCall extends Writer {
  desk: ApprovalDesk;
  /** What the tool's functions get, for an input. */
  called(input: unknown): ToolCall<unknown, unknown>;
  call: IncomingCall;
}

/** @throws RK_APPROVAL_REQUIRED where nobody could be asked */
export function checkAskable(
  desk: ApprovalDesk,
  tool: AnyTool,
  { canAsk }: Pick<IncomingCall, 'canAsk'>,
  input: Record<string, unknown>,
): void {
  const isResumed = tool.batch !== undefined && input.resume !== undefined;
  if (canAsk || desk.links || isResumed) return;
  throw new RolekitError('RK_APPROVAL_REQUIRED', {
    tool: tool.name,
    hint: `Use a host that supports MCP elicitation and allow it to ask; over HTTP, ${desk.setting}.`,
  });
}

/** Plans, asks and applies, or goes on with a batch that was approved before. */
export async function writeTool(
  write: WriteCall,
  input: Record<string, unknown>,
): Promise<CallToolResult | InputRequiredResult> {
  const { serving, tool, connector, opened, call } = write;
  if (!tool.batch) return askOrApply(write, tool, write.called(input));
  const [{ BatchWrite, nothingWritten }, { notesOfNothing }] = await Promise.all([
    import('./batch/run.ts'),
    import('./batch/plan.ts'),
  ]);
  const { resume, ...own } = input;
  const context = write.called(own);
  const batch = new BatchWrite({ ...write, context, endedBy: () => call.ending.by });
  const told = async (work: () => Promise<ItemResult<unknown>>) => {
    const result = await timed(connector, opened, serving.clock, work);
    return appliedResult(result, tool.title, sourceOf(connector, opened, result), serving.resultBytes);
  };
  if (typeof resume === 'string') return told(() => batch.resume(resume));
  try {
    return await askOrApply(write, batch.tool, context);
  } catch (error) {
    const notes = notesOfNothing(error);
    if (notes === undefined) throw error;
    return told(async () => nothingWritten(notes));
  }
}

async function askOrApply(
  write: WriteCall,
  tool: PlannedTool,
  context: ToolCall<unknown, unknown>,
): Promise<CallToolResult | InputRequiredResult> {
  const { desk, connector, opened, principal, call } = write;
  const apply = (approved: ApprovedPlan) => applyWrite(write, tool, context, approved);
  const subject = { tool: tool.name, input: context.input, principal, connection: opened.id };
  const { approvals, links } = desk;
  if (links && (!call.canAsk || links.always)) {
    const got = await approvedByLink(links, {
      ...call,
      subject,
      connector: connector.title,
      environment: opened.environment,
      plan: () => planOf(tool, context),
    });
    return 'plan' in got ? apply(got as ApprovedPlan) : got;
  }
  if (!call.answer) {
    const plan = await planOf(tool, context);
    return askFor(desk, subject, plan, approvalQuestion(connector.title, opened.environment, plan));
  }
  // consumed whatever the answer is: a state counts once
  const approved = approvals.consume(call.answer.state, subject);
  if (!call.answer.approved) {
    throw new RolekitError('RK_APPROVAL_REFUSED', {
      tool: tool.name,
      reason:
        call.answer.action === 'accept'
          ? 'the person did not approve it'
          : `the person answered "${call.answer.action}"`,
    });
  }
  return apply(approved);
}

async function planOf(tool: AnyTool, context: ToolCall<unknown, unknown>): Promise<WritePlan> {
  const plan = await tool.plan?.(context);
  if (!plan) throw new RolekitError('RK_INTERNAL', { what: tool.name, reference: 'no plan' });
  return plan;
}

async function applyWrite(
  writer: Writer,
  tool: PlannedTool,
  context: ToolCall<unknown, unknown>,
  approved: ApprovedPlan,
): Promise<CallToolResult> {
  const { serving, connector, opened } = writer;
  const { plan, idempotencyKey } = approved;
  const { applyWhole } = tool;
  const inTime = <R extends ItemResult<unknown>>(work: () => Promise<R>) =>
    timed(connector, opened, serving.clock, work);
  const applied = applyWhole
    ? await inTime(() => applyWhole(approved))
    : await recordedWrite<ItemResult<unknown> & Times>(writer, approved, {
        lines: { ...(plan.undo ? { undo: plan.undo } : {}), ...(tool.undo ? { canUndo: true } : {}) },
        apply: () =>
          inTime(async () => {
            const result = await tool.apply?.({ ...context, plan, idempotencyKey });
            if (!result) throw new RolekitError('RK_INTERNAL', { what: tool.name, reference: 'no result' });
            return result;
          }),
        appliedLine: ({ undo }) => (undo ? { undo: { ...plan.undo, ...undo } } : {}),
      });
  return appliedResult(applied, plan.summary, sourceOf(connector, opened, applied), serving.resultBytes);
}
