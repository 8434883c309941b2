import { type InputRequiredResult, inputRequired } from '@modelcontextprotocol/server';
import type { WritePlan } from '../../connector/tool-call.ts';
import { RolekitError } from '../../errors.ts';
import type { IncomingCall } from '../plugin/incoming-call.ts';
import { type ApprovalSubject, type ApprovedPlan, shownChange } from './approval.ts';
import type { ApprovalLinks, LinkedChange } from './approval-links.ts';

/** A call of a write tool whose client cannot pass a question on. */
export interface LinkedCall<P extends WritePlan = WritePlan>
  extends Pick<IncomingCall, 'answer' | 'ending' | 'canOpen'> {
  subject: ApprovalSubject<P>;
  /** Title of the connector. */
  connector: string;
  environment: 'production' | 'sandbox';
  plan(): Promise<P>;
  /** Told when a person declined it, or nobody decided in time. */
  unapplied(state: 'refused' | 'expired', summary: string): void;
}

/**
 * The plan that a person approved on the page, else a request to open its link.
 * @throws RK_APPROVAL_LINK for clients that cannot open one, RK_APPROVAL_REFUSED
 */
export async function approvedByLink<P extends WritePlan>(
  links: ApprovalLinks,
  call: LinkedCall<P>,
): Promise<ApprovedPlan<P> | InputRequiredResult> {
  const { subject, answer, ending } = call;
  const opened = links.waiting(subject);
  if (answer && opened) {
    // what a client says of the link decides nothing, except that it was not opened
    if (answer.action !== 'accept') links.decide(opened.id, 'declined');
    else await links.decided(opened, ending);
    // what was decided stays for the next call
    if (ending.by) throw new RolekitError('RK_CANCELLED');
  }
  const approved = links.take(subject);
  if (approved) return approved;
  const link = links.waiting(subject) ?? (await askedAnew(links, call));
  // a call beside this one made it and a person was quick
  if (link.state !== 'waiting') return approvedByLink(links, call);
  const url = links.urlOf(link);
  if (call.canOpen && !answer)
    return inputRequired({
      inputRequests: {
        approval: inputRequired.elicitUrl({ message: `Approve or decline: ${link.change.summary}. ${url}`, url }),
      },
    });
  throw new RolekitError('RK_APPROVAL_LINK', {
    tool: subject.tool,
    summary: link.change.summary,
    url,
    minutes: links.minutesLeft(link),
  });
}

async function askedAnew<P extends WritePlan>(links: ApprovalLinks, call: LinkedCall<P>): Promise<LinkedChange> {
  const plan = await call.plan();
  const change = shownChange(call.connector, call.environment, plan);
  return links.ask(call.subject, plan, change, (state) => call.unapplied(state, plan.summary));
}
