import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import type { Answers } from '../response-cache.ts';
import { Semaphore } from '../semaphore.ts';
import { type Pack, uploadPack } from './upload-pack.ts';

/** More gits than processors only make each of them slower. */
const AT_ONCE = Math.max(3, availableParallelism() + 1);
/** Of one address, so that others find a slot even then. */
const EACH = AT_ONCE - 1;
const WAITING = 1000;

export interface PackRequest {
  /** The repository, as clients name it. */
  repository: string;
  /** Of the answers that change with it. */
  tag: string;
  /** Its folder, up to date. */
  find(): Promise<string>;
  advertise: boolean;
  protocol: string | undefined;
  input: Buffer;
  /** Whose turn it is. */
  by: string;
  signal: AbortSignal;
  log: FastifyBaseLogger;
}

/** What git answers, made once for all who ask the same while the repository stays the same. */
export class Packs {
  readonly semaphore = new Semaphore(AT_ONCE, WAITING, { each: EACH, newestFirst: true });
  readonly #answers: Answers;
  /** Resolve when an answer is made, or failed: then the next one looks again. */
  readonly #making = new Map<string, Promise<void>>();

  constructor(answers: Answers) {
    this.#answers = answers;
  }

  /**
   * Hands the answer to `deliver`, which keeps the slot until there is room for it.
   *
   * @throws RK_BUSY, RK_CLIENT_GONE, and what `find`, `uploadPack` and `deliver` throw
   */
  async get<T>(request: PackRequest, deliver: (pack: Pack) => Promise<T>): Promise<T> {
    const key = keyOf(request);
    const known = this.#answers.current(key);
    if (known !== undefined) return deliver({ whole: known.body });
    const release = await this.semaphore.take(request);
    try {
      // Starting git takes a while, in which nobody is seen to leave: those who did go first. A connection's end is read a turn
      // after its request.
      for (let turn = 0; turn < 3 && !request.signal.aborted; turn++) await nextTurn();
      request.signal.throwIfAborted();
      for (let other = this.#making.get(key); other !== undefined; other = this.#making.get(key))
        await settledOrGone(other, request.signal);
      request.signal.throwIfAborted();
      return await deliver(await this.#make(key, request));
    } finally {
      release();
    }
  }

  async #make(key: string, request: PackRequest): Promise<Pack> {
    let made: Pack | undefined;
    const answer = this.#answers.get(key, [request.tag], 'application/octet-stream', async () => {
      made = await uploadPack({ ...request, dir: await request.find() });
      // the beginning of one that goes on is longer than what is kept
      return 'whole' in made ? made.whole : made.head;
    });
    const settled = answer.then(
      () => {},
      () => {},
    );
    this.#making.set(key, settled);
    void settled.then(() => this.#making.delete(key));
    const { body } = await answer;
    return made ?? { whole: body };
  }
}

function keyOf({ repository, advertise, protocol, input }: PackRequest): string {
  const asked = createHash('sha256').update(input).digest('base64url');
  return `git ${repository} ${advertise} ${protocol ?? ''} ${asked}`;
}

async function settledOrGone(other: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  let leave = () => {};
  const aborted = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason);
  });
  signal.addEventListener('abort', leave, { once: true });
  await Promise.race([other, aborted]).finally(() => signal.removeEventListener('abort', leave));
}
