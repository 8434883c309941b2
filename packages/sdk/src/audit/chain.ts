import { canonicalJson } from '../digest/canonical.ts';
import { digestOf } from '../digest/digest.ts';
import type { AuditLine } from './line.ts';

/** What the first line follows. */
export const AUDIT_GENESIS = `sha256:${'0'.repeat(64)}`;

/** The digest of what a line says: with it and the hash before, anybody computes the hash of the line and learns nothing of it. */
export function entryDigest(line: Omit<AuditLine, 'prev' | 'hash'>): string {
  const { seq, at, type, actor, namespace, name, version, digest, subject, outcome, data, event } = line;
  const { kind, name: who, token } = actor;
  const said = { seq, at, type, actor: { kind, name: who, token }, namespace, name, version, digest, subject };
  return digestOf(Buffer.from(canonicalJson({ ...said, outcome, data, event })));
}

/** The hash of a line. */
export function chainHash(prev: string, seq: number, entry: string): string {
  return digestOf(Buffer.from(canonicalJson({ prev, seq, entry })));
}

export function lineHash(line: Omit<AuditLine, 'hash'>): string {
  return chainHash(line.prev, line.seq, entryDigest(line));
}

/** The place in a chain that a check has reached. */
export interface ChainPlace {
  seq: number;
  /** Undefined where nothing before is known: the first line is believed to follow. */
  hash: string | undefined;
}

/** What does not fit of a line that should follow a place; undefined when it fits. */
export function chainProblem(line: AuditLine, { seq, hash }: ChainPlace): string | undefined {
  if (line.seq > seq + 1) return `follows ${seq}: lines between them are missing`;
  if (line.seq <= seq) return `follows ${seq}: it is out of order or was inserted`;
  if (lineHash(line) !== line.hash) return 'was changed after it was written';
  if (hash !== undefined && line.prev !== hash) return 'does not follow from the one before';
  return undefined;
}
