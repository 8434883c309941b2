import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RolekitError } from '@rolekit/sdk';
import { writeWhole } from '@rolekit/sdk/internal';
import { z } from 'zod';

const savedSignIn = z.object({
  /** Handle of the account. */
  account: z.string(),
  token: z.string(),
  expiresAt: z.string().nullable(),
});
const file = z.object({
  format: z.literal(1),
  /** The registry that commands use when none is named. */
  default: z.string().nullable(),
  /** By address. */
  registries: z.record(z.string(), savedSignIn),
});

export type SavedSignIn = z.infer<typeof savedSignIn>;
type SavedSignIns = z.infer<typeof file>;

const NOTHING: SavedSignIns = { format: 1, default: null, registries: {} };

/** `~/.rolekit/registries.json`, readable only by its user. */
export function signInsPath(home: string): string {
  return join(home, '.rolekit', 'registries.json');
}

/** @throws RK_FILE when the file is not what this wrote */
export async function readSignIns(home: string): Promise<SavedSignIns> {
  const path = signInsPath(home);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return NOTHING;
  try {
    return file.parse(JSON.parse(text));
  } catch (cause) {
    const hint = 'Remove it and sign in again with `rolekit login`.';
    throw new RolekitError('RK_FILE', { path, reason: 'it is not a list of sign-ins', hint }, { cause });
  }
}

/** Keeps a sign-in; the registry is the default from then on. */
export async function saveSignIn(home: string, url: string, signIn: SavedSignIn): Promise<void> {
  const saved = await readSignIns(home);
  await write(home, { ...saved, default: url, registries: { ...saved.registries, [url]: signIn } });
}

/** @returns false when there was none */
export async function forgetSignIn(home: string, url: string): Promise<boolean> {
  const saved = await readSignIns(home);
  const { [url]: forgotten, ...registries } = saved.registries;
  if (forgotten === undefined) return false;
  await write(home, { ...saved, default: saved.default === url ? null : saved.default, registries });
  return true;
}

function write(home: string, saved: SavedSignIns): Promise<void> {
  return writeWhole(signInsPath(home), `${JSON.stringify(saved, null, 2)}\n`);
}
