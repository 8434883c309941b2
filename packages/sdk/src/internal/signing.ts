/** What Rolekit's own packages share of signatures; it promises nothing. */

export {
  type Envelope,
  envelopeShape,
  type OpenedEnvelope,
  type OpenOptions,
  openEnvelope,
  signEnvelope,
} from '../signing/envelope.ts';
export { newSigningKey, type PublicKey, publicKeyOf, type Signer, shortKeyId, signerOf } from '../signing/keys.ts';
export { type CiRunFacts, openProvenance, PROVENANCE, signProvenance } from '../signing/provenance.ts';
export {
  type Attestation,
  openPublisherSignature,
  PUBLICATION,
  type RegistryWords,
  signAsPublisher,
  signAsRegistry,
  type VerifiedVersion,
  verifyVersion,
} from '../signing/publication.ts';
export { type ChainedKey, readKeyChain, rotationOf } from '../signing/rotation.ts';
export type { VersionSubject } from '../signing/statement.ts';
