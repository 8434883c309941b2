import type { CiRunFacts } from '@rolekit/sdk/internal/signing';
import { recordAccess } from './access-record.ts';
import type { Tables } from './schema.ts';
import { TableStore } from './table-store.ts';

/** A CI that may publish in a namespace with what its platform says of it, and no kept token. */
export interface TrustedPublisher {
  /** Of the platform's ID tokens. */
  issuer: string;
  /** `owner/name`. */
  repository: string;
  /** File of the workflow: `release.yml`. */
  workflow: string;
  /** Its deployment environment; null for any. */
  environment: string | null;
  /** The platform's own number of the repository, kept from its first token on: a name that is taken over is not it. */
  repositoryId: string | null;
  addedAt: string;
  addedBy: string;
}

export type PublisherKey = Pick<TrustedPublisher, 'issuer' | 'repository' | 'workflow' | 'environment'>;

export class TrustedPublishers extends TableStore {
  async list(namespace: string): Promise<TrustedPublisher[]> {
    const rows = await this.read
      .selectFrom('trusted_publishers')
      .selectAll()
      .where('namespace', '=', namespace)
      .orderBy('repository')
      .orderBy('workflow')
      .execute();
    return rows.map(publisherOf);
  }

  /** @returns false when it was there already */
  add(namespace: string, key: PublisherKey, by: string): Promise<boolean> {
    return this.write.transaction().execute(async (db) => {
      const at = this.now().toISOString();
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('trusted_publishers')
        .values({ namespace, ...columnsOf(key), repository_id: null, added_at: at, added_by: by })
        .onConflict((row) => row.doNothing())
        .executeTakeFirst();
      if (numInsertedOrUpdatedRows === 0n) return false;
      const data = { ...key };
      await recordAccess(db, { at, type: 'publisher-trusted', namespace, subject: key.repository, data, by });
      return true;
    });
  }

  /** @returns false when there was none */
  remove(namespace: string, key: PublisherKey, by: string): Promise<boolean> {
    return this.write.transaction().execute(async (db) => {
      const { issuer, repository, workflow, environment } = columnsOf(key);
      const { numDeletedRows } = await db
        .deleteFrom('trusted_publishers')
        .where('namespace', '=', namespace)
        .where('issuer', '=', issuer)
        .where('repository', '=', repository)
        .where('workflow', '=', workflow)
        .where('environment', '=', environment)
        .executeTakeFirst();
      if (numDeletedRows === 0n) return false;
      const at = this.now().toISOString();
      await recordAccess(db, {
        at,
        type: 'publisher-removed',
        namespace,
        subject: key.repository,
        data: { ...key },
        by,
      });
      return true;
    });
  }

  async pin(namespace: string, key: PublisherKey, repositoryId: string): Promise<void> {
    const { issuer, repository, workflow, environment } = columnsOf(key);
    await this.write
      .updateTable('trusted_publishers')
      .set({ repository_id: repositoryId })
      .where('namespace', '=', namespace)
      .where('issuer', '=', issuer)
      .where('repository', '=', repository)
      .where('workflow', '=', workflow)
      .where('environment', '=', environment)
      .where('repository_id', 'is', null)
      .execute();
  }

  /** Keeps what the platform said of the run that a token is for, until it publishes. */
  async keepRun(tokenId: string, run: CiRunFacts): Promise<void> {
    await this.write
      .insertInto('ci_runs')
      .values({ token_id: tokenId, run: JSON.stringify(run) })
      .execute();
  }

  /** The run that a token is for; undefined for every other token. */
  async runOf(tokenId: string): Promise<CiRunFacts | undefined> {
    const row = await this.read.selectFrom('ci_runs').select('run').where('token_id', '=', tokenId).executeTakeFirst();
    return row && (JSON.parse(row.run) as CiRunFacts);
  }

  /** Notes that an ID token was used; false when it was before. Those that ended are forgotten. */
  spend(id: string, expiresAt: string): Promise<boolean> {
    return this.write.transaction().execute(async (db) => {
      await db.deleteFrom('spent_id_tokens').where('expires_at', '<', this.now().toISOString()).execute();
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('spent_id_tokens')
        .values({ id, expires_at: expiresAt })
        .onConflict((row) => row.doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows !== 0n;
    });
  }
}

/** A column of a key is never null. */
function columnsOf({ issuer, repository, workflow, environment }: PublisherKey) {
  return { issuer, repository, workflow, environment: environment ?? '' };
}

function publisherOf(row: Tables['trusted_publishers']): TrustedPublisher {
  return {
    issuer: row.issuer,
    repository: row.repository,
    workflow: row.workflow,
    environment: row.environment === '' ? null : row.environment,
    repositoryId: row.repository_id,
    addedAt: row.added_at,
    addedBy: row.added_by,
  };
}
