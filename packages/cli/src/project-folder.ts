import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { homeOf } from './rolekit-home.ts';

const MARKS = ['.rolekit', 'package.json', '.git'];

/** The folder that `.rolekit/run/` belongs to: the nearest one that looks like a project, else `cwd`. */
export function projectFolder(cwd: string, env: NodeJS.ProcessEnv): string {
  const home = resolve(homeOf(env));
  for (const folder of upward(cwd)) {
    // `~/.rolekit` holds the user's connections and makes no project of the home folder
    const marks = folder === home ? MARKS.slice(1) : MARKS;
    if (marks.some((mark) => existsSync(join(folder, mark)))) return folder;
  }
  return resolve(cwd);
}

/** A folder and those above it, the nearest first. */
export function upward(from: string): string[] {
  const folders: string[] = [];
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    folders.push(folder);
    if (dirname(folder) === folder) return folders;
  }
}
