import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../digest/sha256.ts';
import { RolekitError } from '../errors.ts';

/** A file that a tool makes for a person. */
export interface NewFile {
  /** Absolute; made when it does not exist. */
  folder: string;
  /** What the file is about; its name is made from it. */
  title: string;
  /** Without a dot, e.g. `svg`. */
  extension: string;
  content: Uint8Array | string;
  /** Environment variable that moves the folder, named when it cannot be written to. */
  setting: string;
}

export interface WrittenFile {
  path: string;
  bytes: number;
  /** Of the content, in hex. */
  sha256: string;
}

const MAX_SAME_NAME = 1000;

/**
 * Writes a new file and never overwrites one: where the name is taken, the next free number is added.
 *
 * @throws RK_FILE when the folder cannot be written to, RK_CONFLICT when it holds a thousand files of that name
 */
export async function writeNewFile({ folder, title, extension, content, setting }: NewFile): Promise<WrittenFile> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const digest = sha256(bytes).digest('hex');
  const name = fileName(title, extension);
  const attempt = async <T>(path: string, write: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await write();
    } catch (error) {
      const code = String((error as { code?: unknown }).code);
      if (code === 'EEXIST') return undefined;
      const hint = `Set ${setting} to a folder that you may write to.`;
      throw new RolekitError('RK_FILE', { path, reason: `cannot be written (${code})`, hint }, { cause: error });
    }
  };
  await attempt(folder, () => mkdir(folder, { recursive: true }));
  for (let number = 1; number <= MAX_SAME_NAME; number++) {
    const path = join(folder, number === 1 ? `${name}.${extension}` : `${name}-${number}.${extension}`);
    const written = await attempt(path, async () => {
      await writeFile(path, bytes, { flag: 'wx' });
      return true;
    });
    if (written) return { path, bytes: bytes.byteLength, sha256: digest };
  }
  throw new RolekitError('RK_CONFLICT', { reason: `${folder} already holds 1,000 files named ${name}.` });
}

/** Letters of every script stay; all else becomes one hyphen, so that no title leads out of the folder. */
function fileName(title: string, extension: string): string {
  const words = title
    .toLowerCase()
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');
  return [...words].slice(0, 60).join('').replace(/-$/, '') || extension;
}
