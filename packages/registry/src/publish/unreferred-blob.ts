import type { Context } from '../context.ts';

/** Removes an archive that no version refers to; only in the turn of its bytes (`Context.storing`). */
export async function dropUnreferred(
  tgzDigest: string,
  { blobs, catalogue }: Pick<Context, 'blobs' | 'catalogue'>,
): Promise<void> {
  // Another registry may be about to refer to it, or a commit whose answer was lost did; what is a stray is swept later.
  if (blobs.isShared) return;
  if (!(await catalogue.refersTo(tgzDigest))) await blobs.remove(tgzDigest);
}

/** The same, in that turn. */
export function removeUnreferred(
  tgzDigest: string,
  context: Pick<Context, 'blobs' | 'catalogue' | 'storing'>,
): Promise<void> {
  return context.storing.run(tgzDigest, () => dropUnreferred(tgzDigest, context));
}

/** Removes the archive of a version that was taken down, which nobody can publish again. */
export function removeTakenDown(
  tgzDigest: string,
  { blobs, catalogue, storing }: Pick<Context, 'blobs' | 'catalogue' | 'storing'>,
): Promise<void> {
  return storing.run(tgzDigest, async () => {
    if (!(await catalogue.refersTo(tgzDigest))) await blobs.remove(tgzDigest);
  });
}
