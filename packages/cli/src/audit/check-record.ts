import { RolekitError } from '@rolekit/sdk';
import {
  AUDIT_GENESIS,
  type AuditCheckpoint,
  type AuditLine,
  type ChainPlace,
  chainProblem,
  openCheckpoint,
} from '@rolekit/sdk/internal/audit';
import type { PublicKey } from '@rolekit/sdk/internal/signing';
import type { SeenCheckpoint } from './seen-checkpoint.ts';

export interface RecordProblem {
  /** Number of the line. */
  seq: number;
  problem: string;
}

const MAX_PROBLEMS = 100;

/** A record that is read line by line, beside what its registry signed and what this machine saw before. */
export class RecordCheck {
  readonly problems: RecordProblem[] = [];
  lines = 0;
  readonly #keys: readonly PublicKey[];
  readonly #seen: SeenCheckpoint | undefined;
  readonly #signed = new Map<number, AuditCheckpoint>();
  #place: ChainPlace = { seq: 0, hash: AUDIT_GENESIS };
  #newest: AuditCheckpoint | undefined;

  constructor(keys: readonly PublicKey[], seen: SeenCheckpoint | undefined) {
    this.#keys = keys;
    this.#seen = seen;
  }

  /** The newest checkpoint that was signed by the registry. */
  get newest(): AuditCheckpoint | undefined {
    return this.#newest;
  }

  /** Takes checkpoints first or between the lines; each counts once its signature is found right. */
  checkpoint(checkpoint: AuditCheckpoint): void {
    try {
      openCheckpoint(checkpoint, this.#keys);
    } catch (error) {
      if (!(error instanceof RolekitError)) throw error;
      this.#add(checkpoint.seq, `has a checkpoint that its registry did not sign: ${error.message}`);
      return;
    }
    this.#signed.set(checkpoint.seq, checkpoint);
    if (checkpoint.seq > (this.#newest?.seq ?? 0)) this.#newest = checkpoint;
    // one that comes after its line
    if (checkpoint.seq === this.#place.seq && this.#place.hash !== checkpoint.hash)
      this.#add(checkpoint.seq, 'is another than the registry signed');
  }

  line(line: AuditLine): void {
    this.lines += 1;
    const { seq, hash } = line;
    const problem = chainProblem(line, this.#place);
    if (problem !== undefined) this.#add(seq, problem);
    const signed = this.#signed.get(seq);
    if (signed !== undefined && signed.hash !== hash) this.#add(seq, 'is another than the registry signed');
    if (this.#seen?.seq === seq && this.#seen.hash !== hash)
      this.#add(seq, 'is another than this machine saw signed before: the record was forked');
    this.#place = { seq, hash };
  }

  /** What is missing at the end. */
  end(): void {
    const { seq } = this.#place;
    const newest = this.#newest;
    if (newest === undefined && this.lines > 0) this.#add(seq, 'is the last, and no checkpoint signs any line');
    if (newest !== undefined && newest.seq > seq)
      this.#add(seq, `is the last, and the registry signed line ${newest.seq}: the end was removed`);
    else if (this.#seen !== undefined && this.#seen.seq > seq)
      this.#add(
        seq,
        `is the last, and this machine saw line ${this.#seen.seq} signed: the end was removed, or is newer`,
      );
  }

  #add(seq: number, problem: string): void {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push({ seq, problem });
  }
}
