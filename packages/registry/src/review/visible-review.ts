import type { Principal } from '../access/permissions.ts';
import type { Context } from '../context.ts';
import { RegistryError } from '../errors.ts';
import type { FullReview, VersionSubject } from '../store/catalogue.ts';
import { type Standing, standingOf } from './people.ts';

/** The newest review of a version, for who may know of it; undefined for everybody else. */
export async function visibleReview(
  subject: VersionSubject,
  principal: Principal | undefined,
  { catalogue }: Pick<Context, 'catalogue'>,
): Promise<{ review: FullReview; standing: Standing } | undefined> {
  const review = principal === undefined ? undefined : await catalogue.reviews.find(subject);
  if (review === undefined || principal === undefined) return undefined;
  const standing = standingOf(review, principal, await catalogue.namespaces.isOwned(review.namespace));
  return standing.maySee ? { review, standing } : undefined;
}

/** The same where there has to be one. @throws RK_REVIEW_UNKNOWN */
export async function findReview(
  subject: VersionSubject,
  principal: Principal | undefined,
  context: Pick<Context, 'catalogue'>,
): Promise<{ review: FullReview; standing: Standing }> {
  const found = await visibleReview(subject, principal, context);
  if (found !== undefined) return found;
  const { namespace, name, version } = subject;
  throw new RegistryError('RK_REVIEW_UNKNOWN', { plugin: `${namespace}/${name}`, version });
}
