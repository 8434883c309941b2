import type { Baseline } from '@rolekit/sdk/internal/plugin';
import type { PolicyDocument } from '@rolekit/sdk/internal/policy';
import type { Kysely, Transaction } from 'kysely';
import { RegistryError } from '../errors.ts';
import { Accounts } from './accounts.ts';
import { type Attest, Attestations, insertAttestations } from './attestations.ts';
import { AuditRecord } from './audit-record.ts';
import type {
  Catalogue,
  CatalogueReads,
  Decision,
  Deprecation,
  FullReview,
  NewVersion,
  PublishOutcome,
  ReviewTerms,
  StoredEvent,
  StoredReview,
  VersionSubject,
  WaitingOutcome,
  Withholder,
  Withholding,
} from './catalogue.ts';
import type { Database, Following } from './database.ts';
import { DeviceLogins } from './device-logins.ts';
import { Domains } from './domains.ts';
import { Editions } from './editions.ts';
import { migrate } from './migrations.ts';
import { Namespaces } from './namespaces.ts';
import { Policies } from './policies.ts';
import { insertPolicy, insertPolicyAge } from './policy-writes.ts';
import type { Person } from './publisher.ts';
import { PublisherKeys } from './publisher-keys.ts';
import type { Readable, Visibility } from './readable.ts';
import { DatabaseReads } from './reads.ts';
import { DESCRIBING, describingRows } from './refresh.ts';
import { Reviews } from './review-rows.ts';
import { decideReview, expireDue, holdForReview, setApprovals } from './reviews.ts';
import type { Tables } from './schema.ts';
import { SigningKeys } from './signing-keys.ts';
import { moveChannel, pluginIdOf, servedVersionRow } from './subject-rows.ts';
import { Tokens } from './tokens.ts';
import { TrustedPublishers } from './trusted-publishers.ts';
import { release, withhold } from './withholding.ts';
import { appendEvent, insertVersion, refreshPlugin } from './writes.ts';

