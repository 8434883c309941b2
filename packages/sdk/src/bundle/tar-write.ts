import { RolekitError } from '../errors.ts';
import { pathProblem } from '../tree/paths.ts';
import type { BundleFile } from '../tree/types.ts';
import { aliases } from '../tree/walk-files.ts';

export const BLOCK = 512;
const MAX_NAME_LENGTH = 100;
const MAX_PREFIX_LENGTH = 155;

const ZEROS = new Uint8Array(BLOCK);

/**
 * The canonical tar of files, in pieces: POSIX ustar, regular files only, sorted by the bytes of their paths, mode 0644,
 * time 0, no owner, two zero blocks at the end. There is exactly one such tar for a set of files.
 *
 * @throws RK_ARCHIVE for a path that an archive cannot hold
 */
export function* canonicalTar(files: readonly BundleFile[]): Generator<Uint8Array> {
  const [alias] = aliases(files.map((file) => file.path));
  if (alias !== undefined) throw refused(`${alias.file}: ${alias.message}`, alias.fix);
  const sorted = files
    .map((file) => ({ ...file, key: Buffer.from(file.path) }))
    .toSorted((a, b) => Buffer.compare(a.key, b.key));
  for (const { path, bytes } of sorted) {
    yield headerOf(path, bytes.length);
    yield bytes;
    yield ZEROS.subarray(0, padding(bytes.length));
  }
  yield ZEROS;
  yield ZEROS;
}

/** Bytes from the end of a file of that size to the end of its last block. */
export function padding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

/** Why a path does not fit into an archive; undefined when it does. */
export function archivePathProblem(path: string): string | undefined {
  return pathProblem(path) ?? (splitPath(path) === undefined ? 'is too long for an archive' : undefined);
}

function headerOf(path: string, size: number): Uint8Array {
  const problem = pathProblem(path);
  if (problem !== undefined) throw refused(`the path "${path}" ${problem}`, 'Rename it.');
  const split = splitPath(path);
  if (split === undefined)
    throw refused(`the path "${path}" is too long for an archive`, 'Shorten its folders or its name.');
  const header = Buffer.alloc(BLOCK);
  header.set(split.name, 0);
  header.write('0000644\0', 100, 'latin1');
  header.write('0000000\0', 108, 'latin1');
  header.write('0000000\0', 116, 'latin1');
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  header.write('00000000000\0', 136, 'latin1');
  header.write('        ', 148, 'latin1');
  header.write('0', 156, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  header.write('0000000\0', 329, 'latin1');
  header.write('0000000\0', 337, 'latin1');
  header.set(split.prefix, 345);
  header.write(`${checksumOf(header).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

/** Sum of a header's bytes, its checksum field taken as spaces. */
export function checksumOf(header: Uint8Array): number {
  return header.reduce((sum, byte, index) => sum + (index >= 148 && index < 156 ? 0x20 : byte), 0);
}

// The shortest prefix that makes the rest fit, so that each path is split in one way.
function splitPath(path: string): { prefix: Uint8Array; name: Uint8Array } | undefined {
  const bytes = Buffer.from(path);
  if (bytes.length <= MAX_NAME_LENGTH) return { prefix: new Uint8Array(), name: bytes };
  for (
    let index = bytes.indexOf('/');
    index !== -1 && index <= MAX_PREFIX_LENGTH;
    index = bytes.indexOf('/', index + 1)
  ) {
    const name = bytes.subarray(index + 1);
    if (name.length <= MAX_NAME_LENGTH) return { prefix: bytes.subarray(0, index), name };
  }
  return undefined;
}

function refused(reason: string, hint = ''): RolekitError {
  return new RolekitError('RK_ARCHIVE', { reason, hint });
}
