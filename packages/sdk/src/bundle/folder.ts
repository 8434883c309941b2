import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RolekitError } from '../errors.ts';
import type { Finding } from '../finding.ts';
import { DEFAULT_LIMITS } from '../tree/archive-limits.ts';
import type { ArchiveLimits, BundleFile } from '../tree/types.ts';
import { isOutsideBundle, walk } from '../tree/walk-files.ts';
import { archivePathProblem } from './tar-write.ts';

/**
 * Reads all files of a built bundle's folder, sorted by path.
 *
 * @throws RK_FILE for a folder that is not there, a symlink, a special file or a broken limit
 */
export async function readBundleFiles(dir: string): Promise<BundleFile[]> {
  const { files, findings } = await scanFolder(dir, DEFAULT_LIMITS);
  const [first] = findings;
  if (first !== undefined)
    throw new RolekitError('RK_FILE', { path: first.file, reason: first.message, hint: first.fix ?? '' });
  return files;
}

/** The same with findings; a file over a limit is left out. */
export async function scanFolder(
  dir: string,
  limits: ArchiveLimits,
): Promise<{ files: BundleFile[]; findings: Finding[] }> {
  if (!(await stat(dir).catch(() => undefined))?.isDirectory()) {
    throw new RolekitError('RK_FILE', {
      path: dir,
      reason: 'there is no such folder.',
      hint: 'Build the plugin first: `rolekit build`.',
    });
  }
  const { files: walked, findings } = await walk(dir, isOutsideBundle, limits);
  const tooLong = walked.filter(({ path }) => archivePathProblem(path)?.includes('too long'));
  const long = tooLong.map(({ path }): Finding => {
    return {
      code: 'file/path',
      severity: 'error',
      message: 'The path is too long for an archive.',
      file: path,
      fix: 'Shorten it.',
    };
  });
  const total = walked.reduce((sum, file) => sum + file.size, 0);
  if (total > limits.totalBytes || walked.length > limits.files) return { files: [], findings: [...findings, ...long] };
  const files: BundleFile[] = [];
  for (const { path, size } of walked) {
    if (size <= limits.fileBytes) files.push({ path, bytes: await readFile(join(dir, path)) });
  }
  files.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
  return { files, findings: [...findings, ...long] };
}
