import { createHash } from 'node:crypto';
import { createGunzip, type Gunzip } from 'node:zlib';
import { type Finding, hasErrors } from '../finding.ts';
import type { ArchiveLimits, BundleFile } from '../tree/types.ts';
import { aliases } from '../tree/walk-files.ts';
import { bundleDigest } from './pack.ts';
import { archiveError, REPACK, StopReading, TarReader } from './tar-read.ts';

/** No honest file shrinks more than this; one of zeros shrinks a thousand times. */
const MAX_RATIO = 200;
/** Bytes up to which the ratio does not matter. */
const HARMLESS = 1024 * 1024;

const GZIP_FIRST = 0x1f;

export interface ReadArchive {
  files: BundleFile[];
  /** Of the tar as it came; the bundle's identity when there is no finding. */
  digest: string;
  findings: Finding[];
}

/**
 * Decompresses and reads an archive as a stream, into memory and within limits.
 *
 * @throws whatever the source throws
 */
export async function readArchive(
  source: Uint8Array | AsyncIterable<Uint8Array>,
  limits: ArchiveLimits,
): Promise<ReadArchive> {
  const reader = new TarReader(limits);
  const hash = createHash('sha256');
  const gunzip = createGunzip();
  const input = new Input(source, limits);
  void input.feed(gunzip);
  let total = 0;
  try {
    for await (const piece of gunzip as AsyncIterable<Uint8Array>) {
      total += piece.length;
      stopAtBomb(total, input.bytes, limits);
      hash.update(piece);
      reader.push(piece);
    }
    reader.end();
    // Node stops in silence at zeros after the end of the gzip stream.
    if (!input.isRead || gunzip.bytesWritten < input.bytes) reader.findings.push(trailing());
  } catch (error) {
    const stop = error instanceof StopReading ? error : input.stop;
    if (stop === undefined && input.error !== undefined) throw input.error;
    const finding = stop?.finding ?? gzipFinding(error, input.isGzip);
    if (finding === undefined) throw error;
    reader.findings.push(finding);
  } finally {
    gunzip.destroy();
  }
  const { files, findings } = reader;
  const digest = `sha256:${hash.digest('hex')}`;
  findings.push(...aliases(files.map(({ path }) => path)).map((alias) => ({ ...alias, code: 'archive/duplicate' })));
  if (!hasErrors(findings) && bundleDigest(files) !== digest) {
    const message = 'The tar inside is not the canonical one of its files.';
    findings.push(archiveError('not-canonical', '.', message, REPACK));
  }
  return { files, digest, findings };
}

/**
 * Passes the source on to the decompressor and remembers how it ended. Not a pipeline: that throws the decompressor's error
 * into the source, which then cannot be told from one of its own.
 */
class Input {
  bytes = 0;
  isGzip = false;
  /** True once all of it was passed on. */
  isRead = false;
  /** What the source failed with. */
  error: unknown;
  stop: StopReading | undefined;
  readonly #source: Uint8Array | AsyncIterable<Uint8Array>;
  readonly #limits: ArchiveLimits;

  constructor(source: Uint8Array | AsyncIterable<Uint8Array>, limits: ArchiveLimits) {
    this.#source = source;
    this.#limits = limits;
  }

  /** Never rejects; ends, and closes the source, when nobody reads any more. */
  async feed(gunzip: Gunzip): Promise<void> {
    const closed = new Promise<void>((resolve) => gunzip.once('close', resolve));
    try {
      for await (const piece of this.#source instanceof Uint8Array ? [this.#source] : this.#source) {
        if (gunzip.destroyed) return;
        if (this.bytes === 0) this.isGzip = piece[0] === GZIP_FIRST;
        this.bytes += piece.length;
        if (this.bytes > this.#limits.archiveBytes) {
          const message = `The archive has more than ${this.#limits.archiveBytes} bytes.`;
          this.stop = new StopReading(archiveError('too-large', '.', message, 'Remove what hosts do not need.'));
          break;
        }
        await Promise.race([new Promise<void>((resolve) => gunzip.write(piece, () => resolve())), closed]);
      }
    } catch (error) {
      this.error = error;
    }
    if (this.error !== undefined || this.stop !== undefined) {
      gunzip.destroy();
      return;
    }
    this.isRead = true;
    gunzip.end();
  }
}

function stopAtBomb(total: number, received: number, limits: ArchiveLimits): void {
  if (total > limits.totalBytes) {
    const message = `The archive unpacks to more than ${limits.totalBytes} bytes.`;
    throw new StopReading(archiveError('too-large', '.', message, 'Remove what hosts do not need.'));
  }
  if (total > HARMLESS && total > received * MAX_RATIO) {
    const message = `The archive unpacks to more than ${MAX_RATIO} times its size.`;
    throw new StopReading(archiveError('bomb', '.', message, 'Remove files that are mostly empty.'));
  }
}

function gzipFinding(error: unknown, isGzip: boolean): Finding | undefined {
  const code = (error as { code?: unknown }).code;
  // Node takes what follows the end of the gzip stream for the next one.
  if (code === 'Z_DATA_ERROR' && isGzip && isHeader(error)) return trailing();
  if (code === 'Z_BUF_ERROR')
    return archiveError('truncated', '.', 'The archive ends in the middle.', 'Send it again.');
  if (code === 'Z_DATA_ERROR') {
    const what = isHeader(error) ? 'is not gzip' : 'is damaged';
    const fix = isHeader(error) ? REPACK : 'Pack and send it again.';
    return archiveError('broken', '.', `The archive ${what}.`, fix);
  }
  return undefined;
}

function trailing(): Finding {
  return archiveError('trailing', '.', 'Something follows the end of the archive.', REPACK);
}

function isHeader(error: unknown): boolean {
  return error instanceof Error && error.message.includes('header');
}
