import { type Baseline, compareSurface, componentsOf, RULE_SET, tooLow } from '@rolekit/sdk/internal/plugin';
import type { Context } from '../context.ts';
import { treeId } from '../object-id.ts';
import { attestPublication, waitingProof } from '../signing/attest.ts';
import type { Decision, NewVersion, PublishOutcome, StoredSkill, WaitingOutcome } from '../store/catalogue.ts';
import { type Inspected, refused } from './inspect.ts';
import { publisherProof } from './publisher-proof.ts';
import type { Upload } from './receive.ts';
import type { PublishRequest } from './request.ts';

/**
 * Writes the version, its channel, their events and what is signed in one transaction, in which it is also compared with the
 * version before.
 *
 * @throws RK_FINDINGS when the number is lower than the changes and nothing waives that
 * @throws RK_VERSION_CONFLICT, RK_VERSION_TWIN, RK_SIGNATURE_REFUSED, RK_SIGNATURE_MISSING
 */
export async function commit(
  request: PublishRequest,
  upload: Upload,
  inspected: Inspected,
  { catalogue, signer }: Pick<Context, 'catalogue' | 'signer'>,
): Promise<PublishOutcome | WaitingOutcome> {
  const version = newVersion(request, upload, inspected);
  const proof = await publisherProof(request, version, catalogue);
  const attest = attestPublication(version, proof, signer);
  const terms = { ...request.terms, proof: waitingProof(proof, version, signer) };
  return catalogue.publish(version, (baseline) => decide(baseline, version, request.waiver), attest, terms);
}

/** Ends the transaction before anything is written. */
class DryRun extends Error {
  readonly decision: Decision;

  constructor(decision: Decision) {
    super('dry run');
    this.decision = decision;
  }
}

/**
 * What `commit` would do; nothing is written.
 *
 * @returns the decision, or the outcome of a version that is there already
 * @throws what `commit` throws
 */
export async function dryRun(
  request: PublishRequest,
  upload: Upload,
  inspected: Inspected,
  catalogue: Context['catalogue'],
): Promise<Decision | PublishOutcome | WaitingOutcome> {
  const version = newVersion(request, upload, inspected);
  await publisherProof(request, version, catalogue);
  try {
    // of a version that is there already it would move the channel
    return await catalogue.publish(
      { ...version, channel: undefined },
      (baseline) => {
        throw new DryRun(decide(baseline, version, request.waiver));
      },
      undefined,
      { ...request.terms, proof: null },
    );
  } catch (error) {
    if (error instanceof DryRun) return error.decision;
    throw error;
  }
}

function newVersion(
  request: PublishRequest,
  upload: Upload,
  { bundle, base, findings }: Omit<Inspected, 'release'>,
): NewVersion {
  const skills = skillsOf(bundle);
  return {
    namespace: request.namespace,
    name: request.name,
    version: bundle.manifest.version,
    digest: bundle.digest,
    tgzDigest: upload.tgzDigest,
    size: upload.size,
    tree: treeId(bundle.files),
    manifest: bundle.manifest,
    tools: bundle.tools,
    skills,
    findings,
    readme: bundle.readme,
    contract: bundle.contract,
    base,
    ruleSet: RULE_SET,
    publishedBy: request.publishedBy,
    channel: request.channel,
  };
}

/**
 * Whether a version's number fits its changes, or is waived.
 *
 * @throws RK_FINDINGS
 */
export function decide(baseline: Baseline | undefined, version: NewVersion, waived: string | undefined): Decision {
  if (baseline === undefined) return { surface: null, waiver: null };
  const surface = compareSurface(baseline, { ...version, components: componentsOf(version.manifest) });
  const reasons = tooLow(surface, version.version);
  if (reasons.length > 0 && waived === undefined) throw refused(version, [...reasons, ...version.findings]);
  // A waiver that nothing needed is not kept: it would say that something was let through.
  return { surface, waiver: reasons.length > 0 ? (waived ?? null) : null };
}

function skillsOf(bundle: Inspected['bundle']): StoredSkill[] {
  const files = new Map(bundle.files.map((file) => [file.path, file.bytes]));
  return bundle.skills.map(({ name, description, digest, tools, path }) => ({
    name,
    description,
    digest,
    tools,
    text: Buffer.from(files.get(path) ?? []).toString('utf8'),
  }));
}
