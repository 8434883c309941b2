import type { RegistryClient } from '@rolekit/sdk/host';
import type { AuditCheckpoint } from '@rolekit/sdk/internal/audit';
import type { PublicKey } from '@rolekit/sdk/internal/signing';
import { RecordCheck, type RecordProblem } from './check-record.ts';
import { recordItems } from './record-file.ts';
import { keepCheckpoint, seenCheckpoint } from './seen-checkpoint.ts';

export interface VerifiedRecord {
  /** Address of the registry, or the file. */
  of: string;
  lines: number;
  /** The newest line that its registry signed; null where none is signed. */
  signed: number | null;
  problems: RecordProblem[];
}

const PAGE = 1000;

type Source = Pick<RegistryClient, 'url' | 'audit' | 'auditCheckpoints' | 'signAudit'>;

/** Reads the whole record of a registry and checks it; needs the token of an administrator. */
export async function verifyRegistryRecord(
  registry: Source,
  keys: readonly PublicKey[],
  home: string,
): Promise<VerifiedRecord> {
  const check = new RecordCheck(keys, await seenCheckpoint(home, registry.url));
  // a registry that finds its record broken signs no more; the lines say why
  await registry.signAudit().catch(() => undefined);
  for (const checkpoint of await allCheckpoints(registry)) check.checkpoint(checkpoint);
  for (let since = 0; ; ) {
    const { lines } = await registry.audit({ since, limit: PAGE });
    for (const line of lines) check.line(line);
    const last = lines.at(-1)?.seq ?? since;
    // numbers that go back would lead round in a circle
    if (lines.length === 0 || last <= since) break;
    since = last;
  }
  return ended(check, registry.url, registry.url, home);
}

/** Checks an exported file, with nothing but the keys that were kept of its registry. */
export async function verifyRecordFile(
  path: string,
  url: string,
  keys: readonly PublicKey[],
  home: string,
): Promise<VerifiedRecord> {
  const check = new RecordCheck(keys, await seenCheckpoint(home, url));
  for await (const item of recordItems(path)) {
    if ('line' in item) check.line(item.line);
    else if ('checkpoint' in item) check.checkpoint(item.checkpoint);
    else check.problems.push({ seq: 0, problem: `row ${item.unreadable} of the file is no line of a record` });
  }
  return ended(check, path, url, home);
}

export async function allCheckpoints(registry: Pick<Source, 'auditCheckpoints'>): Promise<AuditCheckpoint[]> {
  const found: AuditCheckpoint[] = [];
  for (;;) {
    const { checkpoints } = await registry.auditCheckpoints(found.at(-1)?.seq ?? 0);
    if (checkpoints.length === 0) return found;
    found.push(...checkpoints);
  }
}

async function ended(check: RecordCheck, of: string, url: string, home: string): Promise<VerifiedRecord> {
  check.end();
  const { problems, lines, newest } = check;
  if (problems.length === 0 && newest !== undefined) await keepCheckpoint(home, url, newest);
  return { of, lines, signed: newest?.seq ?? null, problems };
}
