import { RegistryError, type RegistryErrorCode } from '../errors.ts';

/** Calls on files; a socket's errors carry other ones. */
const FILE_CALLS =
  /^(?:f?open|read|write|f?sync|fdatasync|rename|mkdir|rm|unlink|scandir|opendir|f?stat|lstat|statfs|ftruncate|close|access|copyfile)$/;

const BY_FILE_CODE: Record<string, RegistryErrorCode> = {
  ENOSPC: 'RK_DISK_FULL',
  EDQUOT: 'RK_DISK_FULL',
  // The largest file that the process may write is reached.
  EFBIG: 'RK_DISK_FULL',
  EROFS: 'RK_DATA_READ_ONLY',
  EACCES: 'RK_DATA_READ_ONLY',
  EPERM: 'RK_DATA_READ_ONLY',
};

/** By SQLite's primary result codes. */
const BY_SQLITE_CODE: Record<number, RegistryErrorCode> = {
  3: 'RK_DATA_READ_ONLY',
  5: 'RK_DATABASE_BUSY',
  6: 'RK_DATABASE_BUSY',
  8: 'RK_DATA_READ_ONLY',
  10: 'RK_DATABASE_BROKEN',
  11: 'RK_DATABASE_BROKEN',
  13: 'RK_DISK_FULL',
  14: 'RK_DATA_READ_ONLY',
  26: 'RK_DATABASE_BROKEN',
};

/** Coded where they come up, in `postgres/failures.ts` and `bucket/failures.ts`. */
const OF_STORAGE: ReadonlySet<string> = new Set<RegistryErrorCode>([
  'RK_DATABASE_AWAY',
  'RK_DATABASE_REFUSED',
  'RK_DATABASE_BROKEN',
  'RK_DATABASE_BUSY',
  'RK_DATABASE_NEWER',
  'RK_DATA_READ_ONLY',
  'RK_DISK_FULL',
  'RK_ARCHIVES_AWAY',
  'RK_ARCHIVES_REFUSED',
]);

/** What the disk or the database said, as a coded error; undefined when the error, and what caused it, is another one. */
export function storageError(error: unknown): RegistryError | undefined {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if (at instanceof RegistryError && OF_STORAGE.has(at.code)) return at;
    const found = codeOf(at as Failure);
    if (found !== undefined) return new RegistryError(found.code, { reason: found.reason }, { cause: error });
  }
  return undefined;
}

/** Runs what opens or checks a data folder: what the disk or the database refuses is said as what it is. */
export async function orCoded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storageError(error) ?? error;
  }
}

interface Failure extends Error {
  code?: unknown;
  syscall?: unknown;
  errcode?: unknown;
  errstr?: unknown;
}

function codeOf({ code, syscall, errcode, errstr }: Failure): { code: RegistryErrorCode; reason: string } | undefined {
  if (code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number') {
    const known = BY_SQLITE_CODE[errcode & 0xff];
    return known === undefined ? undefined : { code: known, reason: String(errstr) };
  }
  if (typeof code !== 'string' || typeof syscall !== 'string' || !FILE_CALLS.test(syscall)) return undefined;
  return { code: BY_FILE_CODE[code] ?? 'RK_STORAGE_FAILED', reason: code };
}
