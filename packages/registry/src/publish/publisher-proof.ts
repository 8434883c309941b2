import { openPublisherSignature, type PublicKey } from '@rolekit/sdk/internal/signing';
import type { Context } from '../context.ts';
import { RegistryError } from '../errors.ts';
import { type PublisherProof, subjectOf } from '../signing/attest.ts';
import type { NewVersion } from '../store/catalogue.ts';
import type { PublishRequest } from './request.ts';

/**
 * The publisher's signature, by a key of the namespace, and the run of a CI that the token was given to. A namespace with keys
 * takes nothing without one of both.
 *
 * @throws RK_SIGNATURE_REFUSED, RK_SIGNATURE_MISSING
 */
export async function publisherProof(
  { signature: sent, tokenId }: Pick<PublishRequest, 'signature' | 'tokenId'>,
  version: NewVersion,
  { publisherKeys, trustedPublishers }: Pick<Context['catalogue'], 'publisherKeys' | 'trustedPublishers'>,
): Promise<PublisherProof> {
  const keys = await publisherKeys.list(version.namespace);
  const run = await trustedPublishers.runOf(tokenId);
  if (sent !== undefined) return { signature: checked(sent, version, keys), run };
  if (keys.length > 0 && run === undefined)
    throw new RegistryError('RK_SIGNATURE_MISSING', { namespace: version.namespace });
  return { signature: undefined, run };
}

function checked(sent: string, version: NewVersion, keys: readonly PublicKey[]): PublisherProof['signature'] {
  try {
    const envelope = JSON.parse(Buffer.from(sent, 'base64').toString('utf8'));
    const { keyid, toolsetDigest } = openPublisherSignature(envelope, subjectOf(version), keys);
    const key = keys.find((each) => each.keyid === keyid);
    if (key !== undefined && toolsetDigest === version.tools.toolsetDigest)
      return { envelope, key: { keyid: key.keyid, spki: key.spki } };
    throw refused(version, 'it signs other tools');
  } catch (error) {
    if (error instanceof RegistryError) throw error;
    if (error instanceof SyntaxError) throw refused(version, 'it is not the base64 of JSON');
    throw refused(version, error instanceof Error ? error.message.replace(/\.$/, '') : 'it cannot be read', error);
  }
}

function refused({ namespace }: NewVersion, reason: string, cause?: unknown): RegistryError {
  return new RegistryError('RK_SIGNATURE_REFUSED', { namespace, reason }, { cause });
}
