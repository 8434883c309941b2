import { RolekitError } from '@rolekit/sdk';
import {
  type Attestation,
  readKeyChain,
  signAsRegistry,
  type VerifiedVersion,
  verifyVersion,
} from '@rolekit/sdk/internal/signing';
import type { FastifyBaseLogger } from 'fastify';
import type { Context } from '../context.ts';
import { RegistryError } from '../errors.ts';
import { readArchiveFiles } from '../store/archives.ts';
import type { CatalogueReads, FullVersion } from '../store/catalogue.ts';
import { subjectOf } from './attest.ts';

type Signing = Pick<Context, 'blobs' | 'catalogue' | 'signer'>;

/**
 * What is signed of a version. One from before the registry signed gets its signature here, once its archive is found whole;
 * one from after never does: it was signed when it was written, or somebody wrote it past the registry.
 *
 * @throws RK_ARCHIVE_DAMAGED
 */
export async function attestationsOf(version: FullVersion, context: Signing): Promise<Attestation[]> {
  const { attestations } = context.catalogue;
  const known = await attestations.list(version);
  if (known.some(({ kind }) => kind === 'registry') || version.seq > (await firstSigned(context))) return known;
  await countersign(version, context);
  return attestations.list(version);
}

/** Signs all versions from before, in the order of publication; one that is damaged is left out and said. */
export async function countersignAll(
  reads: Pick<CatalogueReads, 'version'>,
  context: Signing,
  log: FastifyBaseLogger,
  signal: AbortSignal,
): Promise<void> {
  const upTo = await firstSigned(context);
  let after = 0;
  let signed = 0;
  while (!signal.aborted) {
    const rows = await context.catalogue.attestations.unsigned(upTo, after, 50);
    if (rows.length === 0) break;
    for (const { namespace, name, version: number, seq } of rows) {
      if (signal.aborted) return;
      after = seq;
      const version = await reads.version(namespace, name, number);
      if (version === undefined) continue;
      try {
        await countersign(version, context);
        signed += 1;
      } catch (error) {
        log.warn({ err: error, plugin: `${namespace}/${name}`, version: number }, 'not countersigned');
      }
    }
  }
  if (signed > 0) log.info({ versions: signed }, 'countersigned what was published before signing');
}

/** The newest event before the registry had a key. */
async function firstSigned({ catalogue }: Signing): Promise<number> {
  const [first] = await catalogue.signingKeys.list();
  return first?.afterSeq ?? 0;
}

async function countersign(version: FullVersion, { blobs, catalogue, signer }: Signing): Promise<void> {
  await readArchiveFiles(blobs, version);
  const words = {
    toolsetDigest: version.tools.toolsetDigest,
    commit: version.commit,
    publishedAt: version.publishedAt,
    publishedBy: version.publishedBy,
    publisherKey: null,
    hasProvenance: false,
    publishedBeforeSigning: true,
  };
  const envelope = signAsRegistry(subjectOf(version), words, signer);
  await catalogue.attestations.add(version, signer.keyid, [{ kind: 'registry', envelope }]);
}

/** What is verified of a version for who looks at its page; undefined where its signatures are missing or wrong. */
export async function verifiedOf(version: FullVersion, context: Signing): Promise<VerifiedVersion | undefined> {
  try {
    const keys = await context.catalogue.signingKeys.list();
    return verifyVersion(
      { ...subjectOf(version), commit: version.commit },
      await attestationsOf(version, context),
      readKeyChain(keys, 'this registry'),
    );
  } catch (error) {
    if (error instanceof RolekitError || error instanceof RegistryError) return undefined;
    throw error;
  }
}
