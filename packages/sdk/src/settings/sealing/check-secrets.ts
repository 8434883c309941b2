import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RolekitError } from '../../errors.ts';
import { connectionPath, readConnection } from '../profiles.ts';
import { openValues } from './profile.ts';

/** Where the secrets of a connection are. */
export type SecretsPlace = 'keychain' | 'passphrase' | 'file';

export interface SecretsCheck {
  profile: string;
  place: SecretsPlace;
  /** The connection's file. */
  path: string;
  /** Why a program with that environment does not get them, or why others do. */
  error?: RolekitError;
}

/**
 * Where the secrets of a connector's active profile are, and whether a program with this environment gets at them.
 * Undefined where there are none of its own: no profile, or a sandbox's.
 *
 * @throws RK_FILE
 */
export async function checkSecrets(
  connector: string,
  { home, env }: { home: string; env: NodeJS.ProcessEnv },
): Promise<SecretsCheck | undefined> {
  const file = await readConnection(connector, home);
  const profile = file?.profiles[file.active];
  if (!file || !profile || !('values' in profile)) return undefined;
  const path = connectionPath(connector, home);
  const { values, sealed } = profile;
  const found: SecretsCheck = { profile: file.active, path, place: sealed?.by ?? 'file' };
  const open = await writableByOthers(path);
  if (open) return { ...found, error: open };
  if (!sealed) return { ...found, ...(await readableByOthers(path)) };
  try {
    await openValues({ values, sealed }, { connector, profile: file.active, home, env });
    return found;
  } catch (error) {
    if (error instanceof RolekitError) return { ...found, error };
    throw error;
  }
}

/** What a host of ours and others pass on to a server, at the least. */
export function hostEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const passed = ['HOME', 'USERPROFILE', 'PATH', 'SystemRoot'];
  return Object.fromEntries(passed.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}

/** Whoever can write to the folder can put another profile there, sealed or not. */
async function writableByOthers(path: string): Promise<RolekitError | undefined> {
  if (process.platform === 'win32') return undefined;
  const folder = dirname(path);
  for (const value of [dirname(folder), folder]) {
    const mode = (await stat(value)).mode & 0o777;
    if ((mode & 0o022) === 0) continue;
    const reason = `others can change what is in it (mode ${mode.toString(8)})`;
    return new RolekitError('RK_FILE', { path: value, reason, hint: `Run \`chmod 700 ${value}\`.` });
  }
  return undefined;
}

async function readableByOthers(path: string): Promise<{ error?: RolekitError }> {
  // modes mean nothing there
  if (process.platform === 'win32') return {};
  const mode = (await stat(path)).mode & 0o777;
  if ((mode & 0o077) === 0) return {};
  const reason = `others can read it (mode ${mode.toString(8)})`;
  return { error: new RolekitError('RK_FILE', { path, reason, hint: `Run \`chmod 600 ${path}\`.` }) };
}
