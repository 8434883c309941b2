import { type FetchedArchive, parsePluginAddress, type RegistryClient, type VersionDetail } from '@rolekit/sdk/host';
import { type PublicKey, shortKeyId, type VerifiedVersion, verifyVersion } from '@rolekit/sdk/internal/signing';
import { trustedKeys } from './pinned-keys.ts';

/** An archive with what was verified of its signatures; null from a registry that signs nothing. */
export interface VerifiedArchive extends FetchedArchive {
  verified: VerifiedVersion | null;
}

/** A registry whose archives are verified before anybody gets them. */
export interface VerifyingRegistry extends RegistryClient {
  /** @throws RK_SIGNATURE_INVALID, RK_REGISTRY_KEY besides what a client throws */
  archive(...args: Parameters<RegistryClient['archive']>): Promise<VerifiedArchive>;
  /** Checks what is signed of a version. Null from a registry that signs nothing. @throws RK_SIGNATURE_INVALID, RK_REGISTRY_KEY */
  verify(version: VersionDetail): Promise<VerifiedVersion | null>;
}

export function verifyingRegistry(client: RegistryClient, home: string): VerifyingRegistry {
  let keys: Promise<PublicKey[] | undefined> | undefined;
  const verify = async (version: VersionDetail): Promise<VerifiedVersion | null> => {
    keys ??= trustedKeys(client, home);
    const trusted = await keys;
    if (trusted === undefined) return null;
    const { attestations } = await client.attestations(parsePluginAddress(version.id), version.version);
    const { id: plugin, version: number, digest, archive, commit } = version;
    return verifyVersion({ plugin, version: number, digest, archive: archive.sha256, commit }, attestations, trusted);
  };
  return {
    ...client,
    verify,
    async archive(...args) {
      // it has the checksum and the digest of its version, and those are signed
      const fetched = await client.archive(...args);
      return { ...fetched, verified: await verify(fetched.version) };
    },
  };
}

/** What was verified, in one line. */
export function verifiedLine(verified: VerifiedVersion | null): string {
  if (verified === null) return 'not signed: this registry signs nothing';
  const { registryKey, publisherKey, workflow, publishedBeforeSigning } = verified;
  if (publishedBeforeSigning)
    return `countersigned by the registry (${shortKeyId(registryKey)}); published before it signed`;
  return [
    `signed by the registry (${shortKeyId(registryKey)})`,
    ...(publisherKey === null ? [] : [`by its publisher (${shortKeyId(publisherKey)})`]),
    ...(workflow === null ? [] : [`published by ${workflowText(workflow)}`]),
  ].join(', ');
}

function workflowText({ workflow, commit }: NonNullable<VerifiedVersion['workflow']>): string {
  return commit === null ? workflow : `${workflow} at ${commit.slice(0, 12)}`;
}
