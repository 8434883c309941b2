import { withLockFile } from '../files/lock-file.ts';
import { writeWhole } from '../files/write-whole.ts';
import { type RunFile, readRunFile } from './profiles.ts';

/** Writes what a running sandbox says of itself, private to the user; whole or not at all. */
export async function writeRunFile(path: string, run: RunFile): Promise<void> {
  await writeWhole(path, `${JSON.stringify(run, null, 2)}\n`);
}

/**
 * Changes settings of the sandbox that wrote a run file: what a sign-in there gave, or a rotated token. They end with it; those
 * of one that was started anew meanwhile stay as they are.
 */
export async function changeRunFile(
  path: string,
  { pid, baseUrl }: Pick<RunFile, 'pid' | 'baseUrl'>,
  changes: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  await withLockFile(`${path}.change`, async () => {
    const run = await readRunFile(path);
    if (!run || run.pid !== pid || run.baseUrl !== baseUrl) return;
    const given = Object.entries(changes).filter((entry): entry is [string, string] => entry[1] !== undefined);
    await writeRunFile(path, { ...run, values: { ...run.values, ...Object.fromEntries(given) } });
  });
}
