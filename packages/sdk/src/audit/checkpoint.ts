import { canonicalJson } from '../digest/canonical.ts';
import { RolekitError } from '../errors.ts';
import { openEnvelope, signEnvelope } from '../signing/envelope.ts';
import type { PublicKey, Signer } from '../signing/keys.ts';
import { chainHash } from './chain.ts';
import { type AuditCheckpoint, type CheckpointStatement, checkpointStatement } from './line.ts';

const CHECKPOINT = 'application/vnd.rolekit.audit-checkpoint+json';

/** States how far the record of a registry goes, so that what is before can be neither changed nor cut off unseen. */
export function signCheckpoint(statement: CheckpointStatement, signer: Signer): AuditCheckpoint {
  return { ...statement, envelope: signEnvelope(CHECKPOINT, Buffer.from(canonicalJson({ ...statement })), [signer]) };
}

/**
 * What a checkpoint says, from its envelope alone.
 *
 * @throws RK_SIGNATURE_INVALID when none of these keys signed it, or what is beside the envelope says something else
 */
export function openCheckpoint(checkpoint: AuditCheckpoint, keys: readonly PublicKey[]): CheckpointStatement {
  const what = `the checkpoint of line ${checkpoint.seq}`;
  const { payload } = openEnvelope(checkpoint.envelope, { payloadType: CHECKPOINT, keys, what });
  const said = checkpointStatement.safeParse(JSON.parse(Buffer.from(payload).toString('utf8')));
  const { registry, seq, hash, at } = checkpoint;
  if (said.success && canonicalJson(said.data) === canonicalJson({ registry, seq, hash, at })) return said.data;
  const reason = 'its envelope says something else than what is beside it';
  throw new RolekitError('RK_SIGNATURE_INVALID', { what, reason, hint: 'Do not believe it; tell who operates it.' });
}

/**
 * Whether the record at one place is the beginning of the record at another: what one saw is still all there.
 *
 * @param entries digests of the lines between them, from the registry
 */
export function isExtension(
  from: Pick<CheckpointStatement, 'seq' | 'hash'>,
  entries: readonly string[],
  to: Pick<CheckpointStatement, 'seq' | 'hash'>,
): boolean {
  let { seq, hash } = from;
  for (const entry of entries) {
    seq += 1;
    hash = chainHash(hash, seq, entry);
  }
  return seq === to.seq && hash === to.hash;
}
