import { AUDIT_GENESIS, type AuditCheckpoint, chainProblem, signCheckpoint } from '@rolekit/sdk/internal/audit';
import type { Signer } from '@rolekit/sdk/internal/signing';
import type { FastifyBaseLogger } from 'fastify';
import { RegistryError } from '../errors.ts';
import type { AuditRecord } from '../store/audit-record.ts';

/** A checkpoint is signed once this many lines are new, or one is this old. */
const EVERY_LINES = 1000;
const EVERY_MS = 3_600_000;
const LOOK_MS = 60_000;
const PAGE = 1000;

interface Signing {
  audit: AuditRecord;
  signer: Signer;
  /** Name of the registry. */
  registry: string;
  log: Pick<FastifyBaseLogger, 'error' | 'warn'>;
}

/** Signs how far the record goes: every thousand lines, every hour with new ones, when asked to, and at the end. */
export class Checkpoints {
  readonly #signing: Signing;
  readonly #timer: NodeJS.Timeout;
  #making: Promise<unknown> = Promise.resolve();

  constructor(signing: Signing) {
    this.#signing = signing;
    this.#timer = setInterval(() => void this.#look(), LOOK_MS).unref();
  }

  /**
   * The checkpoint of the newest line; undefined where there is none. Nothing is signed that does not follow from the last
   * one: a record that was changed or cut off gets no new signature.
   *
   * @throws RK_AUDIT_BROKEN
   */
  make(): Promise<AuditCheckpoint | undefined> {
    const made = this.#making.then(() => this.#make());
    this.#making = made.catch(() => {});
    return made;
  }

  /** Signs what is there, and no more after that. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#makeOrLog();
  }

  async #look(): Promise<void> {
    const { audit } = this.#signing;
    try {
      const last = await audit.lastCheckpoint();
      const lines = ((await audit.head())?.seq ?? 0) - (last?.seq ?? 0);
      const age = audit.now().getTime() - new Date(last?.at ?? 0).getTime();
      if (lines >= EVERY_LINES || (lines > 0 && age >= EVERY_MS)) await this.#makeOrLog();
    } catch (error) {
      this.#signing.log.warn({ err: error }, 'no checkpoint of the audit record was made');
    }
  }

  async #makeOrLog(): Promise<void> {
    try {
      await this.make();
    } catch (error) {
      this.#signing.log.error({ err: error }, 'no checkpoint of the audit record was made');
    }
  }

  async #make(): Promise<AuditCheckpoint | undefined> {
    const { audit, signer, registry } = this.#signing;
    const last = await audit.lastCheckpoint();
    let place = { seq: last?.seq ?? 0, hash: last?.hash ?? AUDIT_GENESIS };
    if (last !== undefined) {
      const [signed] = await audit.lines({ since: last.seq - 1, limit: 1 });
      if (signed?.seq !== last.seq || signed.hash !== last.hash)
        throw broken(last.seq, 'is another than the checkpoint signed, or not there');
    }
    for (;;) {
      const lines = await audit.lines({ since: place.seq, limit: PAGE });
      for (const line of lines) {
        const reason = chainProblem(line, place);
        if (reason !== undefined) throw broken(line.seq, reason);
        place = { seq: line.seq, hash: line.hash };
      }
      if (lines.length < PAGE) break;
    }
    if (place.seq === (last?.seq ?? 0)) return last;
    const made = signCheckpoint({ registry, ...place, at: audit.now().toISOString() }, signer);
    await audit.addCheckpoint(made);
    // another process may have been first
    return (await audit.lastCheckpoint()) ?? made;
  }
}

function broken(seq: number, reason: string): RegistryError {
  return new RegistryError('RK_AUDIT_BROKEN', { seq, reason });
}
