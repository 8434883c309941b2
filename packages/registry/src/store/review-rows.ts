import type { Baseline } from '@rolekit/sdk/internal/plugin';
import type { SurfaceReport } from '@rolekit/sdk/wire';
import type { Kysely, Selectable } from 'kysely';
import type { FullReview, NewVersion, ReviewReads, ReviewState, StoredReview, VersionSubject } from './catalogue.ts';
import type { Publisher } from './publisher.ts';
import type { ReviewTable, Tables } from './schema.ts';
import { TableStore } from './table-store.ts';
import { baselineFor } from './writes.ts';

const SUMMARY = [
  'seq',
  'namespace',
  'name',
  'version',
  'digest',
  'tgz_digest',
  'surface',
  'waiver',
  'publisher',
  'requested_at',
  'expires_at',
  'state',
  'decided_at',
  'decided_by',
  'reason',
] as const;

/** Versions that wait for a second person, or waited. */
export class Reviews extends TableStore implements ReviewReads {
  /** The newest first; those that wait, or all, of these namespaces. */
  async list(namespaces: 'all' | readonly string[], all: boolean, limit: number): Promise<StoredReview[]> {
    if (namespaces.length === 0) return [];
    const at = this.now().toISOString();
    let rows = this.read.selectFrom('reviews').select(SUMMARY).orderBy('seq', 'desc').limit(limit);
    if (!all) rows = rows.where('state', '=', 'waiting').where('expires_at', '>', at);
    if (namespaces !== 'all') rows = rows.where('namespace', 'in', namespaces);
    return (await rows.execute()).map((row) => reviewOf(row, at));
  }

  /** The newest of a version. */
  async find(subject: VersionSubject): Promise<FullReview | undefined> {
    const row = await latestRow(this.read, subject);
    return row === undefined ? undefined : fullReviewOf(row, this.now().toISOString());
  }

  /** Whether versions of a namespace wait, as it says itself. */
  asksForApproval(namespace: string): Promise<boolean> {
    return asksForApproval(this.read, namespace);
  }

  /** What a version would be compared with now. */
  baseline(submission: NewVersion): Promise<Baseline | undefined> {
    return baselineFor(this.read, submission);
  }
}

/** @param at whether its time is over */
export function reviewOf(row: Omit<Selectable<ReviewTable>, 'submission' | 'proof'>, at: string): StoredReview {
  const isOver = row.state === 'waiting' && row.expires_at <= at;
  return {
    seq: row.seq,
    namespace: row.namespace,
    name: row.name,
    version: row.version,
    digest: row.digest,
    tgzDigest: row.tgz_digest,
    surface: row.surface === null ? null : (JSON.parse(row.surface) as SurfaceReport),
    waiver: row.waiver,
    publisher: JSON.parse(row.publisher) as Publisher,
    requestedAt: row.requested_at,
    expiresAt: row.expires_at,
    state: isOver ? 'expired' : (row.state as ReviewState),
    decidedAt: isOver ? row.expires_at : row.decided_at,
    decidedBy: row.decided_by,
    reason: row.reason,
  };
}

export function fullReviewOf(row: Selectable<ReviewTable>, at: string): FullReview {
  return {
    ...reviewOf(row, at),
    proof: row.proof === null ? null : (JSON.parse(row.proof) as object),
    submission: JSON.parse(row.submission) as NewVersion,
  };
}

export async function latestRow(db: Kysely<Tables>, { namespace, name, version }: VersionSubject) {
  return db
    .selectFrom('reviews')
    .selectAll()
    .where('namespace', '=', namespace)
    .where('name', '=', name)
    .where('version', '=', version)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export async function isPublished(db: Kysely<Tables>, { namespace, name, version }: VersionSubject): Promise<boolean> {
  const row = await db
    .selectFrom('versions')
    .innerJoin('plugins', 'plugins.id', 'versions.plugin_id')
    .select('versions.id')
    .where('plugins.namespace', '=', namespace)
    .where('plugins.name', '=', name)
    .where('versions.version', '=', version)
    .executeTakeFirst();
  return row !== undefined;
}

export async function asksForApproval(db: Kysely<Tables>, namespace: string): Promise<boolean> {
  const row = await db.selectFrom('namespaces').select('approvals').where('name', '=', namespace).executeTakeFirst();
  return row?.approvals === 1;
}
