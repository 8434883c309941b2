import { rm } from 'node:fs/promises';
import { RolekitError } from '@rolekit/sdk';
import { writeWhole } from '@rolekit/sdk/internal';
import type { Edit } from './edits.ts';

/**
 * Writes a release, or nothing of it. Notes go last, so that an interruption loses none.
 *
 * @throws RK_FILE for a file that cannot be written; those before it are as they were
 */
export async function applyRelease(edits: readonly Edit[], notes: readonly string[]): Promise<void> {
  const written: Edit[] = [];
  for (const edit of edits) {
    try {
      await writeWhole(edit.path, edit.after, { isPrivate: false });
      written.push(edit);
    } catch (cause) {
      for (const { path, before } of written.toReversed())
        await (before === undefined ? rm(path) : writeWhole(path, before, { isPrivate: false }));
      const reason = `it cannot be written (${cause instanceof Error ? cause.message : String(cause)})`;
      const hint = 'Nothing was changed. Make room or permit it, then run the command again.';
      throw new RolekitError('RK_FILE', { path: edit.path, reason, hint }, { cause });
    }
  }
  for (const note of notes) await rm(note, { force: true });
}
