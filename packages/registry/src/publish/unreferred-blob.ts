import type { Context } from '../context.ts';

type Stored = Pick<Context, 'blobs' | 'catalogue'>;

/** Removes an archive that no version refers to; only in the turn of its bytes (`Context.storing`). */
export async function dropUnreferred(tgzDigest: string, stored: Stored): Promise<void> {
  // Another registry may be about to refer to it, or a commit whose answer was lost did; what is a stray is swept later.
  if (!stored.blobs.isShared) await dropTakenDown(tgzDigest, stored);
}

/** The same, in that turn. */
export function removeUnreferred(tgzDigest: string, context: Stored & Pick<Context, 'storing'>): Promise<void> {
  return context.storing.run(tgzDigest, () => dropUnreferred(tgzDigest, context));
}

/** Removes the archive of a version that was taken down, which nobody can publish again; only in the turn of its bytes. */
export async function dropTakenDown(tgzDigest: string, { blobs, catalogue }: Stored): Promise<void> {
  if (!(await catalogue.refersTo(tgzDigest))) await blobs.remove(tgzDigest);
}

/** The same, in that turn. */
export function removeTakenDown(tgzDigest: string, context: Stored & Pick<Context, 'storing'>): Promise<void> {
  return context.storing.run(tgzDigest, () => dropTakenDown(tgzDigest, context));
}
