import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { RegistryError } from '../errors.ts';
import { MAX_KEPT, type Pack } from './upload-pack.ts';

const CHUNK = 64 * 1024;
/** Bytes of all answers that are being sent. */
const MAX_TOTAL = 128 * 1024 * 1024;
/** Whoever took nothing for so long gives way when there is no room. */
const STALLED_MS = 250;
/** Others wait so long for that. */
const ROOM_MS = 10_000;
/** Whoever takes nothing for so long is cut off, room or not, and so is who takes longer than this for all. */
const IDLE_MS = 20_000;
const WHOLE_MS = 300_000;
/** A stream holds a git process besides its buffers. */
const STREAM_BYTES = 2 * MAX_KEPT;

interface Sender {
  pack: Pack;
  life: AbortController;
  /** When the client last took something. */
  at: number;
}

/** Answers on their way: bounded in memory, and those that are not read give way to others. */
export class Sending {
  readonly #senders = new Set<Sender>();
  readonly #maxTotal: number;

  constructor(maxTotal: number = MAX_TOTAL) {
    this.#maxTotal = maxTotal;
  }

  /**
   * The body to send; it ends with `life`.
   *
   * @throws RK_BUSY when all others are being read
   */
  async body(pack: Pack, life: AbortController): Promise<Readable> {
    const sender: Sender = { pack, life, at: Date.now() };
    try {
      await this.#makeRoom(sender);
    } catch (error) {
      if ('rest' in pack) pack.rest.destroy();
      throw error;
    }
    this.#senders.add(sender);
    const body = Readable.from(this.#pieces(sender), { objectMode: false, highWaterMark: CHUNK });
    const late = () => life.abort(new RegistryError('RK_CLIENT_GONE'));
    const began = Date.now();
    const watch = setInterval(() => {
      const now = Date.now();
      if (now - sender.at > IDLE_MS || now - began > WHOLE_MS) late();
    }, IDLE_MS / 4).unref();
    const end = () => {
      clearInterval(watch);
      this.#end(sender, body);
    };
    if (life.signal.aborted) end();
    else life.signal.addEventListener('abort', end, { once: true });
    return body;
  }

  #end(sender: Sender, body: Readable): void {
    this.#senders.delete(sender);
    if ('rest' in sender.pack) sender.pack.rest.destroy();
    body.destroy();
  }

  async *#pieces(sender: Sender): AsyncGenerator<Buffer> {
    const { pack } = sender;
    const kept = 'whole' in pack ? pack.whole : pack.head;
    for (let start = 0; start < kept.length; start += CHUNK) {
      sender.at = Date.now();
      yield kept.subarray(start, start + CHUNK);
    }
    if ('whole' in pack) return;
    for await (const chunk of pack.rest) {
      sender.at = Date.now();
      yield chunk as Buffer;
    }
  }

  async #makeRoom(added: Sender): Promise<void> {
    const until = Date.now() + ROOM_MS;
    while (this.#bytesWith(added) > this.#maxTotal) {
      added.life.signal.throwIfAborted();
      let stalest: Sender | undefined;
      for (const sender of this.#senders) if (sender.at < (stalest?.at ?? Number.POSITIVE_INFINITY)) stalest = sender;
      if (stalest !== undefined && Date.now() - stalest.at >= STALLED_MS) {
        this.#senders.delete(stalest);
        stalest.life.abort(new RegistryError('RK_BUSY'));
      } else if (Date.now() < until) await pause(STALLED_MS / 5);
      else throw new RegistryError('RK_BUSY', {}, { headers: { 'retry-after': '5' } });
    }
  }

  /** Those who are sent the same bytes share them. */
  #bytesWith(added: Sender): number {
    const buffers = new Set<Buffer>();
    let bytes = 0;
    for (const { pack } of [...this.#senders, added]) {
      if ('whole' in pack) buffers.add(pack.whole);
      else bytes += STREAM_BYTES;
    }
    for (const buffer of buffers) bytes += buffer.length;
    return bytes;
  }
}
