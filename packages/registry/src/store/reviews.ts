import type { Baseline } from '@rolekit/sdk/internal/plugin';
import type { Transaction } from 'kysely';
import { RegistryError } from '../errors.ts';
import { recordAccess } from './access-record.ts';
import type {
  Decision,
  FullReview,
  NewVersion,
  ReviewTerms,
  StoredEvent,
  StoredReview,
  VersionSubject,
} from './catalogue.ts';
import { isSamePerson, type Person } from './publisher.ts';
import { asksForApproval, fullReviewOf, isPublished, latestRow, reviewOf } from './review-rows.ts';
import type { Tables } from './schema.ts';
import { appendEvent, baselineFor } from './writes.ts';

// waiting → approved   by a person who is not its publisher; published in the same transaction
//         → rejected   by such a person, with a reason
//         → expired    when nobody decided in time; so it counts from then on, also before it is written down
// A version whose review ended otherwise than approved may be sent again, with other bytes.

type Write = Transaction<Tables>;

/**
 * What becomes of a version that was sent: undefined where it is published without a second person.
 *
 * @throws RK_VERSION_WAITING when other bytes of this version wait
 * @throws whatever `decide` throws
 */
export async function holdForReview(
  db: Write,
  at: string,
  input: NewVersion,
  terms: ReviewTerms,
  decide: (baseline: Baseline | undefined) => Decision,
): Promise<{ created: boolean; review: StoredReview } | undefined> {
  if (await isPublished(db, input)) return undefined;
  await expireDue(db, at, input);
  const row = await latestRow(db, input);
  const waiting = row === undefined ? undefined : reviewOf(row, at);
  if (waiting?.state === 'waiting') {
    if (waiting.digest === input.digest) return { created: false, review: waiting };
    throw new RegistryError('RK_VERSION_WAITING', {
      plugin: `${input.namespace}/${input.name}`,
      version: input.version,
      found: waiting.digest,
      sent: input.digest,
    });
  }
  if (!terms.everywhere && !(await asksForApproval(db, input.namespace))) return undefined;
  const { surface, waiver } = decide(await baselineFor(db, input));
  const expiresAt = new Date(new Date(at).getTime() + terms.lifetime).toISOString();
  const event = await appendEvent(
    db,
    at,
    'approval-requested',
    input,
    { digest: input.digest, publishedBy: input.publishedBy, until: expiresAt, ...(waiver === null ? {} : { waiver }) },
    input.publishedBy,
  );
  const added = {
    seq: event.seq,
    namespace: input.namespace,
    name: input.name,
    version: input.version,
    digest: input.digest,
    tgz_digest: input.tgzDigest,
    submission: JSON.stringify(input),
    surface: surface === null ? null : JSON.stringify(surface),
    waiver,
    publisher: JSON.stringify(terms.publisher),
    proof: terms.proof === null ? null : JSON.stringify(terms.proof),
    requested_at: at,
    expires_at: expiresAt,
    state: 'waiting',
    decided_at: null,
    decided_by: null,
    reason: null,
  };
  await db.insertInto('reviews').values(added).execute();
  return { created: true, review: reviewOf(added, at) };
}

/**
 * Ends the waiting of a version; of two who decide at once the second is told what the first said.
 *
 * @throws RK_REVIEW_UNKNOWN, RK_REVIEW_CLOSED, RK_REVIEW_CHANGED, RK_SELF_APPROVAL
 */
export async function decideReview(
  db: Write,
  at: string,
  subject: VersionSubject,
  decision: { digest: string; by: Person; reason?: string },
): Promise<{ review: FullReview; event: StoredEvent }> {
  const { digest, by, reason } = decision;
  const plugin = `${subject.namespace}/${subject.name}`;
  const { version } = subject;
  const row = await latestRow(db, subject);
  if (row === undefined) throw new RegistryError('RK_REVIEW_UNKNOWN', { plugin, version });
  const review = fullReviewOf(row, at);
  if (isSamePerson(review.publisher, by)) throw new RegistryError('RK_SELF_APPROVAL', { plugin, version });
  const state = reason === undefined ? 'approved' : 'rejected';
  const ended = { state, decided_at: at, decided_by: by.handle, reason: reason ?? null };
  const { numUpdatedRows } = await db
    .updateTable('reviews')
    .set(ended)
    .where('seq', '=', review.seq)
    .where('state', '=', 'waiting')
    .where('expires_at', '>', at)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) {
    const { state: found, decidedBy } = reviewOf((await latestRow(db, subject)) ?? row, at);
    const whom = decidedBy === null ? '' : ` by ${decidedBy}`;
    throw new RegistryError('RK_REVIEW_CLOSED', { plugin, version, state: `${found}${whom}` });
  }
  if (review.digest !== digest)
    throw new RegistryError('RK_REVIEW_CHANGED', { plugin, version, found: review.digest, sent: digest });
  const data = {
    digest,
    by: by.handle,
    publishedBy: review.publisher.name,
    ...(reason === undefined ? {} : { reason }),
  };
  const event = await appendEvent(db, at, state, subject, data);
  return { review: { ...review, state, decidedAt: at, decidedBy: by.handle, reason: reason ?? null }, event };
}

/** Writes down whose waiting has ended: of one version, or of all. @returns checksums of their archives */
export async function expireDue(db: Write, at: string, only?: VersionSubject): Promise<string[]> {
  let rows = db
    .selectFrom('reviews')
    .select(['seq', 'namespace', 'name', 'version', 'digest', 'tgz_digest'])
    .where('state', '=', 'waiting')
    .where('expires_at', '<=', at)
    .orderBy('seq');
  if (only !== undefined)
    rows = rows
      .where('namespace', '=', only.namespace)
      .where('name', '=', only.name)
      .where('version', '=', only.version);
  const due = await rows.execute();
  for (const { seq, digest, tgz_digest: _, ...subject } of due) {
    await db.updateTable('reviews').set({ state: 'expired', decided_at: at }).where('seq', '=', seq).execute();
    await appendEvent(db, at, 'approval-expired', subject, { digest }, null);
  }
  return due.map((row) => row.tgz_digest);
}

/** Whether versions of a namespace wait for a second person. What waits goes on waiting; false when it is so already. */
export async function setApprovals(
  db: Write,
  at: string,
  namespace: string,
  approvals: boolean,
  by: string,
): Promise<boolean> {
  if ((await asksForApproval(db, namespace)) === approvals) return false;
  const asked = approvals ? 1 : 0;
  await db
    .insertInto('namespaces')
    .values({ name: namespace, visibility: 'public', approvals: asked, created_at: at, created_by: by })
    .onConflict((row) => row.column('name').doUpdateSet({ approvals: asked }))
    .execute();
  await recordAccess(db, { at, type: 'approvals-set', namespace, subject: null, data: { approvals }, by });
  return true;
}
