import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../finding.ts';
import { DEFAULT_LIMITS } from './archive-limits.ts';
import { leftBehindBy } from './junk-files.ts';
import { pathKey, pathProblem } from './paths.ts';
import type { ArchiveLimits } from './types.ts';

export interface WalkedFile {
  /** Relative, with `/`. */
  path: string;
  /** Bytes. */
  size: number;
}

/** True for what is passed over: a name, and the folder that it lies in, empty for the root. */
export type Skip = (name: string, below: string) => boolean;

/** What is never part of a plugin's source. Only at its root is a folder named `dist` or `coverage` what a tool wrote. */
export const isOutsideSource: Skip = (name, below) =>
  name === '.rolekit' || (below === '' && (name === 'coverage' || name === 'dist')) || isOutsideBundle(name, below);

/** What is never part of a built bundle. */
export const isOutsideBundle: Skip = (name) => leftBehindBy(name) !== undefined;

/** Lists the files of a folder and finds links, special files, names that some system refuses, and broken limits. */
export async function walk(
  dir: string,
  skip: Skip,
  limits: ArchiveLimits = DEFAULT_LIMITS,
): Promise<{ files: WalkedFile[]; findings: Finding[] }> {
  const files: WalkedFile[] = [];
  const findings: Finding[] = [];

  async function visit(below: string): Promise<void> {
    const entries = await readdir(join(dir, below), { withFileTypes: true });
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (skip(entry.name, below)) continue;
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      const problem = pathProblem(path);
      if (problem !== undefined) findings.push(fileError('path', path, `The path ${problem}.`, 'Rename it.'));
      if (entry.isDirectory()) await visit(path);
      else if (entry.isFile()) files.push({ path, size: (await lstat(join(dir, path))).size });
      else if (entry.isSymbolicLink()) {
        findings.push(fileError('symlink', path, 'Symbolic links are not allowed.', 'Put the file itself here.'));
      } else findings.push(fileError('special', path, 'This is not a regular file.', 'Remove it.'));
    }
  }

  await visit('');
  findings.push(...limitFindings(files, limits), ...aliases(files.map((file) => file.path)));
  return { files, findings };
}

/** Files whose names are the same on a file system that folds case or Unicode forms, or that are a folder elsewhere. */
export function aliases(paths: readonly string[]): Finding[] {
  const seen = new Map<string, string>();
  const findings: Finding[] = [];
  for (const path of paths) {
    const key = pathKey(path);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, path);
    else {
      const message =
        first === path ? 'The path is there twice.' : `The path is the same as "${first}" on some systems.`;
      findings.push(fileError('duplicate', path, message, 'Keep one, or rename one.'));
    }
  }
  for (const path of paths) {
    const parts = pathKey(path).split('/');
    const parents = parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
    const parent = parents.find((candidate) => seen.has(candidate));
    if (parent === undefined) continue;
    findings.push(fileError('duplicate', path, `"${seen.get(parent)}" is a file and a folder.`, 'Rename one.'));
  }
  return findings;
}

/** Findings for what is too large or too many. */
function limitFindings(files: readonly WalkedFile[], limits: ArchiveLimits): Finding[] {
  const findings = files
    .filter((file) => file.size > limits.fileBytes)
    .map(({ path, size }) => {
      const message = `The file has ${size} bytes; the limit is ${limits.fileBytes}.`;
      return fileError('too-large', path, message, 'Make it smaller, or have the connector fetch it.');
    });
  if (files.length > limits.files) {
    findings.push(
      fileError('too-many', '.', `There are ${files.length} files; the limit is ${limits.files}.`, 'Remove some.'),
    );
  }
  const total = files.reduce((sum, file) => sum + file.size, 0);
  if (total > limits.totalBytes) {
    findings.push(
      fileError('too-large', '.', `All files have ${total} bytes; the limit is ${limits.totalBytes}.`, 'Remove some.'),
    );
  }
  return findings;
}

function fileError(rule: string, file: string, message: string, fix: string): Finding {
  return { code: `file/${rule}`, severity: 'error', message, file, fix };
}
