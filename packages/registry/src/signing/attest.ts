import {
  type Attestation,
  type CiRunFacts,
  type Envelope,
  openProvenance,
  type PublicKey,
  type Signer,
  signAsRegistry,
  signProvenance,
  type VersionSubject,
} from '@rolekit/sdk/internal/signing';
import type { Attest } from '../store/attestations.ts';
import type { StoredVersion } from '../store/catalogue.ts';

/** What its publisher brought to be kept beside a version. */
export interface PublisherProof {
  /** The publisher's own signature, which was checked. */
  signature: { envelope: Envelope; key: PublicKey } | undefined;
  /** The run of a CI that published it. */
  run: CiRunFacts | undefined;
}

/** The same, as it waits with a version for a second person: the run is what the registry signed when it checked the token. */
interface WaitingProof extends PublisherProof {
  provenance: Envelope | undefined;
}

type Signed = Pick<StoredVersion, 'namespace' | 'name' | 'version' | 'digest' | 'tgzDigest'>;

/** As statements name it. */
export function subjectOf({ namespace, name, version, digest, tgzDigest }: Signed): VersionSubject {
  return { plugin: `${namespace}/${name}`, version, digest, archive: tgzDigest };
}

/** Has the registry sign a version in the transaction that writes it, beside what its publisher brought. */
export function attestPublication(
  version: Signed & { publishedBy: string; tools: { toolsetDigest: string } },
  { signature, run }: PublisherProof,
  signer: Signer,
): Attest {
  const subject = subjectOf(version);
  return {
    keyid: signer.keyid,
    sign({ commit, publishedAt }) {
      const words = {
        toolsetDigest: version.tools.toolsetDigest,
        commit,
        publishedAt,
        publishedBy: version.publishedBy,
        publisherKey: signature?.key ?? null,
        hasProvenance: run !== undefined,
        publishedBeforeSigning: false,
      };
      const attestations: Attestation[] = [{ kind: 'registry', envelope: signAsRegistry(subject, words, signer) }];
      if (signature) attestations.push({ kind: 'publisher', envelope: signature.envelope });
      if (run) attestations.push({ kind: 'provenance', envelope: signProvenance(subject, run, signer) });
      return attestations;
    },
  };
}

export function waitingProof(proof: PublisherProof, version: Signed, signer: Signer): WaitingProof {
  return { ...proof, provenance: proof.run && signProvenance(subjectOf(version), proof.run, signer) };
}

/**
 * What waited with a version: the run as its signed statement says, whatever else is written beside it.
 *
 * @throws RK_SIGNATURE_INVALID when a run has no statement, or one that is not right
 */
export function openWaitingProof(kept: object | null, version: Signed, keys: readonly PublicKey[]): PublisherProof {
  const { signature, run, provenance } = (kept ?? {}) as Partial<WaitingProof>;
  if (run === undefined && provenance === undefined) return { signature, run: undefined };
  return { signature, run: openProvenance(provenance, subjectOf(version), keys) };
}
