import { existsSync } from 'node:fs';
import { relative, sep } from 'node:path';

/** What is tested again after a save: everything, or these files of playbooks. */
export type Affected = 'all' | readonly string[];

/**
 * What a change of the sources reaches. A playbook tests and changes nothing but itself; any other file may change all.
 *
 * @param before State of a `SourceWatch`: a line for each file that begins with its path.
 */
export function affectedBy(before: string | undefined, after: string, dir: string): Affected {
  if (before === undefined) return 'all';
  const [old, fresh] = [before.split('\n'), after.split('\n')];
  const [wasThere, isThere] = [new Set(old), new Set(fresh)];
  const lines = [...old.filter((line) => !isThere.has(line)), ...fresh.filter((line) => !wasThere.has(line))];
  const changed = new Set(lines.filter(Boolean).map((line) => line.replace(/(?: \d+){4}$/, '')));
  const files: string[] = [];
  for (const path of changed) {
    const file = relative(dir, path).split(sep).join('/');
    if (!/^playbooks\/[^/]+\.ya?ml$/.test(file)) return 'all';
    // one that is gone tests nothing any more
    if (existsSync(path)) files.push(file);
  }
  return files.toSorted();
}

/** Both, each playbook once. */
export function together(a: Affected, b: Affected): Affected {
  return a === 'all' || b === 'all' ? 'all' : [...new Set([...a, ...b])].toSorted();
}
