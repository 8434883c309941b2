import { PassThrough, pipeline, type Readable } from 'node:stream';
import type { FastifyBaseLogger } from 'fastify';
import { RegistryError } from '../errors.ts';
import { MAX_BODY } from '../response-cache.ts';
import { type GitProcess, gitMissing, startGit } from './git-process.ts';

export interface UploadPack {
  dir: string;
  advertise: boolean;
  protocol: string | undefined;
  input: Buffer;
  signal: AbortSignal;
  log: FastifyBaseLogger;
}

/** What git answered: whole, or its beginning and the rest as a stream. */
export type Pack = { whole: Buffer } | { head: Buffer; rest: Readable };

/** Bytes of an answer that are kept, so that git ends whether its client reads or not. */
export const MAX_KEPT = MAX_BODY;
/** Until git has begun and, if its answer can be kept, ended. */
const KEPT_MS = 60_000;
/** A longer one ends after this long, whatever the client does. */
const STREAM_MS = 300_000;

/**
 * Runs `git upload-pack` for one request that was read before.
 *
 * @throws RK_GIT_MISSING, RK_GIT_FAILED, RK_REQUEST_INVALID
 */
export async function uploadPack({ dir, advertise, protocol, input, signal, log }: UploadPack): Promise<Pack> {
  signal.throwIfAborted();
  const child = startGit(
    ['upload-pack', '--strict', '--stateless-rpc', ...(advertise ? ['--advertise-refs'] : []), dir],
    protocol === undefined ? {} : { GIT_PROTOCOL: protocol },
  );
  const kill = () => child.kill('SIGKILL');
  let timer = setTimeout(kill, KEPT_MS);
  signal.addEventListener('abort', kill, { once: true });
  child.once('close', () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', kill);
  });
  let said = '';
  child.stdin.on('error', () => {});
  child.stderr.on('data', (chunk: Buffer) => {
    if (said.length < 500) said += chunk.toString('utf8').slice(0, 500);
  });
  child.once('close', () => said !== '' && !signal.aborted && log.warn({ git: said }, 'git upload-pack'));
  child.once('spawn', () => child.stdin.end(input));
  const { chunks, status, rest } = await beginning(child);
  signal.throwIfAborted();
  const head = Buffer.concat(chunks);
  if (rest !== undefined) {
    clearTimeout(timer);
    timer = setTimeout(kill, STREAM_MS);
    return { head, rest };
  }
  // what it refuses in its protocol's words is an answer too
  if (status === 0 || (status !== null && head.length > 0)) return { whole: head };
  if (status !== null && /protocol error|hung up|expected/i.test(said))
    throw new RegistryError('RK_REQUEST_INVALID', { reason: 'git does not understand this request.' });
  throw new RegistryError(
    'RK_GIT_FAILED',
    { reason: `upload-pack ended with ${status ?? 'a signal'}` },
    { cause: said },
  );
}

interface Beginning {
  chunks: Buffer[];
  /** What git ended with; null when it was killed, or goes on. */
  status: number | null;
  /** What follows the chunks, where there is more than is kept. */
  rest?: Readable;
}

function beginning(child: GitProcess): Promise<Beginning> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size <= MAX_KEPT) return;
      // what nobody reads when a process ends is thrown away, so the rest is taken at once
      const rest = new PassThrough();
      child.stdout.off('data', take).pause();
      pipeline(child.stdout, rest, () => {});
      resolve({ chunks, status: null, rest });
    };
    child.stdout.on('data', take);
    child.once('error', (cause) => reject(gitMissing(cause)));
    child.once('close', (status) => resolve({ chunks, status }));
  });
}
