import type { Finding } from '../finding.ts';
import type { ArchiveLimits, BundleFile } from '../tree/types.ts';
import { archivePathProblem, BLOCK, checksumOf, padding } from './tar-write.ts';

/** `rolekit pack` takes a folder, not an archive. */
export const REPACK = 'Unpack it and pack its folder with `rolekit pack`.';

/** Ends the reading of an archive: going on would cost more than it tells. */
export class StopReading {
  readonly finding: Finding;
  constructor(finding: Finding) {
    this.finding = finding;
  }
}

/** Types of entries that are refused, by their flag. */
const REFUSED: Record<string, [rule: string, what: string]> = {
  1: ['link', 'a hard link'],
  2: ['link', 'a symbolic link'],
  3: ['device', 'a character device'],
  4: ['device', 'a block device'],
  5: ['not-canonical', 'an entry for a folder'],
  6: ['device', 'a named pipe'],
  7: ['not-canonical', 'a contiguous file'],
  x: ['not-canonical', 'an extended header'],
  g: ['not-canonical', 'a global extended header'],
  L: ['not-canonical', 'a GNU long name'],
  K: ['not-canonical', 'a GNU long link'],
  S: ['not-canonical', 'a sparse file'],
};

/** What to do with them, where packing the same again does not help. */
const REFUSED_FIX: Record<string, string> = { link: 'Pack the file itself.', device: 'Pack plain files only.' };

interface Entry {
  path: string;
  size: number;
  /** Undefined when the content is passed over: the entry was refused. */
  bytes: Uint8Array | undefined;
}

/**
 * Reads a tar piece by piece into memory. It knows plain ustar files only and says what else it meets; whether the tar
 * is the canonical one is for its caller to find out, by packing the files again.
 */
export class TarReader {
  readonly files: BundleFile[] = [];
  readonly findings: Finding[] = [];
  readonly #limits: ArchiveLimits;
  readonly #block = Buffer.alloc(BLOCK);
  #filled = 0;
  #entry: Entry | undefined;
  #read = 0;
  #padding = 0;
  #zeroBlocks = 0;
  #entries = 0;
  #isOver = false;

  constructor(limits: ArchiveLimits) {
    this.#limits = limits;
  }

  /** @throws StopReading when the rest cannot be read or is too much. */
  push(piece: Uint8Array): void {
    let offset = 0;
    while (offset < piece.length) {
      const bytes = piece.subarray(offset);
      if (this.#isOver)
        throw new StopReading(archiveError('trailing', '.', 'Something follows the end of the archive.', REPACK));
      if (this.#entry !== undefined) offset += this.#content(this.#entry, bytes);
      else if (this.#padding > 0) offset += this.#skip(bytes);
      else offset += this.#header(bytes);
    }
  }

  /** Call after the last piece. */
  end(): void {
    if (this.#isOver) return;
    const message = 'The archive ends in the middle.';
    this.findings.push(archiveError('truncated', this.#entry?.path ?? '.', message, 'Pack and send it again.'));
  }

  #header(bytes: Uint8Array): number {
    const taken = Math.min(BLOCK - this.#filled, bytes.length);
    this.#block.set(bytes.subarray(0, taken), this.#filled);
    this.#filled += taken;
    if (this.#filled < BLOCK) return taken;
    this.#filled = 0;
    if (this.#block.every((byte) => byte === 0)) {
      this.#zeroBlocks++;
      this.#isOver = this.#zeroBlocks === 2;
      return taken;
    }
    if (this.#zeroBlocks > 0)
      throw new StopReading(archiveError('trailing', '.', 'Something follows the end of the archive.', REPACK));
    this.#begin();
    return taken;
  }

  #begin(): void {
    const header = this.#block;
    if (octal(header, 148, 8) !== checksumOf(header)) {
      throw new StopReading(
        archiveError('broken', '.', 'A header of the archive has a wrong checksum.', 'Pack and send it again.'),
      );
    }
    const size = octal(header, 124, 12);
    if (size === undefined)
      throw new StopReading(archiveError('broken', '.', 'A header of the archive has no plain size.', REPACK));
    this.#entries++;
    if (this.#entries > this.#limits.files) {
      throw new StopReading(
        archiveError('too-many', '.', `The archive has more than ${this.#limits.files} files.`, 'Remove some.'),
      );
    }
    const path = this.#path();
    const isKept = this.#accept(path, size);
    this.#entry = { path, size, bytes: isKept ? new Uint8Array(size) : undefined };
    this.#read = 0;
    this.#padding = padding(size);
    if (size === 0) this.#finish(this.#entry);
  }

  #path(): string {
    const prefix = field(this.#block, 345, 155);
    const name = field(this.#block, 0, 100);
    const bytes = prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from('/'), name]);
    // Latin-1 for what is no UTF-8: it can be shown, and packing again gives other bytes.
    const text = bytes.toString('utf8');
    return Buffer.from(text).equals(bytes) ? text : bytes.toString('latin1');
  }

  #accept(path: string, size: number): boolean {
    const before = this.findings.length;
    const flag = String.fromCharCode(this.#block[156] ?? 0);
    if (flag !== '0') {
      const [rule, what] = REFUSED[flag] ?? ['not-canonical', 'an entry of an unknown type'];
      const fix = REFUSED_FIX[rule] ?? REPACK;
      this.findings.push(archiveError(rule, path, `This is ${what}; a bundle has plain files only.`, fix));
      return false;
    }
    const problem = archivePathProblem(path);
    if (problem !== undefined) this.findings.push(archiveError('path', path, `The path ${problem}.`, 'Rename it.'));
    if (size > this.#limits.fileBytes) {
      const message = `The file has ${size} bytes; the limit is ${this.#limits.fileBytes}.`;
      this.findings.push(archiveError('too-large', path, message, 'Make it smaller, or have the connector fetch it.'));
    }
    return this.findings.length === before;
  }

  #content(entry: Entry, bytes: Uint8Array): number {
    const taken = Math.min(entry.size - this.#read, bytes.length);
    entry.bytes?.set(bytes.subarray(0, taken), this.#read);
    this.#read += taken;
    if (this.#read === entry.size) this.#finish(entry);
    return taken;
  }

  #finish(entry: Entry): void {
    if (entry.bytes !== undefined) this.files.push({ path: entry.path, bytes: entry.bytes });
    this.#entry = undefined;
  }

  #skip(bytes: Uint8Array): number {
    const taken = Math.min(this.#padding, bytes.length);
    this.#padding -= taken;
    return taken;
  }
}

/** A finding about an archive; `file` is the entry, or `.` for the whole. */
export function archiveError(rule: string, file: string, message: string, fix: string): Finding {
  return { code: `archive/${rule}`, severity: 'error', message, file, fix };
}

function field(header: Buffer, start: number, length: number): Buffer {
  const whole = header.subarray(start, start + length);
  const end = whole.indexOf(0);
  return end === -1 ? whole : whole.subarray(0, end);
}

function octal(header: Buffer, start: number, length: number): number | undefined {
  const text = field(header, start, length).toString('latin1').trim();
  return /^[0-7]{1,11}$/.test(text) ? Number.parseInt(text, 8) : undefined;
}
