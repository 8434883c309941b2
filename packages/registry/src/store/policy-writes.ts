import { canonicalJson, digestOf } from '@rolekit/sdk/internal';
import type { PolicyDocument } from '@rolekit/sdk/internal/policy';
import type { Transaction } from 'kysely';
import type { StoredEvent } from './catalogue.ts';
import type { Tables } from './schema.ts';
import { appendEvent } from './writes.ts';

type Write = Transaction<Tables>;

const EVERYTHING = { namespace: '', name: '', version: '' };

/** Undefined when it is so already. The event carries the digest alone: the document may name private namespaces. */
export async function insertPolicy(
  db: Write,
  at: string,
  document: PolicyDocument | null,
  by: string,
): Promise<StoredEvent | undefined> {
  const text = document === null ? null : canonicalJson(document);
  const digest = digestOf(Buffer.from(text ?? 'null'));
  const last = await db.selectFrom('policies').select('digest').orderBy('seq', 'desc').limit(1).executeTakeFirst();
  if (last === undefined ? document === null : last.digest === digest) return undefined;
  const event = await appendEvent(db, at, 'policy', EVERYTHING, { digest, owner: document?.owner ?? null, by });
  await db.insertInto('policies').values({ seq: event.seq, at, by, digest, document: text }).execute();
  return event;
}

/** Notes that versions became old enough: what is listed is told by events alone. Undefined when an event since then did. */
export async function insertPolicyAge(db: Write, at: string, due: string): Promise<StoredEvent | undefined> {
  const last = await db.selectFrom('events').select('at').orderBy('seq', 'desc').limit(1).executeTakeFirst();
  if (at < due || (last !== undefined && last.at >= due)) return undefined;
  return appendEvent(db, at, 'policy-age', EVERYTHING, { due });
}
