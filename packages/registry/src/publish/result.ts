import type { PublishResult } from '@rolekit/sdk/wire';
import type { PublishOutcome, WaitingOutcome } from '../store/catalogue.ts';

/** What a publisher is told. @param approvalUrl page on which a version is approved */
export function resultOf(
  outcome: PublishOutcome | WaitingOutcome,
  channel: string | undefined,
  findings: PublishResult['findings'],
  approvalUrl: (version: { namespace: string; name: string; version: string }) => string,
): PublishResult {
  if ('review' in outcome) {
    const { review, created } = outcome;
    return {
      id: `${review.namespace}/${review.name}`,
      version: review.version,
      digest: review.digest,
      created,
      latest: null,
      channel: channel ?? null,
      findings,
      surface: review.surface,
      waiver: review.waiver,
      state: 'waiting',
      approval: { url: approvalUrl(review), until: review.expiresAt },
    };
  }
  const { version, created, latest } = outcome;
  return {
    id: `${version.namespace}/${version.name}`,
    version: version.version,
    digest: version.digest,
    created,
    latest,
    channel: channel ?? null,
    findings: version.findings,
    surface: version.surface,
    waiver: version.waiver,
    state: 'published',
    approval: null,
  };
}
