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
