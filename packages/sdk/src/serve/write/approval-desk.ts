import type { PluginState } from '../plugin/state.ts';
import { Approvals } from './approval.ts';
import type { ApprovalLinks } from './links.ts';

/** Where the people of one served plugin are asked. */
export interface ApprovalDesk {
  /** Questions that their own clients ask them. */
  readonly approvals: Approvals;
  /** Links to the approval page, where it is served. */
  links?: ApprovalLinks;
  /** What to set where it is not. */
  setting: string;
}

const desks = new WeakMap<PluginState, ApprovalDesk>();

/** The desk of a served plugin, made with its page or its first write. */
export function approvalDesk(state: PluginState): ApprovalDesk {
  const known = desks.get(state);
  if (known) return known;
  const desk: ApprovalDesk = {
    approvals: new Approvals(state.approvalMs),
    setting:
      'the setting `approvalPage` (`rolekit run <plugin> --http` without `--no-approval-page`) lets a person approve by a link',
  };
  desks.set(state, desk);
  return desk;
}
