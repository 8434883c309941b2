import { nameOf, type Principal, refusalOf } from '../access/permissions.ts';
import type { Context } from '../context.ts';
import { RegistryError } from '../errors.ts';
import { isIssuer } from '../store/acting.ts';
import type { ReviewTerms, StoredReview } from '../store/catalogue.ts';
import { isSamePerson, type Person, type Publisher } from '../store/publisher.ts';

/** Who sends a version. */
export function publisherOf(principal: Principal): Publisher {
  const { account, token } = principal;
  const name = nameOf(principal);
  if (account !== undefined)
    return { name, kind: 'account', accountId: account.id, email: account.email, madeBy: null };
  const kind = isIssuer(token.createdBy) ? 'workflow' : 'machine';
  return { name, kind, accountId: null, email: null, madeBy: token.createdBy };
}

export function termsFor(principal: Principal, { approvals }: Pick<Context, 'approvals'>): Omit<ReviewTerms, 'proof'> {
  return { publisher: publisherOf(principal), ...approvals };
}

/**
 * The person who decides: versions are approved by people, not by machines.
 *
 * @throws RK_APPROVER_MACHINE
 */
export function personOf({ account, token }: Principal): Person {
  if (account === undefined) throw new RegistryError('RK_APPROVER_MACHINE', { token: token.name });
  return { id: account.id, handle: account.handle, email: account.email };
}

/** What somebody is to a version that waits. */
export interface Standing {
  /** May decide about it. */
  mayApprove: boolean;
  /** May know of it: those who decide in its namespace, and who sent it. */
  maySee: boolean;
}

export function standingOf(review: StoredReview, principal: Principal, isOwned: boolean): Standing {
  const { account } = principal;
  const maintains = refusalOf(principal, 'manage', review.namespace, isOwned) === undefined;
  const isOwn =
    account === undefined
      ? review.publisher.accountId === null && review.publisher.name === principal.token.name
      : isSamePerson(review.publisher, account);
  const reaches = refusalOf(principal, 'read', review.namespace, isOwned) === undefined;
  return {
    mayApprove: maintains && account !== undefined && !isSamePerson(review.publisher, account),
    maySee: (maintains && account !== undefined) || (isOwn && reaches),
  };
}