/** The catalogue in an open database, whose schema it brings up to date; the database ends with it, or at once when that fails. */
export async function openCatalogue(
  database: Database,
  now: () => Date = () => new Date(),
  tokensNow: () => Date = () => new Date(),
): Promise<Catalogue> {
  try {
    await migrate(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  return new DatabaseCatalogue(database, now, tokensNow);
}

class DatabaseCatalogue extends DatabaseReads implements Catalogue {
  readonly #database: Database;
  readonly #write: Kysely<Tables>;
  readonly #now: () => Date;
  readonly audit: AuditRecord;
  readonly reviews: Reviews;
  readonly tokens: Tokens;
  readonly accounts: Accounts;
  readonly namespaces: Namespaces;
  readonly deviceLogins: DeviceLogins;
  readonly trustedPublishers: TrustedPublishers;
  readonly domains: Domains;
  readonly signingKeys: SigningKeys;
  readonly attestations: Attestations;
  readonly publisherKeys: PublisherKeys;
  readonly policies: Policies;
  readonly editions: Editions;

  constructor(database: Database, now: () => Date, tokensNow: () => Date) {
    super(database, 'everything');
    this.audit = new AuditRecord(database, tokensNow);
    this.reviews = new Reviews(database, now);
    this.tokens = new Tokens(database, tokensNow);
    this.accounts = new Accounts(database, tokensNow);
    this.namespaces = new Namespaces(database, tokensNow);
    this.deviceLogins = new DeviceLogins(database);
    this.domains = new Domains(database, tokensNow);
    this.trustedPublishers = new TrustedPublishers(database, tokensNow);
    this.signingKeys = new SigningKeys(database, tokensNow);
    this.attestations = new Attestations(database, tokensNow);
    this.publisherKeys = new PublisherKeys(database, tokensNow);
    this.policies = new Policies(database, now);
    this.editions = new Editions(database);
    this.#database = database;
    this.#write = database.write;
    this.#now = now;
  }

  readableIn(namespaces: Readable): CatalogueReads {
    return new DatabaseReads(this.#database, namespaces);
  }

  async publish(
    input: NewVersion,
    decide: (baseline: Baseline | undefined) => Decision,
    attest?: Attest,
    terms?: ReviewTerms,
  ): Promise<PublishOutcome | WaitingOutcome> {
    const at = this.#now().toISOString();
    const outcome = await this.#write.transaction().execute(async (db) => {
      const held = terms === undefined ? undefined : await holdForReview(db, at, input, terms, decide);
      return held ?? this.#insert(db, at, input, decide, attest);
    });
    return 'review' in outcome ? outcome : this.#published(input, outcome);
  }

  async approve(
    subject: VersionSubject,
    decision: { digest: string; by: Person },
    decide: (baseline: Baseline | undefined, review: FullReview) => Decision,
    attest: (review: FullReview) => Attest,
  ): Promise<PublishOutcome & { review: FullReview }> {
    const at = this.#now().toISOString();
    const { review, ...outcome } = await this.#write.transaction().execute(async (db) => {
      const decided = await decideReview(db, at, subject, decision);
      const input = { ...decided.review.submission, approvedBy: decision.by.handle };
      const inserted = await this.#insert(
        db,
        at,
        input,
        (baseline) => decide(baseline, decided.review),
        attest(decided.review),
      );
      return { ...inserted, review: decided.review, events: [decided.event, ...inserted.events] };
    });
    return { ...(await this.#published(subject, outcome)), review };
  }

  async reject(
    subject: VersionSubject,
    decision: { digest: string; by: Person; reason: string },
  ): Promise<StoredReview> {
    const at = this.#now().toISOString();
    return this.#write.transaction().execute(async (db) => (await decideReview(db, at, subject, decision)).review);
  }

  expireReviews(): Promise<string[]> {
    const at = this.#now().toISOString();
    return this.#write.transaction().execute((db) => expireDue(db, at));
  }

  async #insert(
    db: Transaction<Tables>,
    at: string,
    input: NewVersion,
    decide: (baseline: Baseline | undefined) => Decision,
    attest: Attest | undefined,
  ): Promise<{ created: boolean; latest: string | null; events: StoredEvent[] }> {
    const inserted = await insertVersion(db, at, input, decide);
    if (inserted.commit !== undefined && attest !== undefined) {
      const written = { commit: inserted.commit, publishedAt: at };
      await insertAttestations(db, input, attest.keyid, attest.sign(written));
    }
    if (input.channel !== undefined) {
      const moved = await moveChannel(db, at, inserted.pluginId, input, input.channel);
      if (moved !== undefined) inserted.events.push(moved);
    }
    return { ...inserted, latest: await refreshPlugin(db, this.#database.engine.search, inserted.pluginId) };
  }

  async #published(
    { namespace, name, version: number }: VersionSubject,
    { created, latest, events }: { created: boolean; latest: string | null; events: StoredEvent[] },
  ): Promise<PublishOutcome> {
    const version = await this.version(namespace, name, number);
    if (version === undefined) throw new RegistryError('RK_INTERNAL', { reference: 'published version not found' });
    return { created, version, latest, events };
  }

  async setChannel(
    namespace: string,
    name: string,
    channel: string,
    version: string,
  ): Promise<StoredEvent | undefined> {
    const at = this.#now().toISOString();
    return this.#write.transaction().execute(async (db) => {
      const pluginId = await pluginIdOf(db, namespace, name);
      await servedVersionRow(db, pluginId, { namespace, name, version });
      return moveChannel(db, at, pluginId, { namespace, name, version }, channel);
    });
  }

  async removeChannel(namespace: string, name: string, channel: string): Promise<StoredEvent> {
    const at = this.#now().toISOString();
    return this.#write.transaction().execute(async (db) => {
      const pluginId = await pluginIdOf(db, namespace, name);
      const removed = await db
        .deleteFrom('channels')
        .where('plugin_id', '=', pluginId)
        .where('channel', '=', channel)
        .returning('version')
        .executeTakeFirst();
      if (removed === undefined) {
        throw new RegistryError('RK_CHANNEL_UNKNOWN', {
          plugin: `${namespace}/${name}`,
          channel,
          hint: 'It may already have been removed.',
        });
      }
      return appendEvent(db, at, 'channel-removed', { namespace, name, version: removed.version }, { channel });
    });
  }

  async yank(
    namespace: string,
    name: string,
    version: string,
    reason: string | null,
    by: string,
  ): Promise<StoredEvent | undefined> {
    const at = this.#now().toISOString();
    return this.#write.transaction().execute(async (db) => {
      const pluginId = await pluginIdOf(db, namespace, name);
      const row = await servedVersionRow(db, pluginId, { namespace, name, version });
      if (row.yanked === reason) return undefined;
      const columns =
        reason === null
          ? { yanked: null, yanked_by: null, yanked_at: null }
          : { yanked: reason, yanked_by: by, yanked_at: at };
      await db.updateTable('versions').set(columns).where('id', '=', row.id).execute();
      await refreshPlugin(db, this.#database.engine.search, pluginId);
      const subject = { namespace, name, version };
      if (reason === null) return appendEvent(db, at, 'unyank', subject, { by });
      return appendEvent(db, at, 'yank', subject, { reason, by });
    });
  }

  async deprecate(
    namespace: string,
    name: string,
    version: string,
    deprecation: Deprecation | null,
    by: string,
  ): Promise<StoredEvent | undefined> {
    const at = this.#now().toISOString();
    const message = deprecation?.message ?? null;
    const replacement = deprecation?.replacement ?? null;
    return this.#write.transaction().execute(async (db) => {
      const pluginId = await pluginIdOf(db, namespace, name);
      const row = await servedVersionRow(db, pluginId, { namespace, name, version });
      if (row.deprecated === message && row.replacement === replacement) return undefined;
      const who = message === null ? null : by;
      const columns = { deprecated: message, deprecated_by: who, deprecated_at: who === null ? null : at, replacement };
      await db.updateTable('versions').set(columns).where('id', '=', row.id).execute();
      const subject = { namespace, name, version };
      if (message === null) return appendEvent(db, at, 'undeprecate', subject, { by });
      return appendEvent(db, at, 'deprecate', subject, { message, replacement, by });
    });
  }

  withhold(
    subject: VersionSubject,
    withholding: Pick<Withholding, 'state' | 'reason'>,
    by: Withholder,
  ): Promise<StoredEvent | undefined> {
    const at = this.#now().toISOString();
    return this.#write
      .transaction()
      .execute((db) => withhold(db, this.#database.engine.search, at, subject, withholding, by));
  }

  release(subject: VersionSubject, by: Withholder): Promise<StoredEvent | undefined> {
    const at = this.#now().toISOString();
    return this.#write.transaction().execute((db) => release(db, this.#database.engine.search, at, subject, by));
  }

  setApprovals(namespace: string, approvals: boolean, by: string): Promise<boolean> {
    const at = this.#now().toISOString();
    return this.#write.transaction().execute((db) => setApprovals(db, at, namespace, approvals, by));
  }

  async setVisibility(namespace: string, visibility: Visibility, by: string): Promise<StoredEvent | undefined> {
    const at = this.#now().toISOString();
    return this.#write.transaction().execute(async (db) => {
      const current = await db
        .selectFrom('namespaces')
        .select('visibility')
        .where('name', '=', namespace)
        .executeTakeFirst();
      if ((current?.visibility ?? 'public') === visibility) return undefined;
      await db
        .insertInto('namespaces')
        .values({ name: namespace, visibility, created_at: at, created_by: by })
        .onConflict((row) => row.column('name').doUpdateSet({ visibility }))
        .execute();
      return appendEvent(db, at, 'visibility', { namespace, name: '', version: '' }, { visibility, by });
    });
  }

  setPolicy(document: PolicyDocument | null, by: string): Promise<StoredEvent | undefined> {
    const at = this.#now().toISOString();
    return this.#write.transaction().execute((db) => insertPolicy(db, at, document, by));
  }

  noteAge(due: string): Promise<StoredEvent | undefined> {
    const at = this.#now().toISOString();
    return this.#write.transaction().execute((db) => insertPolicyAge(db, at, due));
  }

  integrity(): Promise<string[]> {
    return this.#database.engine.integrity(this.#write);
  }

  async refresh(namespace: string, name: string, keep: boolean): Promise<string[]> {
    const { search } = this.#database.engine;
    const db = await this.#write.startTransaction().execute();
    try {
      const id = await pluginIdOf(db, namespace, name);
      const before = await describingRows(db, search, id);
      await refreshPlugin(db, search, id);
      const after = await describingRows(db, search, id);
      await (keep ? db.commit() : db.rollback()).execute();
      return DESCRIBING.filter(([part]) => before[part] !== after[part]).map(([, message]) => message);
    } catch (error) {
      if (!db.isRolledBack) await db.rollback().execute();
      throw error;
    }
  }

  async searchOrphans(remove: boolean): Promise<number[]> {
    const { search } = this.#database.engine;
    const ids = await search.orphans(this.#write);
    if (remove && ids.length > 0) await search.remove(this.#write, ids);
    return ids;
  }

  probe(): Promise<void> {
    return this.#database.engine.probe(this.#write);
  }

  follow(told: () => void): Following | undefined {
    return this.#database.follow?.(told);
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}
