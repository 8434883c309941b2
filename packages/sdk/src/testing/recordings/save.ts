import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Recording } from './types.ts';

/**
 * Writes a recording where only its owner may read it, and lets git ignore a folder that it makes for it.
 *
 * @example
 * ```ts
 * await saveRecording(`${RECORDINGS_FOLDER}/shop.json`, await recordCalls(shop, { baseUrl, values }));
 * ```
 */
export async function saveRecording(path: string, recording: Recording): Promise<void> {
  const folder = dirname(path);
  const isNew = (await mkdir(folder, { recursive: true })) !== undefined;
  // what git does with a folder that was there is its owner's choice
  if (isNew) await writeFile(join(folder, '.gitignore'), '*\n');
  await writeFile(path, `${JSON.stringify(recording, null, 2)}\n`, { mode: 0o600 });
}
