import { compareSurface, componentsOf, foldersOf, hostsOf, tooLow } from '@rolekit/sdk/internal/plugin';
import type { Approval, ApprovalDetail } from '@rolekit/sdk/wire';
import type { Context } from '../context.ts';
import { approvalUrl } from '../publish/approval-url.ts';
import type { FullReview, StoredReview } from '../store/catalogue.ts';
import { instructionChanges } from './instruction-changes.ts';
import { shownProvenance } from './provenance.ts';

export function approvalView(review: StoredReview, mayApprove: boolean, context: Pick<Context, 'publicUrl'>): Approval {
  return {
    id: `${review.namespace}/${review.name}`,
    version: review.version,
    digest: review.digest,
    state: review.state,
    url: approvalUrl(review, context),
    publishedBy: review.publisher.name,
    publisher: review.publisher.kind,
    requestedAt: review.requestedAt,
    until: review.expiresAt,
    decidedBy: review.decidedBy,
    decidedAt: review.decidedAt,
    reason: review.reason,
    mayApprove: mayApprove && review.state === 'waiting',
  };
}

/** All that somebody has to know who decides, compared with what is published now. */
export async function approvalDetail(
  review: FullReview,
  mayApprove: boolean,
  context: Pick<Context, 'publicUrl' | 'catalogue' | 'blobs' | 'access'>,
): Promise<ApprovalDetail> {
  const { submission } = review;
  const { manifest, tools, skills, findings, size, channel } = submission;
  const components = componentsOf(manifest);
  const baseline = await context.catalogue.reviews.baseline(submission);
  const surface = baseline === undefined ? null : compareSurface(baseline, { tools, skills, components });
  const known = new Set(baseline?.components.map(({ kind, path }) => `${kind} ${path}`));
  const { connectors = {} } = manifest.extensions['dev.rolekit'];
  // the bytes of one that was rejected or waited too long are gone
  const isKept = review.state === 'waiting' || review.state === 'approved';
  const { changes, more } = isKept
    ? await instructionChanges(review, baseline?.version, context)
    : { changes: [], more: 0 };
  return {
    ...approvalView(review, mayApprove, context),
    channel: channel ?? null,
    waiver: review.waiver,
    size,
    surface,
    comparedBefore: review.surface?.comparedWith ?? null,
    tooLow: surface === null ? [] : tooLow(surface, review.version),
    components: components.map((component) => ({
      ...component,
      isNew: !known.has(`${component.kind} ${component.path}`),
    })),
    hosts: hostsOf(tools),
    folders: foldersOf(tools),
    remotes: Object.values(connectors).flatMap((connector) => ('url' in connector ? [connector.url] : [])),
    findings,
    ...(await shownProvenance(review, context)),
    instructions: changes,
    moreInstructions: more,
  };
}
