import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { readParsed, writeWhole } from '@rolekit/sdk/internal';
import { z } from 'zod';

const file = z.object({ format: z.literal(1), registry: z.string(), seq: z.number().int(), hash: z.string() });

/** The newest line that this machine saw signed: a record that does not have it was rewritten. */
export type SeenCheckpoint = Pick<z.infer<typeof file>, 'seq' | 'hash'>;

function seenPath(home: string, url: string): string {
  const name = createHash('sha256').update(url).digest('hex').slice(0, 16);
  return join(home, '.rolekit', 'audit-checkpoints', `${name}.json`);
}

/** @throws RK_FILE */
export async function seenCheckpoint(home: string, url: string): Promise<SeenCheckpoint | undefined> {
  return readParsed(seenPath(home, url), () => file, 'Remove it; the record is then checked as if for the first time.');
}

/** Keeps a checkpoint that was verified; an older one than what is kept changes nothing. */
export async function keepCheckpoint(home: string, url: string, { seq, hash }: SeenCheckpoint): Promise<void> {
  const known = await seenCheckpoint(home, url);
  if (known !== undefined && known.seq >= seq) return;
  await writeWhole(seenPath(home, url), `${JSON.stringify({ format: 1, registry: url, seq, hash }, null, 2)}\n`);
}
