import type { Attestation } from '@rolekit/sdk/internal/signing';
import type { Kysely } from 'kysely';
import type { Tables } from './schema.ts';
import { refuseOtherKey } from './signing-keys.ts';
import { TableStore } from './table-store.ts';

/** A version's key. */
interface VersionKey {
  namespace: string;
  name: string;
  version: string;
}

/** Signs a version when it is written, with what only then is known of it. */
export interface Attest {
  /** Of the registry's key. */
  keyid: string;
  sign(written: { commit: string; publishedAt: string }): Attestation[];
}

const ORDER = ['registry', 'publisher', 'provenance'];

/** What was signed of versions. */
export class Attestations extends TableStore {
  /** The registry's own first. */
  async list({ namespace, name, version }: VersionKey): Promise<Attestation[]> {
    const rows = await this.read
      .selectFrom('attestations')
      .select(['kind', 'envelope'])
      .where('namespace', '=', namespace)
      .where('name', '=', name)
      .where('version', '=', version)
      .execute();
    return rows
      .map(({ kind, envelope }) => ({
        kind: kind as Attestation['kind'],
        envelope: JSON.parse(envelope) as Attestation['envelope'],
      }))
      .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  }

  /** Adds what is not there; what was signed before stays as it is. */
  add(version: VersionKey, keyid: string, attestations: readonly Attestation[]): Promise<void> {
    return this.write.transaction().execute((db) => insertAttestations(db, version, keyid, attestations));
  }

  /** Versions without the registry's signature, up to an event, in the order of publication. */
  async unsigned(upTo: number, after: number, limit: number): Promise<(VersionKey & { seq: number })[]> {
    return this.read
      .selectFrom('versions')
      .innerJoin('plugins', 'plugins.id', 'versions.plugin_id')
      .leftJoin('attestations', (on) =>
        on
          .onRef('attestations.namespace', '=', 'plugins.namespace')
          .onRef('attestations.name', '=', 'plugins.name')
          .onRef('attestations.version', '=', 'versions.version')
          .on('attestations.kind', '=', 'registry'),
      )
      .select(['plugins.namespace', 'plugins.name', 'versions.version', 'versions.seq'])
      .where('attestations.kind', 'is', null)
      .where('versions.seq', '<=', upTo)
      .where('versions.seq', '>', after)
      .orderBy('versions.seq')
      .limit(limit)
      .execute();
  }
}

/** @throws RK_SIGNING_KEY when the key that signed is not the registry's any more */
export async function insertAttestations(
  db: Kysely<Tables>,
  { namespace, name, version }: VersionKey,
  keyid: string,
  attestations: readonly Attestation[],
): Promise<void> {
  await refuseOtherKey(db, keyid);
  for (const { kind, envelope } of attestations)
    await db
      .insertInto('attestations')
      .values({ namespace, name, version, kind, envelope: JSON.stringify(envelope) })
      .onConflict((row) => row.doNothing())
      .execute();
}
