import { writeWhole } from '@rolekit/sdk/internal';
import type { PolicyFile } from '@rolekit/sdk/internal/settings';

/** Writes a policy, whole or not at all: a server may be reading it. */
export async function writePolicy({ path, writes, denyTools }: PolicyFile): Promise<void> {
  await writeWhole(path, `${JSON.stringify({ writes, denyTools }, null, 2)}\n`);
}
