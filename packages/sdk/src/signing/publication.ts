import { z } from 'zod';
import type { Envelope } from './envelope.ts';
import { type PublicKey, publicKeyOf, type Signer } from './keys.ts';
import { type CiRunFacts, openProvenance } from './provenance.ts';
import { notRight, openStatement, signStatement, type VersionSubject } from './statement.ts';

/** What the predicate of both signatures on a publication is. */
export const PUBLICATION = 'https://rolekit.dev/attestations/publication/v1';

/** One signed statement on a version. */
export interface Attestation {
  kind: 'publisher' | 'registry' | 'provenance';
  envelope: Envelope;
}

/** What a registry says of a version besides its digests. */
export interface RegistryWords {
  toolsetDigest: string;
  /** Of the plugin's git repository. */
  commit: string;
  publishedAt: string;
  publishedBy: string;
  /** The key of the publisher's own signature; without it none may be taken away unseen. */
  publisherKey: PublicKey | null;
  /** Whether a workflow of a CI published it, which a statement of its own says. */
  hasProvenance: boolean;
  /** True when it was there before the registry signed, and was found whole. */
  publishedBeforeSigning: boolean;
}

/** What was verified of a version. */
export interface VerifiedVersion {
  /** Id of the registry's key. */
  registryKey: string;
  /** Id of the publisher's; null when the publisher signed nothing. */
  publisherKey: string | null;
  /** The run of a CI that published it; null when none did. */
  workflow: CiRunFacts | null;
  publishedBeforeSigning: boolean;
}

const publisherWords = z.object({ by: z.literal('publisher'), toolsetDigest: z.string() });
const registryWords = z.object({
  by: z.literal('registry'),
  toolsetDigest: z.string(),
  commit: z.string(),
  publishedAt: z.string(),
  publishedBy: z.string(),
  publisherKey: z.object({ keyid: z.string(), spki: z.string() }).nullable(),
  hasProvenance: z.boolean(),
  publishedBeforeSigning: z.boolean(),
});

/** The publisher's signature, sent with the archive. */
export function signAsPublisher(version: VersionSubject, toolsetDigest: string, signer: Signer): Envelope {
  return signStatement(version, PUBLICATION, { by: 'publisher', toolsetDigest }, signer);
}

/** @throws RK_SIGNATURE_INVALID */
export function openPublisherSignature(
  envelope: unknown,
  version: VersionSubject,
  keys: readonly PublicKey[],
): { keyid: string; toolsetDigest: string } {
  const what = 'the publisher’s statement';
  const { predicate, keyid } = openStatement(envelope, version, PUBLICATION, publisherWords, keys, what);
  return { keyid, toolsetDigest: predicate.toolsetDigest };
}

/** The registry's signature on a version that it accepted. */
export function signAsRegistry(version: VersionSubject, words: RegistryWords, signer: Signer): Envelope {
  return signStatement(version, PUBLICATION, { by: 'registry', ...words }, signer);
}

/**
 * Checks everything that is signed about a version: the registry's signature, and the ones that it names.
 *
 * @param version as it was found: what is downloaded, and where its git commit lies
 * @throws RK_SIGNATURE_INVALID
 */
export function verifyVersion(
  version: VersionSubject & { commit: string },
  attestations: readonly Attestation[],
  registryKeys: readonly PublicKey[],
): VerifiedVersion {
  const named = `${version.plugin} ${version.version}`;
  const only = (kind: Attestation['kind']): Envelope => {
    const [found, ...more] = attestations.filter((each) => each.kind === kind);
    if (found === undefined) throw notRight(named, `the ${kind}’s is missing`);
    if (more.length > 0) throw notRight(named, `there are several of the ${kind}`);
    return found.envelope;
  };
  const what = 'the registry’s statement';
  const { predicate, keyid } = openStatement(only('registry'), version, PUBLICATION, registryWords, registryKeys, what);
  if (predicate.commit !== version.commit)
    throw notRight(`${what} on ${named}`, `it signs the commit ${predicate.commit}, found ${version.commit}`);
  return {
    registryKey: keyid,
    publisherKey: predicate.publisherKey && publisherKeyOf(predicate.publisherKey, only('publisher'), version),
    workflow: predicate.hasProvenance ? openProvenance(only('provenance'), version, registryKeys) : null,
    publishedBeforeSigning: predicate.publishedBeforeSigning,
  };
}

function publisherKeyOf(said: PublicKey, envelope: Envelope, version: VersionSubject): string {
  const key = publicKeyOf(said.spki);
  return openPublisherSignature(envelope, version, key === undefined ? [] : [key]).keyid;
}
