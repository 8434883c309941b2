import type { PublishResult } from '@rolekit/sdk/wire';
import type { FastifyBaseLogger } from 'fastify';
import type { Context } from '../context.ts';
import { announceEvents } from '../publish/announce.ts';
import { approvalUrl } from '../publish/approval-url.ts';
import { decide } from '../publish/commit.ts';
import { resultOf } from '../publish/result.ts';
import { removeUnreferred } from '../publish/unreferred-blob.ts';
import { attestPublication } from '../signing/attest.ts';
import type { StoredReview, VersionSubject } from '../store/catalogue.ts';
import type { Person } from '../store/publisher.ts';
import { provenProof, registryKeys } from './provenance.ts';

/**
 * Publishes a version that waits. Whether its number fits its changes is decided anew: another one may have come meanwhile.
 *
 * @throws RK_REVIEW_UNKNOWN, RK_REVIEW_CLOSED, RK_REVIEW_CHANGED, RK_SELF_APPROVAL
 * @throws RK_FINDINGS, RK_VERSION_CONFLICT, RK_VERSION_TWIN, RK_PROVENANCE_BROKEN; it goes on waiting then
 */
export async function approve(
  subject: VersionSubject,
  decision: { digest: string; by: Person },
  context: Context,
  log: FastifyBaseLogger,
): Promise<PublishResult> {
  const keys = await registryKeys(context);
  const { review, ...outcome } = await context.catalogue.approve(
    subject,
    decision,
    (baseline, { submission, waiver }) => decide(baseline, submission, waiver ?? undefined),
    (waiting) => attestPublication(waiting.submission, provenProof(waiting, keys), context.signer),
  );
  await announceEvents(outcome.events, context, log);
  return resultOf(outcome, review.submission.channel, [], (version) => approvalUrl(version, context));
}

/** @throws RK_REVIEW_UNKNOWN, RK_REVIEW_CLOSED, RK_REVIEW_CHANGED, RK_SELF_APPROVAL */
export async function reject(
  subject: VersionSubject,
  decision: { digest: string; by: Person; reason: string },
  context: Context,
): Promise<StoredReview> {
  const review = await context.catalogue.reject(subject, decision);
  await removeUnreferred(review.tgzDigest, context);
  return review;
}

/** Ends what has waited too long, and removes its archives. */
export async function endOverdue(context: Pick<Context, 'blobs' | 'catalogue' | 'storing'>): Promise<void> {
  for (const tgzDigest of await context.catalogue.expireReviews()) await removeUnreferred(tgzDigest, context);
}
