import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readlink, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { RolekitError } from '../errors.ts';
import type { FolderUse } from './description-types.ts';
import type { NewFile, WrittenFile } from './folder-files.ts';

/** Access to the folders that a connector declared, and to nothing else. Links are followed before they are judged. */
export interface Files {
  /** The absolute path of a declared folder, by its `path` as declared. It may not exist yet. */
  folder(path: string): string;
  /** @throws RK_OUT_OF_REACH outside of the folders, RK_NOT_FOUND, RK_TOO_LARGE */
  read(path: string, options?: { /** @default 32 MiB */ maxBytes?: number }): Promise<Uint8Array>;
  /** Names in a folder, sorted. @throws RK_OUT_OF_REACH, RK_NOT_FOUND */
  list(path: string): Promise<string[]>;
  /** Writes a new file and never overwrites one. @throws RK_OUT_OF_REACH, RK_FILE, RK_CONFLICT */
  writeNew(file: NewFile): Promise<WrittenFile>;
}

interface FilesOptions {
  connector: string;
  folders: readonly FolderUse[];
  config: Record<string, unknown>;
  home?: string;
  /** How a setting is named to a person. @default its field's name */
  settingName?(field: string): string;
}

const MAX_BYTES = 32 * 1024 * 1024;

/** A link that took the file's place after the check is not followed, and a pipe without a writer not waited for. */
const READ_ONLY = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** The files that a connector may use, with its settings filled in. */
export function openFiles(options: FilesOptions): Files {
  const { connector, folders } = options;
  const roots = () => folders.map((use) => ({ ...use, absolute: locate(use, options) }));
  const refuse = (reason: string, hint: string) => new RolekitError('RK_OUT_OF_REACH', { connector, reason, hint });

  async function check(path: string, access: 'read' | 'write'): Promise<string> {
    if (!isAbsolute(path)) throw refuse(`${path} is not an absolute path`, 'Write it from the root on.');
    const real = await realPath(path);
    for (const root of roots()) {
      if (access === 'write' && root.access !== 'write') continue;
      if (isInside(real, await realPath(root.absolute))) return real;
    }
    const declared = roots().map((root) => `${root.absolute} (${root.access})`);
    throw refuse(
      `${path} is not in a folder that the connector declares for ${access === 'read' ? 'reading' : 'writing'} (${declared.join(', ') || 'none'})`,
      'Use a path in one of those folders. If a folder is a setting, change the setting; the author can declare others in `folders`.',
    );
  }

  return {
    folder(path) {
      const use = folders.find((folder) => folder.path === path);
      if (!use) throw refuse(`the connector declares no folder ${path}`, 'Its author adds that to its `folders`.');
      return locate(use, options);
    },
    async read(path, { maxBytes = MAX_BYTES } = {}) {
      const real = await check(path, 'read');
      const file = await open(real, READ_ONLY).catch((error) => {
        throw notFound(path, error);
      });
      try {
        const entry = await file.stat();
        if (!entry.isFile()) throw refuse(`${path} is not a file`, 'Name a file, not a folder, pipe or device.');
        return await readWhole(file, path, entry.size, maxBytes);
      } finally {
        await file.close();
      }
    },
    async list(path) {
      const real = await check(path, 'read');
      const names = await readdir(real).catch((error) => {
        throw notFound(path, error);
      });
      return names.sort();
    },
    async writeNew(file) {
      await check(file.folder, 'write');
      // making it may fail for reasons that writing names better
      await mkdir(file.folder, { recursive: true }).catch(() => {});
      await check(file.folder, 'write');
      const { writeNewFile } = await import('./folder-files.ts');
      return writeNewFile(file);
    },
  };
}

/** Reads to the end, and not beyond the limit: a file may grow meanwhile, and some have no size at all. */
async function readWhole(file: FileHandle, path: string, size: number, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = (bytes: string) =>
    new RolekitError('RK_TOO_LARGE', {
      reason: `${path} has ${bytes} bytes; at most ${maxBytes} are read.`,
      hint: 'Use a smaller file.',
    });
  if (size > maxBytes) throw tooLarge(String(size));
  const chunks: Buffer[] = [];
  let read = 0;
  for await (const chunk of file.createReadStream({ autoClose: false })) {
    read += (chunk as Buffer).byteLength;
    if (read > maxBytes) throw tooLarge('more');
    chunks.push(chunk as Buffer);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/** Where a declared folder lies. @throws RK_INVALID_REQUEST when its setting is no absolute path */
function locate(use: FolderUse, { config, home = homedir(), settingName = (field) => field }: FilesOptions): string {
  const setting = use.path.startsWith('config:') ? use.path.slice('config:'.length) : undefined;
  const value = setting === undefined ? use.path : (config[setting] ?? use.otherwise);
  const path = typeof value === 'string' && /^~(?=[/\\]|$)/.test(value) ? join(home, value.slice(1)) : value;
  if (typeof path === 'string' && isAbsolute(path)) return resolve(path);
  throw new RolekitError('RK_INVALID_REQUEST', {
    reason: `The folder ${setting === undefined ? use.path : settingName(setting)} is not an absolute path: ${String(path)}`,
    hint: setting === undefined ? '' : `Set ${settingName(setting)} to an absolute path.`,
  });
}

/** The path without links; what does not exist yet stays as it is below what does. */
async function realPath(path: string): Promise<string> {
  const absolute = resolve(path);
  try {
    return await realpath(absolute);
  } catch (error) {
    const { code } = error as { code?: unknown };
    const parent = dirname(absolute);
    if (code !== 'ENOENT' || parent === absolute) return absolute;
    // a link to what does not exist: writing through it would make that
    const target = await readlink(absolute).catch(() => undefined);
    if (target !== undefined) return realPath(resolve(parent, target));
    return join(await realPath(parent), basename(absolute));
  }
}

function isInside(path: string, root: string): boolean {
  const way = relative(root, path);
  return way === '' || (!isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`));
}

function notFound(path: string, error: unknown): RolekitError {
  const code = String((error as { code?: unknown }).code);
  return new RolekitError('RK_NOT_FOUND', { what: `${path} (${code})`, hint: 'Check the path.' });
}
