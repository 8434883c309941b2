import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { RegistryError } from '../errors.ts';

const unzip = promisify(gunzip);

export interface BodyLimits {
  /** Bytes of one, as sent and unpacked: what a client wants and has. A clone of everything needs 50 a version. */
  maxBytes: number;
  /** Bytes of all at once. */
  maxTotal: number;
  /** Milliseconds without a byte. */
  idleMs: number;
  /** Milliseconds for a whole one. */
  totalMs: number;
}

export const BODY_LIMITS: BodyLimits = {
  maxBytes: 2 * 1024 * 1024,
  maxTotal: 64 * 1024 * 1024,
  idleMs: 10_000,
  totalMs: 30_000,
};

interface Held {
  bytes: number;
  life: AbortController;
}

/** Reads requests whole before anything else is done for them: a client that hangs or trickles holds a few bytes and no slot. */
export class RequestBodies {
  readonly #limits: BodyLimits;
  readonly #held = new Set<Held>();
  #total = 0;

  constructor(limits: BodyLimits = BODY_LIMITS) {
    this.#limits = limits;
  }

  /**
   * The unpacked body; it counts until `life` ends.
   *
   * @throws RK_BODY_TOO_LARGE, RK_BODY_SLOW, RK_BUSY, RK_UPLOAD_BROKEN, RK_REQUEST_INVALID
   */
  async read(source: Readable, encoding: string | undefined, life: AbortController): Promise<Buffer> {
    const sent = await this.#whole(source, life);
    const coding = encoding?.trim().toLowerCase() ?? 'identity';
    if (coding === 'identity') return sent;
    if (coding !== 'gzip' && coding !== 'x-gzip')
      throw closing('RK_REQUEST_INVALID', { reason: `The body's encoding is ${coding.slice(0, 40)}, expected gzip.` });
    try {
      return await unzip(sent, { maxOutputLength: this.#limits.maxBytes });
    } catch (error) {
      if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') throw closing('RK_BODY_TOO_LARGE');
      throw closing('RK_REQUEST_INVALID', { reason: 'The body is not the gzip that its header says.' });
    }
  }

  #whole(source: Readable, life: AbortController): Promise<Buffer> {
    const { maxBytes, idleMs, totalMs } = this.#limits;
    const { signal } = life;
    const held: Held = { bytes: 0, life };
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const chunks: Buffer[] = [];
      const slow = () => fail(closing('RK_BODY_SLOW'));
      const deadline = setTimeout(slow, totalMs);
      let idle = setTimeout(slow, idleMs);
      const settle = () => {
        clearTimeout(deadline);
        clearTimeout(idle);
        source.off('data', take).off('end', finish).pause();
        signal.removeEventListener('abort', leave);
      };
      const fail = (error: unknown) => {
        settle();
        this.#free(held);
        reject(error);
      };
      const leave = () => fail(signal.reason);
      const take = (chunk: Buffer) => {
        clearTimeout(idle);
        idle = setTimeout(slow, idleMs);
        if (held.bytes + chunk.length > maxBytes) return fail(closing('RK_BODY_TOO_LARGE'));
        chunks.push(chunk);
        this.#grow(held, chunk.length);
      };
      const finish = () => {
        settle();
        signal.addEventListener('abort', () => this.#free(held), { once: true });
        resolve(Buffer.concat(chunks));
      };
      this.#held.add(held);
      signal.addEventListener('abort', leave, { once: true });
      source.on('data', take).once('end', finish);
      source.once('error', () => fail(closing('RK_UPLOAD_BROKEN')));
    });
  }

  #grow(held: Held, bytes: number): void {
    held.bytes += bytes;
    this.#total += bytes;
    while (this.#total > this.#limits.maxTotal) {
      // the largest gives way: real ones are small
      let largest = held;
      for (const other of this.#held) if (other.bytes > largest.bytes) largest = other;
      this.#free(largest);
      largest.life.abort(closing('RK_BUSY'));
    }
  }

  #free(held: Held): void {
    if (this.#held.delete(held)) this.#total -= held.bytes;
  }
}

/** What is left of the body is not read: the connection ends with the answer. */
function closing(
  code: 'RK_BODY_TOO_LARGE' | 'RK_BODY_SLOW' | 'RK_BUSY' | 'RK_UPLOAD_BROKEN' | 'RK_REQUEST_INVALID',
  data = {},
): RegistryError {
  return new RegistryError(code, data, { headers: { connection: 'close' } });
}
