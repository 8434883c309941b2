import { RolekitError } from '@rolekit/sdk';
import { type PublicKey, readKeyChain } from '@rolekit/sdk/internal/signing';
import type { ApprovalDetail } from '@rolekit/sdk/wire';
import type { Context } from '../context.ts';
import { RegistryError } from '../errors.ts';
import { openWaitingProof, type PublisherProof } from '../signing/attest.ts';
import type { FullReview } from '../store/catalogue.ts';

/** The registry's keys, which its statements are opened with. @throws RK_SIGNATURE_INVALID */
export async function registryKeys({ catalogue }: Pick<Context, 'catalogue'>): Promise<PublicKey[]> {
  return readKeyChain(await catalogue.signingKeys.list(), 'this registry');
}

/**
 * What the publisher of a waiting version brought, its run as the registry signed it.
 *
 * @throws RK_PROVENANCE_BROKEN
 */
export function provenProof(review: FullReview, keys: readonly PublicKey[]): PublisherProof {
  const { namespace, name, version } = review;
  const broken = (reason: string, cause?: unknown) =>
    new RegistryError('RK_PROVENANCE_BROKEN', { plugin: `${namespace}/${name}`, version, reason }, { cause });
  try {
    const proof = openWaitingProof(review.proof, review.submission, keys);
    if (review.publisher.kind === 'workflow' && proof.run === undefined)
      throw broken('a workflow sent it, and its statement is missing');
    return proof;
  } catch (error) {
    if (error instanceof RolekitError) throw broken(String(error.data.reason), error);
    throw error;
  }
}

/** The same for who decides: the run, or why it cannot be shown. */
export async function shownProvenance(
  review: FullReview,
  context: Pick<Context, 'catalogue'>,
): Promise<Pick<ApprovalDetail, 'provenance' | 'provenanceProblem'>> {
  try {
    return { provenance: provenProof(review, await registryKeys(context)).run ?? null, provenanceProblem: null };
  } catch (error) {
    if (error instanceof RegistryError) return { provenance: null, provenanceProblem: error.message };
    throw error;
  }
}
