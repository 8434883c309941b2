import type { LineageBase, VersionStatus } from '@rolekit/sdk/wire';
import type { StoredReview, StoredVersion } from '../store/catalogue.ts';

/** Whether a published version may be used now, and why not. @param now time of the answer */
export function statusOf(version: StoredVersion, now: string, bases: readonly LineageBase[]): VersionStatus {
  const { withheld, yanked, yankedBy, yankedAt } = version;
  const said =
    withheld ?? (yanked === null ? undefined : { state: 'yanked', reason: yanked, by: yankedBy, at: yankedAt });
  return {
    id: `${version.namespace}/${version.name}`,
    version: version.version,
    digest: version.digest,
    state: (said?.state ?? 'available') as VersionStatus['state'],
    reason: said?.reason ?? null,
    by: said?.by ?? null,
    at: said?.at ?? null,
    until: null,
    checkedAt: now,
    ...(bases.length > 0 ? { bases: [...bases] } : {}),
  };
}

/** The same of one that is not published, for who sent it and who decides about it. */
export function reviewStatusOf(review: StoredReview, now: string): VersionStatus {
  return {
    id: `${review.namespace}/${review.name}`,
    version: review.version,
    digest: review.digest,
    state: review.state === 'approved' ? 'available' : review.state,
    reason: review.reason,
    by: review.decidedBy,
    at: review.decidedAt,
    until: review.state === 'waiting' ? review.expiresAt : null,
    checkedAt: now,
  };
}
