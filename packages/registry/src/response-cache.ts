import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { matchesTag } from '@rolekit/sdk/internal';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A whole response body, ready to send. */
export interface Answer {
  body: Buffer;
  etag: string;
  type: string;
}

/** The same in parts that are held for other ends too; joined for nobody. */
export type DividedAnswer = Omit<Answer, 'body'> & { parts: readonly Buffer[] };

interface Kept {
  answer: Answer;
  /** The generation of each tag when it was built. */
  built: readonly (readonly [tag: string, generation: number])[];
}

const MAX_BYTES = 32 * 1024 * 1024;
/** A longer one is built again each time. */
export const MAX_BODY = 8 * 1024 * 1024;
/** What an entry costs besides its body. */
const ENTRY_BYTES = 1024;

/**
 * Answers that were built once and are sent as they are until what they show changes. Each names what it shows by tags; a
 * commit invalidates tags, not answers.
 */
export class Answers {
  readonly #kept = new Map<string, Kept>();
  readonly #generations = new Map<string, number>();
  #bytes = 0;
  #cleared = 0;

  /** The answer under this key, built when there is none that is current. */
  async get(
    key: string,
    tags: readonly string[],
    type: string,
    build: () => Promise<string | Buffer>,
  ): Promise<Answer> {
    const current = this.current(key);
    if (current !== undefined) return current;
    // Taken before building: what is committed meanwhile makes this answer stale, not wrong for ever.
    const built = tags.map((tag) => [tag, this.#generation(tag)] as const);
    const answer = toAnswer(await build(), type);
    this.#keep(key, { answer, built });
    return answer;
  }

  /** The answer under this key, when there is one that is current. */
  current(key: string): Answer | undefined {
    const kept = this.#kept.get(key);
    if (!kept?.built.every(([tag, generation]) => this.#generation(tag) === generation)) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept.answer;
  }

  /** Drops everything. */
  clear(): void {
    for (const key of [...this.#kept.keys()]) this.#drop(key);
    this.#cleared += 1;
  }

  invalidate(...tags: readonly string[]): void {
    for (const tag of tags) this.#generations.set(tag, this.#generation(tag) + 1);
  }

  #generation(tag: string): number {
    return this.#cleared + (this.#generations.get(tag) ?? 0);
  }

  #keep(key: string, kept: Kept): void {
    if (kept.answer.body.length > MAX_BODY) return;
    this.#drop(key);
    this.#kept.set(key, kept);
    this.#bytes += kept.answer.body.length + ENTRY_BYTES;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= MAX_BYTES) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    const kept = this.#kept.get(key);
    if (kept === undefined) return;
    this.#bytes -= kept.answer.body.length + ENTRY_BYTES;
    this.#kept.delete(key);
  }
}

export function toAnswer(body: string | Buffer, type: string): Answer {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  return { body: bytes, type, etag: etagOf([bytes]) };
}

export function toDividedAnswer(parts: readonly Buffer[], type: string): DividedAnswer {
  return { parts, type, etag: etagOf(parts) };
}

function etagOf(parts: readonly Buffer[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return `"${hash.digest('base64url').slice(0, 32)}"`;
}

/** Of answers that tell of the bases of a version, which are of other plugins. */
export const BASES_TAG = 'bases';

export const JSON_TYPE = 'application/json; charset=utf-8';

/** How long others may keep an answer. */
export const CACHE = {
  /** Ask again each time; the ETag makes that cheap. */
  revalidate: 'no-cache',
  /** For who asked alone. */
  private: 'private, no-store',
  /** Never changes under this address. */
  immutable: 'public, max-age=31536000, immutable',
} as const;

/** Of what is not the same for everybody, nothing is kept. */
export function cacheFor({ isPublic }: { isPublic: boolean }, cache: string = CACHE.revalidate): string {
  return isPublic ? cache : CACHE.private;
}

/** Sends an answer, or 304 when the client has it. */
export function sendAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: Answer | DividedAnswer,
  cache: string = CACHE.revalidate,
): FastifyReply {
  reply.header('etag', answer.etag).header('cache-control', cache);
  if (clientHas(request, answer.etag)) return reply.code(304).send();
  if ('body' in answer) return reply.type(answer.type).send(answer.body);
  const length = answer.parts.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return reply
    .type(answer.type)
    .header('content-length', length)
    .send(Readable.from(answer.parts, { objectMode: false }));
}

export function clientHas(request: FastifyRequest, etag: string): boolean {
  return matchesTag(request.headers['if-none-match'], etag);
}
