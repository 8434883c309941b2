import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32, deflate, deflateSync } from 'node:zlib';
import { writeWhole } from '@rolekit/sdk/internal';
import type { GitObject } from '../object-id.ts';

// Packs of version 2, as gitformat-pack(5) has them, each object whole.

const TYPES: Record<GitObject['type'], number> = { commit: 1, tree: 2, blob: 3 };
/** Bytes of one pack; what follows goes into another. */
const MAX_BYTES = 32 * 1024 * 1024;
/** What is shorter is not worth another thread. */
const SMALL = 4096;
const ID_BYTES = 20;
const FANOUT = 256;
const INDEX_HEAD = Buffer.from([0xff, 0x74, 0x4f, 0x63, 0, 0, 0, 2]);

const compressed = promisify(deflate);

interface Entry {
  id: string;
  bytes: Buffer;
}

/** Adds objects to a repository without starting git. */
export class PackWriter {
  readonly #dir: string;
  readonly #ids: Set<string>;
  #entries: Entry[] = [];
  #bytes = 0;

  /** @param ids of the objects that the repository has; those that are added join them */
  constructor(dir: string, ids: Set<string>) {
    this.#dir = dir;
    this.#ids = ids;
  }

  async add({ id, type, body }: GitObject): Promise<void> {
    if (this.#ids.has(id)) return;
    this.#ids.add(id);
    const content = body.byteLength < SMALL ? deflateSync(body) : await compressed(body);
    const bytes = Buffer.concat([entryHead(TYPES[type], body.byteLength), content]);
    this.#entries.push({ id, bytes });
    this.#bytes += bytes.byteLength;
    if (this.#bytes >= MAX_BYTES) await this.end();
  }

  /** Writes what was added; before it nothing of that is there. */
  async end(): Promise<void> {
    if (this.#entries.length === 0) return;
    const entries = this.#entries;
    this.#entries = [];
    this.#bytes = 0;
    const head = Buffer.alloc(12);
    head.write('PACK');
    head.writeUInt32BE(2, 4);
    head.writeUInt32BE(entries.length, 8);
    const content = Buffer.concat([head, ...entries.map(({ bytes }) => bytes)]);
    const checksum = sha1(content);
    const path = join(this.#dir, 'objects', 'pack', `pack-${checksum.toString('hex')}`);
    await writeWhole(`${path}.pack`, Buffer.concat([content, checksum]), { isPrivate: false });
    // Last: by it git finds the pack.
    await writeWhole(`${path}.idx`, indexOf(entries, head.byteLength, checksum), { isPrivate: false });
  }
}

/** The ids of all objects of a repository, in packs and beside them. */
export async function objectIds(dir: string): Promise<Set<string>> {
  const ids = new Set<string>();
  const folders = await readdir(join(dir, 'objects')).catch((): string[] => []);
  for (const folder of folders.filter((name) => /^[0-9a-f]{2}$/.test(name)))
    for (const name of await readdir(join(dir, 'objects', folder))) ids.add(`${folder}${name}`);
  const packs = await readdir(join(dir, 'objects', 'pack')).catch((): string[] => []);
  const indexes = packs.filter((name) => name.endsWith('.idx') && packs.includes(name.replace(/idx$/, 'pack')));
  for (const index of await Promise.all(indexes.map((name) => readFile(join(dir, 'objects', 'pack', name)))))
    for (const id of idsIn(index)) ids.add(id);
  return ids;
}

/** Type and length: four bits of it, then seven at a time, the lowest first. */
function entryHead(type: number, length: number): Buffer {
  const head: number[] = [];
  let byte = (type << 4) | (length & 15);
  for (let rest = Math.floor(length / 16); rest > 0; rest = Math.floor(rest / 128)) {
    head.push(byte | 0x80);
    byte = rest & 0x7f;
  }
  return Buffer.from([...head, byte]);
}

function indexOf(entries: readonly Entry[], headBytes: number, checksum: Buffer): Buffer {
  let offset = headBytes;
  const placed = entries.map(({ id, bytes }) => {
    const at = offset;
    offset += bytes.byteLength;
    return { id: Buffer.from(id, 'hex'), crc: crc32(bytes), at };
  });
  placed.sort((a, b) => Buffer.compare(a.id, b.id));
  const fanout = Array.from({ length: FANOUT }, () => 0);
  for (const { id } of placed) fanout[id[0] ?? 0] = (fanout[id[0] ?? 0] ?? 0) + 1;
  let sum = 0;
  const numbers = [fanout.map((count) => (sum += count)), placed.map(({ crc }) => crc), placed.map(({ at }) => at)].map(
    uint32s,
  );
  const [counts = EMPTY, crcs = EMPTY, offsets = EMPTY] = numbers;
  const content = Buffer.concat([INDEX_HEAD, counts, ...placed.map(({ id }) => id), crcs, offsets, checksum]);
  return Buffer.concat([content, sha1(content)]);
}

/** None of an index that was cut off. */
function idsIn(index: Buffer): string[] {
  const start = INDEX_HEAD.byteLength + 4 * FANOUT;
  if (index.byteLength < start || !index.subarray(0, INDEX_HEAD.byteLength).equals(INDEX_HEAD)) return [];
  const count = index.readUInt32BE(start - 4);
  if (index.byteLength < start + count * (ID_BYTES + 8) + 2 * ID_BYTES) return [];
  return Array.from({ length: count }, (_, at) =>
    index.toString('hex', start + at * ID_BYTES, start + (at + 1) * ID_BYTES),
  );
}

const EMPTY = Buffer.alloc(0);

function uint32s(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [at, value] of values.entries()) bytes.writeUInt32BE(value, 4 * at);
  return bytes;
}

function sha1(bytes: Buffer): Buffer {
  return createHash('sha1').update(bytes).digest();
}
