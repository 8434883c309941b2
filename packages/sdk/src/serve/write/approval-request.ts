import { type InputRequiredResult, inputRequired } from '@modelcontextprotocol/server';
import type { WritePlan } from '../../connector/tool-call.ts';
import type { ApprovalSubject } from './approval.ts';
import type { ApprovalDesk } from './approval-desk.ts';

/** Asks a person to approve a plan, in the words of the protocol. */
export function askFor<P extends WritePlan>(
  { approvals }: ApprovalDesk,
  subject: ApprovalSubject<P>,
  plan: P,
  question: string,
  expired: () => void,
): InputRequiredResult {
  return inputRequired({
    requestState: approvals.ask(subject, plan, expired),
    inputRequests: {
      approval: inputRequired.elicit({
        message: question,
        requestedSchema: {
          type: 'object',
          properties: {
            approve: {
              type: 'boolean',
              title: 'Apply this change',
              description: 'Nothing changes unless this is yes.',
            },
          },
          required: ['approve'],
        },
      }),
    },
  });
}
