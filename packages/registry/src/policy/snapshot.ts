import {
  DEFAULT_VALID_HOURS,
  type PolicyDocument,
  type PolicySnapshot,
  type SnapshotPlugin,
} from '@rolekit/sdk/internal/policy';
import type { Context } from '../context.ts';
import type { CatalogueReads } from '../store/catalogue.ts';

export interface SnapshotRequest {
  document: PolicyDocument | null;
  /** `namespace/name@version` */
  wanted: readonly string[];
}

/** What the registry signs for a machine: the policy, until when it counts, and the versions that the reader sees. */
export async function snapshotOf(
  { document, wanted }: SnapshotRequest,
  reads: CatalogueReads,
  { name: marketplace, catalogue, publicUrl }: Pick<Context, 'name' | 'catalogue' | 'publicUrl'>,
): Promise<PolicySnapshot> {
  const now = catalogue.policies.now();
  const hours = document?.snapshot?.validHours ?? DEFAULT_VALID_HOURS;
  const plugins: SnapshotPlugin[] = [];
  for (const text of new Set(wanted)) {
    const [, namespace = '', name = '', version = ''] = /^([^/@]+)\/([^/@]+)@(\d.*)$/.exec(text) ?? [];
    const found = namespace === '' ? undefined : await reads.version(namespace, name, version);
    if (found === undefined) continue;
    const signatures = await catalogue.policies.signaturesOf({ namespace, name, version });
    plugins.push({
      id: `${namespace}/${name}`,
      version,
      digest: found.digest,
      toolsetDigest: found.tools.toolsetDigest,
      publisher: found.publishedBy,
      publishedAt: found.publishedAt,
      signatures,
    });
  }
  return {
    format: 1,
    registry: publicUrl(),
    marketplace,
    issuedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + hours * 3_600_000).toISOString(),
    policy: document,
    plugins,
  };
}
