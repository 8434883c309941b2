import { createHash } from 'node:crypto';
import { constants, deflateRawSync } from 'node:zlib';

/** A part of a file, and how it is compressed wherever it stands: what did not change is not compressed again. */
export interface Piece {
  bytes: Buffer;
  /** Deflated by itself up to a whole byte. */
  deflated: Buffer;
  /** Checksum of the bytes as zlib has it. */
  adler: number;
}

const BASE = 65_521;
/** So many bytes are summed up before a sum is too long for 32 bits. */
const SUMMED = 3800;
/** RFC 1950: deflate with a window of 32 KB, at the quickest level. */
const HEAD = Buffer.from([0x78, 0x01]);
/** An empty last block. */
const END = Buffer.from([0x03, 0x00]);

export function pieceOf(content: string | Buffer): Piece {
  const bytes = Buffer.from(content);
  const deflated = deflateRawSync(bytes, { level: 1, finishFlush: constants.Z_SYNC_FLUSH });
  return { bytes, deflated, adler: adler32(bytes) };
}

/** The texts in one buffer, each after a separator, and where each of them is in it. */
export function joined(texts: readonly Buffer[], separator: Buffer): { bytes: Buffer; texts: Buffer[] } {
  const bytes = Buffer.concat(texts.flatMap((text) => [separator, text]));
  let end = 0;
  const parts = texts.map(({ byteLength }) => {
    const start = end + separator.byteLength;
    end = start + byteLength;
    return bytes.subarray(start, end);
  });
  return { bytes, texts: parts };
}

/** The blob that git has of these pieces one after the other, and its loose object. */
export function blobOf(pieces: readonly Piece[]): { id: string; content: Buffer } {
  const length = pieces.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  const all = [pieceOf(`blob ${length}\0`), ...pieces];
  const hash = createHash('sha1');
  for (const { bytes } of all) hash.update(bytes);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(all.reduce((sum, piece) => combine(sum, piece.adler, piece.bytes.byteLength), 1));
  const content = Buffer.concat([HEAD, ...all.map(({ deflated }) => deflated), END, checksum]);
  return { id: hash.digest('hex'), content };
}

function adler32(bytes: Buffer): number {
  let a = 1;
  let b = 0;
  for (let start = 0; start < bytes.byteLength; start += SUMMED) {
    const end = Math.min(start + SUMMED, bytes.byteLength);
    for (let at = start; at < end; at += 1) {
      a += bytes[at] as number;
      b += a;
    }
    a %= BASE;
    b %= BASE;
  }
  return b * 65_536 + a;
}

/** Of bytes and those that follow, from the sums of each. */
function combine(first: number, second: number, secondLength: number): number {
  const [a1, b1] = [first % 65_536, Math.floor(first / 65_536)];
  const [a2, b2] = [second % 65_536, Math.floor(second / 65_536)];
  const a = (a1 + a2 + BASE - 1) % BASE;
  const b = (b1 + b2 + (secondLength % BASE) * ((a1 + BASE - 1) % BASE)) % BASE;
  return b * 65_536 + a;
}
