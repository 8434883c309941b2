import type { BundleFacts, PluginFacts, PolicyDocument, SignatureKind } from '@rolekit/sdk/internal/policy';
import type { ExpressionBuilder } from 'kysely';
import type { Tables } from './schema.ts';
import { TableStore } from './table-store.ts';

/** One entry of the history of what the company allows. */
export interface StoredPolicy {
  /** The event that made it. */
  seq: number;
  at: string;
  by: string;
  digest: string;
  /** Null where the policy was taken away. */
  document: PolicyDocument | null;
}

/** What a policy looks at, but who published the version and when. */
export type KeptFacts = Omit<PluginFacts, 'id' | 'version' | 'publisher' | 'publishedAt'>;

/** What a policy looks at of one version. */
export interface JudgedVersion {
  namespace: string;
  name: string;
  version: string;
  facts: PluginFacts;
}

const UNKNOWN = { access: undefined, hosts: undefined, folders: undefined, components: undefined, remotes: undefined };
const PAGE = 1000;

/** What the company allows, as it was set over time. Rows are only added. */
export class Policies extends TableStore {
  /** The last one; undefined before the first. */
  async last(): Promise<StoredPolicy | undefined> {
    const row = await this.read.selectFrom('policies').selectAll().orderBy('seq', 'desc').limit(1).executeTakeFirst();
    return row && policyOf(row);
  }

  /** Number of the event of the last one; 0 before the first. */
  async lastSeq(): Promise<number> {
    const row = await this.read.selectFrom('policies').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
    return row?.seq ?? 0;
  }

  async at(seq: number): Promise<StoredPolicy | undefined> {
    const row = await this.read.selectFrom('policies').selectAll().where('seq', '=', seq).executeTakeFirst();
    return row && policyOf(row);
  }

  /** In order. */
  async history(): Promise<StoredPolicy[]> {
    const rows = await this.read.selectFrom('policies').selectAll().orderBy('seq').execute();
    return rows.map(policyOf);
  }

  /** The last time of publication up to this one, and the first after it. */
  async publicationsAround(time: string): Promise<{ before: string | undefined; after: string | undefined }> {
    const times = this.read.selectFrom('versions').select('published_at as at').limit(1);
    const before = await times.where('published_at', '<=', time).orderBy('published_at', 'desc').executeTakeFirst();
    const after = await times.where('published_at', '>', time).orderBy('published_at').executeTakeFirst();
    return { before: before?.at, after: after?.at };
  }

  /** The registry's own, and those of its publisher and its CI. */
  async signaturesOf({ namespace, name, version }: Omit<JudgedVersion, 'facts'>): Promise<SignatureKind[]> {
    const rows = await this.read
      .selectFrom('attestations')
      .select('kind')
      .where('namespace', '=', namespace)
      .where('name', '=', name)
      .where('version', '=', version)
      .execute();
    const kinds = rows.map(({ kind }) => kind);
    return ['registry', ...(['publisher', 'provenance'] as const).filter((kind) => kinds.includes(kind))];
  }

  /** Facts of the versions of one plugin, of a namespace, or of all, published up to an event; in the order of publication. */
  async *judged(of: { namespace?: string; name?: string; upTo?: number } = {}): AsyncGenerator<JudgedVersion> {
    for (let last = 0; ; ) {
      let rows = this.read
        .selectFrom('version_facts')
        .innerJoin('versions', 'versions.id', 'version_id')
        .innerJoin('plugins', 'plugins.id', 'plugin_id')
        .select(['namespace', 'name', 'versions.version', 'published_by', 'versions.published_at', 'seq', 'facts'])
        .select(signedKinds)
        .where('seq', '>', last)
        .orderBy('seq')
        .limit(PAGE);
      if (of.namespace !== undefined) rows = rows.where('namespace', '=', of.namespace);
      if (of.name !== undefined) rows = rows.where('name', '=', of.name);
      if (of.upTo !== undefined) rows = rows.where('seq', '<=', of.upTo);
      const page = await rows.execute();
      for (const { namespace, name, version, published_by, published_at, ...row } of page) {
        const by = { publisher: published_by, publishedAt: published_at };
        yield {
          namespace,
          name,
          version,
          facts: { id: `${namespace}/${name}`, version, ...by, ...factsIn(row) },
        };
      }
      const lastRow = page.at(-1);
      if (lastRow === undefined || page.length < PAGE) return;
      last = lastRow.seq;
    }
  }
}

/** Whether the publisher and its CI signed a version, to be selected of `versions` and `plugins`. */
export function signedKinds({ selectFrom }: ExpressionBuilder<Tables, 'versions' | 'plugins'>) {
  const signed = (kind: string) =>
    selectFrom('attestations')
      .select('attestations.kind')
      .whereRef('attestations.namespace', '=', 'plugins.namespace')
      .whereRef('attestations.name', '=', 'plugins.name')
      .whereRef('attestations.version', '=', 'versions.version')
      .where('attestations.kind', '=', kind);
  return [signed('publisher').as('publisher_signed'), signed('provenance').as('provenance_signed')] as const;
}

/** What a policy looks at, as it is stored. The registry countersigns every version, so that its own signature is always there. */
export function factsIn(row: {
  facts: string;
  publisher_signed: string | null;
  provenance_signed: string | null;
}): KeptFacts {
  const signatures: SignatureKind[] = ['registry'];
  if (row.publisher_signed !== null) signatures.push('publisher');
  if (row.provenance_signed !== null) signatures.push('provenance');
  return { ...UNKNOWN, ...(JSON.parse(row.facts) as Partial<BundleFacts>), signatures };
}

function policyOf(row: Omit<StoredPolicy, 'document'> & { document: string | null }): StoredPolicy {
  return { ...row, document: row.document === null ? null : (JSON.parse(row.document) as PolicyDocument) };
}
