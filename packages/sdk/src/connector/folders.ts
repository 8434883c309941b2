import { constants } from 'node:fs';
import { mkdir, open, readdir, readlink, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { RolekitError } from '../errors.ts';
import type { FolderUse } from '../plugin/types.ts';
import type { NewFile, WrittenFile } from './files.ts';

/** Access to the folders that a connector declared, and to nothing else. Links are followed before they are judged. */
export interface Files {
  /** The absolute path of a declared folder, by its `path` as declared. It may not exist yet. */
  folder(path: string): string;
  /** @throws RK_FORBIDDEN outside of the folders, RK_NOT_FOUND, RK_TOO_LARGE */
  read(path: string, options?: { /** @default 32 MiB */ maxBytes?: number }): Promise<Uint8Array>;
  /** Names in a folder, sorted. @throws RK_FORBIDDEN, RK_NOT_FOUND */
  list(path: string): Promise<string[]>;
  /** Writes a new file and never overwrites one. @throws RK_FORBIDDEN, RK_FILE, RK_CONFLICT */
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

const MOST_BYTES = 32 * 1024 * 1024;

/** The files that a connector may use, with its settings filled in. */
export function openFiles(options: FilesOptions): Files {
  const { connector, folders } = options;
  const roots = () => folders.map((use) => ({ ...use, absolute: locate(use, options) }));
  const refuse = (reason: string) => new RolekitError('RK_FORBIDDEN', { connector, reason });

  async function check(path: string, access: 'read' | 'write'): Promise<string> {
    if (!isAbsolute(path)) throw refuse(`${path} is not an absolute path`);
    const real = await realPath(path);
    for (const root of roots()) {
      if (access === 'write' && root.access !== 'write') continue;
      if (isInside(real, await realPath(root.absolute))) return real;
    }
    const declared = roots().map((root) => `${root.absolute} (${root.access})`);
    throw refuse(
      `${path} is not in a folder that the connector declares for ${access === 'read' ? 'reading' : 'writing'} (${declared.join(', ') || 'none'})`,
    );
  }

  return {
    folder(path) {
      const use = folders.find((one) => one.path === path);
      if (!use) throw refuse(`the connector declares no folder ${path}`);
      return locate(use, options);
    },
    async read(path, { maxBytes = MOST_BYTES } = {}) {
      const real = await check(path, 'read');
      // a link that took the file's place after the check is not followed
      const file = await open(real, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)).catch((error) => {
        throw notFound(path, error);
      });
      try {
        const { size } = await file.stat();
        if (size > maxBytes)
          throw new RolekitError('RK_TOO_LARGE', {
            reason: `${path} has ${size} bytes; at most ${maxBytes} are read.`,
            hint: 'Use a smaller file.',
          });
        return new Uint8Array(await file.readFile());
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
      const { writeNewFile } = await import('./files.ts');
      return writeNewFile(file);
    },
  };
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
