import type { Approval } from '@rolekit/sdk/wire';
import type { Principal } from '../access/permissions.ts';
import type { Context } from '../context.ts';
import { approvalView } from './approval-view.ts';
import { standingOf } from './people.ts';

const MAX_ROWS = 500;

/** Versions that wait, or all, of which somebody may know; the newest first. */
export async function visibleApprovals(
  principal: Principal,
  all: boolean,
  context: Pick<Context, 'catalogue' | 'publicUrl'>,
): Promise<Approval[]> {
  const { reviews, namespaces } = context.catalogue;
  const rows = await reviews.list(reachOf(principal), all, MAX_ROWS);
  const owned = new Map<string, boolean>();
  const approvals: Approval[] = [];
  for (const review of rows) {
    const { namespace } = review;
    if (!owned.has(namespace)) owned.set(namespace, await namespaces.isOwned(namespace));
    const { maySee, mayApprove } = standingOf(review, principal, owned.get(namespace) === true);
    if (maySee) approvals.push(approvalView(review, mayApprove, context));
  }
  return approvals;
}

/** Where to look: wherever somebody has a role, or a machine's token reaches. */
function reachOf({ account, roles, token }: Principal): 'all' | readonly string[] {
  if (account !== undefined) return account.isAdministrator ? 'all' : [...roles.keys()];
  return token.namespaces.includes('*') ? 'all' : token.namespaces;
}
