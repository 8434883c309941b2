import { Approvals } from './approval.ts';
import type { ApprovalLinks } from './approval-links.ts';

/** Where the people of one served plugin are asked. */
export interface ApprovalDesk {
  /** Questions that their own clients ask them. */
  readonly approvals: Approvals;
  /** Links to the approval page, where it is served. */
  readonly links?: ApprovalLinks;
  /** What to set where it is not. */
  readonly setting: string;
}

/** @param approvalMs milliseconds for which an approval counts */
export function approvalDesk(
  approvalMs: number,
  page: Partial<Pick<ApprovalDesk, 'links' | 'setting'>> = {},
): ApprovalDesk {
  return {
    approvals: new Approvals(approvalMs),
    setting:
      'the setting `approvalPage` (`rolekit run <plugin> --http` without `--no-approval-page`) lets a person approve by a link',
    ...page,
  };
}
